import * as l10n from '@vscode/l10n';
import type { Problem } from '../../../errors/problem.ts';
import { knownSqlError } from '../../../errors/sql-catalogue.ts';
import {
  statementCancelled,
  statementFailed,
  statementLost,
  type Ended,
} from '../../../errors/sql-restore-outcome.ts';
import type { SqlInstance } from '../../../estate/model.ts';
import type { StepOutput } from '../../../runbook/execution.ts';
import type { SqlSession } from '../backend.ts';
import type { SqlSessions } from '../connection/sessions.ts';
import type { DatabaseState } from '../server/database-state.ts';
import { lookAfterwards } from './aftermath.ts';
import {
  runLong,
  type LongOutcome,
  type LongStatement,
  type LongStatementSurroundings,
} from './long-statement.ts';
import type { WatchTimes } from './watchdog.ts';

/** What the work of one step on one instance needs. */
export interface SqlWork {
  readonly instance: SqlInstance;
  readonly sessions: SqlSessions;
  readonly output: StepOutput;
  readonly signal: AbortSignal;
  /** ms, for rates and durations. */
  readonly now: () => number;
  readonly watch?: WatchTimes;
}

export interface Undertaking extends LongStatement {
  /** As in `the restore of LcsCDR`. */
  readonly doing: string;
  /** Databases whose state is read and said when it goes wrong. */
  readonly databases: readonly string[];
  /** What has and has not changed, from the states found afterwards. */
  readonly changed: (states: readonly DatabaseState[]) => string;
  /** Done after a failure, before the states are read: what can be put back is put back. */
  readonly putBack?: (session: SqlSession) => Promise<void>;
}

/** Opens a session for this work. */
export function sessionFor({ instance, sessions, signal }: SqlWork): Promise<SqlSession> {
  return sessions.open(instance, signal);
}

/** Time that putting things back after a failure may take, ms. */
const putBackMs = 20_000;

async function putThingsBack(work: SqlWork, undertaking: Undertaking): Promise<void> {
  const { putBack } = undertaking;
  if (putBack === undefined) return;
  try {
    const signal = AbortSignal.timeout(putBackMs);
    await using session = await work.sessions.open(work.instance, signal);
    await putBack(session);
  } catch {
    // what could not be put back shows in the state that is read next
  }
}

/** The problem of a statement that did not end well, with the databases as they are now. */
export async function endingProblem(
  work: SqlWork,
  undertaking: Undertaking,
  outcome: Pick<LongOutcome, 'end' | 'theirs' | 'cause'>,
): Promise<Problem> {
  const { instance, output } = work;
  const { end, theirs, cause } = outcome;
  await putThingsBack(work, undertaking);
  const open = (signal: AbortSignal): Promise<SqlSession> => work.sessions.open(instance, signal);
  const after = await lookAfterwards(open, undertaking.databases, end.kind === 'lost');
  for (const line of after.lines) output.write('information', `${line}\n`);
  const changed = [undertaking.changed(after.states), ...after.lines];
  const ended: Ended = {
    doing: undertaking.doing,
    instance: instance.name,
    theirs,
    changed: changed.filter(line => line !== '').join('\n'),
    ways: after.ways,
  };
  switch (end.kind) {
    case 'lost':
      return end.cancelUnconfirmed
        ? statementCancelled(ended, 'unconfirmed')
        : statementLost(ended, end.reason);
    case 'cancelled':
      return statementCancelled(ended, end.how);
    default: {
      const reason = end.kind === 'failed' ? end.reason : undefined;
      const own = reason === undefined ? [] : [{ source: l10n.t('Driver'), text: reason }];
      const known = cause && knownSqlError(cause.number, cause.text);
      return statementFailed({ ...ended, theirs: [...theirs, ...own] }, known);
    }
  }
}

/** What a long statement of this work needs. */
export function surroundings(work: SqlWork, session: SqlSession): LongStatementSurroundings {
  const { output, signal, now, watch } = work;
  return {
    session,
    second: aborted => work.sessions.open(work.instance, aborted),
    output,
    signal,
    now,
    ...(watch === undefined ? {} : { watch }),
  };
}

/** Sends a long statement; throws the problem of an end that is not a good one. */
export async function carryOut(
  work: SqlWork,
  session: SqlSession,
  undertaking: Undertaking,
): Promise<LongOutcome> {
  const outcome = await runLong(undertaking, surroundings(work, session));
  if (outcome.end.kind === 'completed') return outcome;
  throw await endingProblem(work, undertaking, outcome);
}
