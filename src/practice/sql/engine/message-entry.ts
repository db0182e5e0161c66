/** A message of the server that is played here. */
export interface MessageEntry {
  readonly severity: number;
  readonly state?: number;
  readonly text: string;
  readonly endsBatch?: boolean;
}

/** Ends its statement. */
export const error = (severity: number, text: string, state = 1): MessageEntry => ({
  severity,
  text,
  state,
});

/** Ends its batch. */
export const fatal = (severity: number, text: string, state = 1): MessageEntry => ({
  severity,
  text,
  state,
  endsBatch: true,
});
