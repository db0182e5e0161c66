import * as l10n from '@vscode/l10n';
import { knownSqlError } from '../../../errors/sql-catalogue.ts';
import { checkFoundDamage, restoredBut } from '../../../errors/sql-restore-outcome.ts';
import type { Evidence } from '../../../runbook/execution.ts';
import type { SqlMessage, SqlSession } from '../backend.ts';
import type { BackupDescription } from '../backup/description.ts';
import { serverWords } from '../connection/connect-failure.ts';
import { bracketed } from '../quoting.ts';
import { rootCauseFirst } from '../root-cause.ts';
import { carryOut, endingProblem, surroundings, type SqlWork } from '../running/carry-out.ts';
import { runLong } from '../running/long-statement.ts';
import { hearAnswer } from '../server/ask.ts';
import { checkDatabase, multiUser } from './statements.ts';
import type { DatabaseSettings } from './target.ts';
import { grantRole, hasRole, readUsersOf, serverRole, type DatabaseUser } from './users.ts';

function stillThere(database: string): string {
  return l10n.t('{0} is restored and ONLINE; the restore itself is proven.', database);
}

/**
 * Gives a restored database back to everybody. `cut`: whether a session that took the single place
 * meanwhile may be ended for it; without that, such a session makes it fail (5064).
 */
export async function openToAll(
  work: SqlWork,
  session: SqlSession,
  database: string,
  cut: boolean,
): Promise<void> {
  await carryOut(work, session, {
    text: cut ? `${multiUser(database)} WITH ROLLBACK IMMEDIATE` : multiUser(database),
    activity: l10n.t('Opening {0}', database),
    doing: l10n.t('SET MULTI_USER for {0}', database),
    databases: [database],
    changed: () => stillThere(database),
  });
}

/** Whether an error of DBCC speaks of damage, and not of a check that could not be made. */
function isDamage({ number }: SqlMessage): boolean {
  const found = (number >= 8900 && number < 9000) || (number > 2500 && number < 2600);
  return (found && number !== 8921 && number !== 2520) || (number >= 823 && number <= 825);
}

/** Runs DBCC CHECKDB; its whole output is evidence. Throws where it finds damage. */
export async function checkIntegrity(
  work: SqlWork,
  session: SqlSession,
  database: string,
): Promise<Evidence> {
  const text = checkDatabase(database);
  const from = work.now();
  const doing = l10n.t('DBCC CHECKDB of {0}', database);
  const outcome = await runLong({ text, activity: doing }, surroundings(work, session));
  const seconds = Math.round((work.now() - from) / 100) / 10;
  const messages = [
    ...outcome.errors.map(one => `${one.number}, ${one.severity}, ${one.state}: ${one.text}`),
    ...outcome.said.map(one => one.text),
  ];
  const evidence: Evidence = {
    kind: 'text',
    title: doing,
    text: [
      text,
      ...(messages.length === 0
        ? [l10n.t('No messages: no errors were found, {0} s.', seconds)]
        : messages),
    ].join('\n'),
  };
  if (outcome.end.kind === 'completed') return evidence;
  work.output.evidence(evidence);
  const place = { doing, databases: [database], changed: () => stillThere(database) };
  if (outcome.end.kind !== 'failed')
    throw await endingProblem(work, { text, activity: doing, ...place }, outcome);
  if (!outcome.errors.some(isDamage)) {
    throw restoredBut({
      doing,
      instance: work.instance.name,
      theirs: outcome.theirs,
      changed: stillThere(database),
      ways: (outcome.cause && knownSqlError(outcome.cause.number, outcome.cause.text)?.next) ?? [],
    });
  }
  const remedies = outcome.cause && knownSqlError(outcome.cause.number, outcome.cause.text);
  throw checkFoundDamage({
    doing,
    instance: work.instance.name,
    theirs: outcome.theirs,
    changed: stillThere(database),
    ways: remedies?.next ?? [],
  });
}

/** Settings that a restore leaves other than they were, with the T-SQL that sets them right. */
export function settingDifferences(
  database: string,
  before: BackupDescription['database'],
  now: DatabaseSettings,
): string[] {
  const name = bracketed(database);
  const onOff = (on: boolean): string => (on ? 'ON' : 'OFF');
  const pairs: [string, string, string, string][] = [
    [
      'owner',
      before.owner,
      now.owner,
      `ALTER AUTHORIZATION ON DATABASE::${name} TO ${bracketed(before.owner)}`,
    ],
    [
      'recovery model',
      before.recovery,
      now.recovery,
      `ALTER DATABASE ${name} SET RECOVERY ${before.recovery}`,
    ],
    [
      'compatibility level',
      String(before.compatibility),
      String(now.compatibility),
      `ALTER DATABASE ${name} SET COMPATIBILITY_LEVEL = ${before.compatibility}`,
    ],
    [
      'TRUSTWORTHY',
      onOff(before.trustworthy),
      onOff(now.trustworthy),
      `ALTER DATABASE ${name} SET TRUSTWORTHY ${onOff(before.trustworthy)}`,
    ],
    [
      'DB_CHAINING',
      onOff(before.chaining),
      onOff(now.chaining),
      `ALTER DATABASE ${name} SET DB_CHAINING ${onOff(before.chaining)}`,
    ],
    [
      'service broker',
      onOff(before.broker),
      onOff(now.broker),
      `ALTER DATABASE ${name} SET ${before.broker ? 'ENABLE_BROKER' : 'DISABLE_BROKER'}`,
    ],
  ];
  return pairs
    .filter(([, was, is]) => was.toLowerCase() !== is.toLowerCase() && was !== '')
    .map(([what, was, is, sql]) =>
      l10n.t(
        '{0} of {1} was {2} when the backup was made and is {3} now; to set it: {4}',
        what,
        database,
        was,
        is === '' ? '-' : is,
        sql,
      ),
    );
}

export interface UserWork {
  readonly database: string;
  /** Windows groups or users that must be in the role of Lync's services. */
  readonly members: readonly string[];
  readonly described: BackupDescription | undefined;
}

/** Puts the wished members into the role, and says what is wrong with the users that there are. */
export async function mendUsers(
  work: SqlWork,
  session: SqlSession,
  { database, members, described }: UserWork,
): Promise<string[]> {
  const { instance, signal } = work;
  const place = { session, instance: instance.name, database, signal };
  const before = await readUsersOf(place);
  const lines: string[] = [];
  for (const member of members) {
    const known = before.find(({ name }) => name.toLowerCase() === member.toLowerCase());
    if (known?.orphaned === false && known.roles.includes(serverRole)) continue;
    for (const text of grantRole(database, serverRole, member))
      await grant(work, session, database, text);
    lines.push(
      l10n.t('{0} has a login, and is in the role {1} of {2}.', member, serverRole, database),
    );
  }
  const users = lines.length === 0 ? before : await readUsersOf(place);
  for (const line of userFindings(users, database, described)) {
    lines.push(line);
    work.output.write('warning', `${line}\n`);
  }
  const role = await hasRole(place, serverRole);
  if (role && !users.some(user => user.roles.includes(serverRole) && !user.orphaned)) {
    const line = l10n.t(
      'Nobody with a login is in the role {0} of {1}: Lync cannot use it. Name the group under "server-role".',
      serverRole,
      database,
    );
    lines.push(line);
    work.output.write('warning', `${line}\n`);
  }
  return lines;
}

async function grant(
  work: SqlWork,
  session: SqlSession,
  database: string,
  text: string,
): Promise<void> {
  const { errors, lost } = await hearAnswer(session, { text }, work.signal);
  if (errors.length === 0 && lost === undefined) return;
  const ordered = rootCauseFirst(errors);
  const [cause] = ordered;
  const known = cause && knownSqlError(cause.number, cause.text);
  throw restoredBut({
    doing: l10n.t('giving Lync its rights'),
    instance: work.instance.name,
    theirs: [
      ...ordered.map(one => serverWords(one, 0)),
      ...(lost === undefined ? [] : [{ source: work.instance.name, text: lost }]),
      { source: l10n.t('Statement'), text },
    ],
    changed: stillThere(database),
    ways: known?.next ?? [],
  });
}

/** Users without a login, and users and roles that the backup had and the database has not. */
function userFindings(
  users: readonly DatabaseUser[],
  database: string,
  described: BackupDescription | undefined,
): string[] {
  const orphans = users
    .filter(({ orphaned }) => orphaned)
    .map(({ name, type }) =>
      type === 'S'
        ? l10n.t(
            'The user {0} of {1} has no login; ALTER USER {2} WITH LOGIN = … gives it one.',
            name,
            database,
            bracketed(name),
          )
        : l10n.t(
            'The user {0} of {1} has no login on this server: CREATE LOGIN {2} FROM WINDOWS.',
            name,
            database,
            bracketed(name),
          ),
    );
  const lost = (described?.users ?? []).filter(
    was => !users.some(({ name }) => name.toLowerCase() === was.name.toLowerCase()),
  );
  return [
    ...orphans,
    ...lost.map(({ name }) =>
      l10n.t(
        'The user {0} was in {1} when the backup was made and is not there now.',
        name,
        database,
      ),
    ),
  ];
}
