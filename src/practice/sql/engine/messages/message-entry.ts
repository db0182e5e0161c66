/** A message of the server that is played here. */
export interface MessageEntry {
  readonly severity: number;
  readonly state?: number;
  readonly text: string;
  readonly endsBatch?: boolean;
  /** Takes an open transaction back, too. */
  readonly endsTransaction?: boolean;
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

/** Ends its batch and the transaction around it, as failed conversions do. */
export const aborting = (severity: number, text: string, state = 1): MessageEntry => ({
  ...fatal(severity, text, state),
  endsTransaction: true,
});
