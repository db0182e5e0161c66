/** What the stand-alone verifier says of a log. */
export interface StandaloneVerification {
  readonly state: 'intact' | 'torn' | 'changed' | 'cut';
  /** Of `changed` the line itself, of `torn` and `cut` the last one that is there. */
  readonly line?: number;
  readonly reason?: string;
  readonly finished: boolean;
  readonly run?: string;
  /** Sound records, up to the first that was changed, and the hash of the last of them. */
  readonly records: number;
  readonly last?: string;
  /** Public keys of the checkpoints among them. */
  readonly signers: ReadonlySet<string>;
  readonly notes: readonly string[];
}

export function verifyLog(file: string): Promise<StandaloneVerification>;
