import { lineReasons, remarks } from '../errors/log-findings.ts';
import { logMissing } from '../errors/log.ts';
import { isUnderstood, parseEnvelope } from './chain/line.ts';
import { nodeFiles, type LogFile, type LogFiles } from './files.ts';
import { readLines } from './lines.ts';
import type { LogRecord } from './record.ts';

/** A line that is no record: what it is instead. */
export interface LineProblem {
  /** `torn`: the last line has no end. `not-understood`: an event of a newer version. */
  readonly kind: 'torn' | 'unreadable' | 'not-understood';
  readonly message: string;
}

export type LoggedLine =
  | { readonly line: number; readonly record: LogRecord }
  | { readonly line: number; readonly problem: LineProblem };

/**
 * The lines of a log in order, a piece of the file at a time. It reads what is there and holds
 * nothing against the chain: that is `verifyLog`. Throws a `Problem` where the file cannot be read.
 */
export async function* readLog(
  file: string,
  files: LogFiles = nodeFiles,
): AsyncGenerator<LoggedLine, void> {
  let handle: LogFile;
  try {
    handle = await files.open(file, 'read');
  } catch (thrown) {
    throw logMissing(file, thrown);
  }
  try {
    const reader = readLines(handle);
    let line = 0;
    for (;;) {
      const next = await reader.next();
      if (next.done === true) {
        if (next.value.bytes > 0) yield tornLine(line + 1);
        return;
      }
      for (const text of next.value.lines) {
        line += 1;
        yield readLine(line, text);
      }
    }
  } finally {
    await handle.close();
  }
}

function tornLine(line: number): LoggedLine {
  return { line, problem: { kind: 'torn', message: lineReasons.unfinished() } };
}

function readLine(line: number, text: string): LoggedLine {
  const record = parseEnvelope(text);
  if (record === undefined) {
    return { line, problem: { kind: 'unreadable', message: lineReasons.notJson() } };
  }
  if (isUnderstood(record)) return { line, record };
  return { line, problem: { kind: 'not-understood', message: remarks.notUnderstood(line) } };
}
