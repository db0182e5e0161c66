import * as l10n from '@vscode/l10n';
import { Problem } from '../../../errors/problem.ts';
import type { SqlSession } from '../backend.ts';
import { literal } from '../quoting.ts';
import {
  carryOut,
  endingProblem,
  sessionFor,
  type SqlWork,
  type Undertaking,
} from '../running/carry-out.ts';
import { messageNumbers } from '../running/long-statement.ts';
import { askRows, hearAnswer } from '../server/ask.ts';
import type { DatabaseState } from '../server/database-state.ts';
import type { MediaBackup } from './media.ts';
import type { RestorePlan } from './plan-restore.ts';
import { backupLine } from './solve.ts';
import { aloneThen, backupStatement, multiUser } from './statements.ts';

/** One RESTORE that was carried out, for the log. */
export interface RestoredStep {
  readonly backup: MediaBackup;
  readonly statement: string;
  /** What the server said at its end. */
  readonly said: readonly string[];
  readonly processed: boolean;
  readonly ms: number;
}

/**
 * Whether sessions are cut with the restore: only where the step allows it. Without that word nobody was
 * in the database when it was looked at; whoever came since makes RESTORE fail (3101) and loses nothing.
 */
export function cutsSessions({ existing, tail, wish }: RestorePlan): boolean {
  return existing?.state === 'ONLINE' && !tail && wish.disconnect;
}

/** What has and has not changed, from the database before and after. */
export function changedText(
  { existing, wish }: Pick<RestorePlan, 'existing' | 'wish'>,
  states: readonly DatabaseState[],
): string {
  const now = states.find(({ name }) => name.toLowerCase() === wish.target.toLowerCase());
  if (now === undefined) return '';
  if (existing === undefined) {
    return now.state === undefined
      ? l10n.t('There was no database {0}, and there is none.', wish.target)
      : l10n.t('There was no database {0} before; what is there now came of this.', wish.target);
  }
  if (now.state === 'ONLINE' && now.lastRestore !== existing.lastRestore) {
    return l10n.t(
      '{0} was restored at {1} and is ONLINE; the checks after it were not made.',
      wish.target,
      now.lastRestore,
    );
  }
  if (now.state === existing.state && now.state === 'ONLINE') {
    return l10n.t('Nothing of {0} was overwritten: it is ONLINE as before.', wish.target);
  }
  if (now.state === undefined) return l10n.t('{0} is not there any more.', wish.target);
  return l10n.t(
    '{0} was {1} before and is {2} now: what was in it is gone or cannot be read.',
    wish.target,
    existing.state,
    now.state,
  );
}

/** Gives a database back to everybody where only our own cutting of sessions took it from them. */
async function giveBack(session: SqlSession, plan: RestorePlan): Promise<void> {
  const { existing, wish } = plan;
  if (existing?.access !== 'MULTI_USER' || !wish.disconnect) return;
  const signal = AbortSignal.timeout(15_000);
  const text = `IF EXISTS (SELECT * FROM sys.databases WHERE name = ${literal(wish.target)} AND state_desc = N'ONLINE' AND user_access_desc <> N'MULTI_USER') ${multiUser(wish.target)} WITH ROLLBACK IMMEDIATE`;
  await hearAnswer(session, { text }, signal);
}

function undertaking(
  plan: RestorePlan,
  text: string,
  backup: MediaBackup,
  count: string,
): Undertaking {
  const { target } = plan.wish;
  return {
    text,
    activity: l10n.t('Restore of {0}{1}', target, count),
    bytes: backup.header.bytes,
    recovers: true,
    doing: l10n.t('the restore of {0}', target),
    databases: [target],
    changed: states => changedText(plan, states),
    putBack: session => giveBack(session, plan),
  };
}

/** The problem of a cancel that came when every RESTORE had finished. */
export function cancelledLate(work: SqlWork, plan: RestorePlan): Promise<Problem> {
  const [backup] = plan.steps.slice(-1);
  if (backup === undefined) throw new TypeError('a restore without a backup');
  return endingProblem(work, undertaking(plan, '', backup, ''), {
    end: { kind: 'cancelled', how: 'finished-first' },
    theirs: [],
    cause: undefined,
  });
}

/** How often a restore is begun again when somebody gets into the database in between (3101). */
const attempts = 3;
const inUse = new Set([3101, 3102, 924, 5061, 5064, 5070]);

/** Cuts the sessions and begins the restore in one batch; a few times, where somebody comes back. */
async function firstStatement(
  work: SqlWork,
  session: SqlSession,
  plan: RestorePlan,
  make: (text: string) => Undertaking,
): ReturnType<typeof carryOut> {
  const [statement = ''] = plan.statements;
  if (!cutsSessions(plan)) return carryOut(work, session, make(statement));
  const text = aloneThen(plan.wish.target, statement);
  for (let left = attempts; ; left -= 1) {
    try {
      return await carryOut(work, session, make(text));
    } catch (error) {
      if (left <= 1 || !isInUse(error)) throw error;
      const again = l10n.t(
        'Somebody got into {0} in between; it is tried again.',
        plan.wish.target,
      );
      work.output.write('warning', `${again}\n`);
    }
  }
}

function isInUse(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  const number = error.data.theirs?.[0]?.number;
  return typeof number === 'number' && inUse.has(number);
}

/** Backs up the tail of the log; the database is RESTORING afterwards, and nothing of it is lost. */
async function saveTail(work: SqlWork, session: SqlSession, plan: RestorePlan): Promise<void> {
  const { target, tailLog } = plan.wish;
  if (!plan.tail || tailLog === undefined) return;
  const statement = backupStatement({
    database: target,
    kind: 'log',
    paths: [tailLog],
    copyOnly: false,
    compress: false,
    tail: true,
    name: `${target} tail of the log`,
  });
  await carryOut(work, session, {
    text: plan.wish.disconnect ? aloneThen(target, statement) : statement,
    activity: l10n.t('Tail of the log of {0}', target),
    doing: l10n.t('the backup of the tail of the log of {0}', target),
    databases: [target],
    changed: states => changedText(plan, states),
    putBack: fresh => giveBack(fresh, plan),
  });
  work.output.write('output', `${l10n.t('The tail of the log is in {0}.', tailLog)}\n`);
}

async function makeFolders(work: SqlWork, session: SqlSession, plan: RestorePlan): Promise<void> {
  for (const folder of plan.places.folders) {
    const text = `EXEC master.sys.xp_create_subdir ${literal(folder)}`;
    await askRows(session, { text }, work.instance.name, work.signal);
    work.output.write('output', `${l10n.t('Made the folder {0}.', folder)}\n`);
  }
}

/**
 * Carries out a restore that was planned: folders, tail of the log, then every backup of the chain in
 * its order, the first in one batch with the cutting of sessions. Throws the problem of the first that
 * fails, with the state that it left.
 */
export async function carryOutRestore(work: SqlWork, plan: RestorePlan): Promise<RestoredStep[]> {
  await using session = await sessionFor(work);
  await makeFolders(work, session, plan);
  await saveTail(work, session, plan);
  const done: RestoredStep[] = [];
  for (const [i, backup] of plan.steps.entries()) {
    const statement = plan.statements[i] ?? '';
    const from = work.now();
    const count = plan.steps.length === 1 ? '' : l10n.t(' ({0} of {1})', i + 1, plan.steps.length);
    const make = (text: string): Undertaking => undertaking(plan, text, backup, count);
    work.output.write('information', `${backupLine(backup)}\n`);
    const outcome =
      i === 0
        ? await firstStatement(work, session, plan, make)
        : await carryOut(work, session, make(statement));
    done.push({
      backup,
      statement,
      said: outcome.said.map(({ text }) => text),
      processed: outcome.count(messageNumbers.processed) > 0,
      ms: work.now() - from,
    });
  }
  return done;
}
