/** What was written into the set's `recovery-kit/`. */
export interface KitReport {
  /** Paths inside the set, `/` between parts. */
  readonly files: readonly string[];
  /** FQDNs of servers for which no runbook could be made. */
  readonly without: readonly string[];
  /** What is not in the kit although it should be, one sentence each. */
  readonly notes: readonly string[];
}

/** Puts into a set what a person needs who has nothing but the set. */
export interface RecoveryKit {
  /**
   * Writes the kit into an unfinished set; a kit of an earlier attempt is replaced. Throws a `Problem`
   * where it would hold a secret, or where the file system refuses.
   */
  write(set: string, signal: AbortSignal): Promise<KitReport>;
}
