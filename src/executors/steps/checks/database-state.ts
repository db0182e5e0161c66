import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { SqlInstance } from '../../../estate/model.ts';
import { requireSqlInstance } from '../../sql/connection/instances.ts';
import { readServerFacts } from '../../sql/restore/server-facts.ts';
import { readExisting, type ExistingDatabase } from '../../sql/restore/target.ts';
import { waysOn } from '../../sql/server/database-state.ts';
import { nonEmpty, schemaOf, span } from '../fields.ts';
import { ageText } from '../figures.ts';
import type { Check, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(l10n.t('SQL Server instance, host\\instance.')),
    databases: z
      .union([nonEmpty(l10n.t('Database.')), z.array(nonEmpty(l10n.t('Database.'))).min(1)])
      .transform(value => (typeof value === 'string' ? [value] : value))
      .describe(l10n.t('Database, or a list of them.')),
    state: z
      .enum(['ONLINE', 'RESTORING', 'OFFLINE', 'absent'])
      .default('ONLINE')
      .describe(l10n.t('State that each must be in; absent: it must not be there.')),
    access: z
      .enum(['MULTI_USER', 'SINGLE_USER', 'RESTRICTED_USER'])
      .optional()
      .describe(l10n.t('Who may use it; by default MULTI_USER where the state is ONLINE.')),
    recovery: z
      .enum(['SIMPLE', 'FULL', 'BULK_LOGGED'])
      .optional()
      .describe(l10n.t('Recovery model that each must have.')),
    collation: nonEmpty(l10n.t('Collation that each must have.')).optional(),
    'max-backup-age': span(
      l10n.t('Oldest last backup that is allowed, as in 24h, by msdb of that server.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

interface Wanted {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

function wantedOf(
  { state, access, recovery, collation }: Parameters,
  database: ExistingDatabase,
): Wanted[] {
  const open = access ?? (state === 'ONLINE' ? 'MULTI_USER' : undefined);
  const { settings } = database;
  const all: [string, string | undefined, string][] = [
    [l10n.t('state'), state, database.state],
    [l10n.t('access'), open, database.access],
    [l10n.t('recovery model'), recovery, settings.recovery],
    [l10n.t('collation'), collation, settings.collation],
  ];
  return all.flatMap(([what, expected, found]) =>
    expected === undefined || expected.toLowerCase() === found.toLowerCase()
      ? []
      : [{ what, expected, found }],
  );
}

/** Age of a time of the server, ms; `undefined` where there is none. */
function ageOf(text: string, utcOffset: number, now: number): number | undefined {
  const at = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : now - (at - utcOffset * 60_000);
}

function backupFinding(
  name: string,
  { lastBackup }: ExistingDatabase,
  maxAge: number | undefined,
  age: number | undefined,
): Finding[] {
  if (maxAge === undefined || (age !== undefined && age <= maxAge)) return [];
  return [
    {
      where: name,
      expected: l10n.t('a backup of the last {0}', ageText(maxAge)),
      found:
        lastBackup === '' ? l10n.t('none known to msdb') : l10n.t('the last one {0}', lastBackup),
      why: l10n.t('What came after the last backup is lost with the server.'),
      mend: [l10n.t('back it up: backup-database.')],
    },
  ];
}

function stateFindings(
  instance: SqlInstance,
  name: string,
  parameters: Parameters,
  found: ExistingDatabase | undefined,
): Finding[] {
  const where = `${instance.name}: ${name}`;
  const why = l10n.t('Lync works only with its databases ONLINE and open to all.');
  if (parameters.state === 'absent') {
    if (found === undefined) return [];
    return [
      {
        where,
        expected: l10n.t('no such database'),
        found: found.state,
        why: l10n.t('Setup and restore behave differently where one is there.'),
        mend: [l10n.t('look what is in it; drop it only if nobody needs it.')],
      },
    ];
  }
  if (found === undefined) {
    const mend = [l10n.t('restore it, or let Install-CsDatabase make it.')];
    return [{ where, expected: parameters.state, found: l10n.t('there is none'), why, mend }];
  }
  const { state, access } = found;
  const ways = waysOn({ name, state, access, recovery: '', lastBackup: '', lastRestore: '' });
  return wantedOf(parameters, found).map(({ what, expected, found: is }) => ({
    where,
    expected: `${what} ${expected}`,
    found: `${what} ${is}`,
    why,
    mend: ways.length > 0 ? ways : [l10n.t("read the server's error log.")],
  }));
}

/** States of databases. */
export function databaseStateCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'database-state',
    description: l10n.t(
      'Databases of a SQL Server instance are in the state that they must be in.',
    ),
    schema: schema(),
    plan: (parameters, context, { estate }) => {
      const { name, host } = requireSqlInstance(estate, parameters.server, context.stepId);
      const { databases, state } = parameters;
      const line = l10n.t('Check on {0} that {1} are {2}.', name, databases.join(', '), state);
      return { servers: [host], line };
    },
    examine: async (parameters, context, { estate, sql, now }) => {
      const instance = requireSqlInstance(estate, parameters.server, context.stepId);
      const { signal } = context;
      const findings: Finding[] = [];
      const seen: string[] = [];
      await using session = await sql.open(instance, signal);
      const { utcOffset } = await readServerFacts(session, instance.name, signal);
      for (const name of parameters.databases) {
        const found = await readExisting(session, instance.name, name, [], signal);
        findings.push(...stateFindings(instance, name, parameters, found));
        if (found === undefined) {
          seen.push(l10n.t('{0}: there is no {1}.', instance.name, name));
          continue;
        }
        const { state, access, settings, lastBackup } = found;
        const age = ageOf(lastBackup, utcOffset, now());
        const maxAge = parameters['max-backup-age'];
        findings.push(...backupFinding(`${instance.name}: ${name}`, found, maxAge, age));
        seen.push(
          l10n.t(
            '{0}: {1} is {2}, {3}, recovery model {4}, last backup {5}.',
            instance.name,
            name,
            state,
            access,
            settings.recovery,
            lastBackup === '' ? l10n.t('none known') : lastBackup,
          ),
        );
      }
      return { findings, seen };
    },
  };
}
