import { appendFileSync } from 'node:fs';

/** A text that a client sent and the server understood. */
export interface TracedText {
  /** Name under which the client logged in. */
  readonly program: string;
  readonly text: string;
}

export type Trace = (traced: TracedText) => void;

/** Environment variable that names a file for everything that practice servers are sent. */
export const traceVariable = 'RECOVERY_RUNBOOKS_PRACTICE_SQL_TRACE';

/** Appends each text to a file, one JSON object a line; nothing without a file. */
export function traceToFile(file: string | undefined): Trace | undefined {
  if (file === undefined || file === '') return undefined;
  return traced => {
    appendFileSync(file, `${JSON.stringify(traced)}\n`);
  };
}
