import * as l10n from '@vscode/l10n';
import type { TheirWords } from '../../../errors/problem.ts';
import type { StepOutput } from '../../../runbook/execution.ts';
import type { SqlMessage, SqlOutcome, SqlSession } from '../backend.ts';
import { errorSeverity } from '../backend.ts';
import { serverWords } from '../connection/connect-failure.ts';
import { rootCauseFirst } from '../root-cause.ts';
import { percentIn, TransferProgress } from './transfer-progress.ts';
import { Watchdog, watchTimes, type WatchTimes } from './watchdog.ts';

/** Numbers of messages that say how BACKUP and RESTORE go, in every language of the server. */
export const messageNumbers = { percent: 3211, processed: 3014, verified: 3262 } as const;

export interface LongStatement {
  readonly text: string;
  /** What is going on, for the progress line. */
  readonly activity: string;
  /** Bytes that will be read or written, where that is known. */
  readonly bytes?: number;
  /** Whether work goes on after 100 percent, as it does in a RESTORE. */
  readonly recovers?: boolean;
}

export interface LongStatementSurroundings {
  readonly session: SqlSession;
  /** A second connection, for the watchdog. */
  readonly second: (signal: AbortSignal) => Promise<SqlSession>;
  readonly output: StepOutput;
  readonly signal: AbortSignal;
  /** ms, monotonic. */
  readonly now: () => number;
  readonly watch?: WatchTimes;
}

/** How a long statement ended, and what the server said meanwhile. */
export interface LongOutcome extends SqlOutcome {
  /** Messages that are no errors and no percentages. */
  readonly said: readonly SqlMessage[];
  /** How often each message number came. */
  readonly count: (number: number) => number;
  /** Errors in the words of problems, the cause first. */
  readonly theirs: readonly TheirWords[];
  /** The error that explains the others. */
  readonly cause: SqlMessage | undefined;
}

/**
 * Sends a statement that may take hours: no time limit, its messages live, its percentages as progress
 * with rate and time left, and a watchdog on a second connection. Never throws for what the server
 * says.
 */
export async function runLong(
  { text, activity, bytes, recovers = false }: LongStatement,
  around: LongStatementSurroundings,
): Promise<LongOutcome> {
  const { session, second, output, signal, now, watch = watchTimes } = around;
  const progress = new TransferProgress(activity, { bytesTotal: bytes, recovers }, now);
  const said: SqlMessage[] = [];
  const counts = new Map<number, number>();
  output.progress(progress.at(0));
  await using watchdog = new Watchdog(session.facts, second, output, watch);
  const outcome = await session.execute(
    { text, parameters: [] },
    {
      message: message => {
        watchdog.heard();
        counts.set(message.number, (counts.get(message.number) ?? 0) + 1);
        if (message.severity >= errorSeverity) output.write('error', errorLine(message));
        else if (message.number === messageNumbers.percent)
          output.progress(progress.at(percentIn(message.text)));
        else {
          said.push(message);
          output.write('information', `${message.text} [${message.number}]\n`);
        }
      },
    },
    signal,
  );
  const errors = rootCauseFirst(outcome.errors);
  return {
    ...outcome,
    said,
    count: number => counts.get(number) ?? 0,
    theirs: errors.map(each => serverWords(each, 0)),
    cause: errors[0],
  };
}

/** As SQL Server's own tools write it. */
function errorLine({ number, severity, state, text }: SqlMessage): string {
  return `${l10n.t('Error {0}, severity {1}, state {2}:', number, severity, state)} ${text}\n`;
}
