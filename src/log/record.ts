import type { RunEvent } from './events.ts';

/** Marks the end of a span of records with an Ed25519 signature over the chain so far. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  /** Base64 of the 64-byte signature over `recovery-log/1 checkpoint\n<run>\n<seq>\n<prev>`. */
  readonly signature: string;
}

/** First line of every log. */
export interface LogOpenedEvent {
  readonly type: 'log-opened';
  readonly format: 'recovery-log/1';
  /** Base64 of the 32-byte raw Ed25519 public key that signs the checkpoints. */
  readonly publicKey: string;
  /** Run and last hash of the run before this one in the same folder; `null` for the first. */
  readonly previous: { readonly run: string; readonly hash: string } | null;
}

/**
 * First line of each later session that writes to the log. `mono` begins anew here, and checkpoints
 * from here on are signed by this key (another person may go on with a run).
 */
export interface LogReopenedEvent {
  readonly type: 'log-reopened';
  readonly publicKey: string;
}

export type LoggedEvent = RunEvent | CheckpointEvent | LogOpenedEvent | LogReopenedEvent;

/**
 * One line of a recovery log: canonical JSON (RFC 8785) of this object. `hash` is SHA-256 (hex) of
 * the ASCII text `recovery-log/1\n`, then `prev`, then a line feed, then the canonical JSON of the
 * record without `hash`.
 */
export interface LogRecord<E extends LoggedEvent = LoggedEvent> {
  readonly run: string;
  /** 0 for the first line. */
  readonly seq: number;
  /** UTC, ISO 8601 with milliseconds. */
  readonly time: string;
  /** Milliseconds (whole) of the writer's monotonic clock since it opened or reopened the log. */
  readonly mono: number;
  readonly event: E;
  /** Hash of the line before; 64 zeros in the first line. */
  readonly prev: string;
  readonly hash: string;
}

/** A line is no longer than this without its line feed, so that no reader needs more memory for one; bytes. */
export const longestLine = 16 * 1024 * 1024;

/** What `log verify` says. Only `intact` together with `finished` is exit status 0. */
export type Integrity =
  | { readonly state: 'intact' }
  | { readonly state: 'torn'; readonly afterLine: number; readonly bytes: number }
  | { readonly state: 'changed'; readonly line: number; readonly reason: string }
  | { readonly state: 'cut'; readonly afterLine: number; readonly reason: string };

export interface Verification {
  readonly run: string | undefined;
  readonly integrity: Integrity;
  readonly finished: boolean;
  /** `unknown`: the key is not one that the reader trusts. `unsigned`: no checkpoint. */
  readonly signer:
    | { readonly state: 'trusted'; readonly name: string; readonly fingerprint: string }
    | { readonly state: 'unknown'; readonly fingerprint: string }
    | { readonly state: 'unsigned' };
  /** Sound ones, up to the first line that was changed. */
  readonly records: number;
  /** Of the last record; `undefined` where there is none, or a line was changed. */
  readonly lastHash: string | undefined;
  /** Remarks that are no failure: a fork of the previous run's chain, lines after the last checkpoint. */
  readonly remarks: readonly string[];
}
