import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { requireSqlInstance } from '../../sql/connection/instances.ts';
import { compareVersions, readServerFacts } from '../../sql/restore/server-facts.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import type { Check, Finding } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(l10n.t('SQL Server instance, host\\instance.')),
    least: nonEmpty(l10n.t('Lowest version that is allowed, as in 11.0.'))
      .regex(/^\d+(?:\.\d+){0,3}$/u)
      .optional(),
    most: nonEmpty(l10n.t('First version that is too new, as in 13.0.'))
      .regex(/^\d+(?:\.\d+){0,3}$/u)
      .optional(),
    edition: nonEmpty(l10n.t('What the edition must contain, as in Standard.')).optional(),
    collation: nonEmpty(
      l10n.t('Collation that the server must have, as in SQL_Latin1_General_CP1_CI_AS.'),
    ).optional(),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

function wantedText({ least, most, edition, collation }: Parameters): string {
  const parts = [
    ...(least === undefined ? [] : [l10n.t('version {0} or newer', least)]),
    ...(most === undefined ? [] : [l10n.t('older than version {0}', most)]),
    ...(edition === undefined ? [] : [l10n.t('edition {0}', edition)]),
    ...(collation === undefined ? [] : [l10n.t('collation {0}', collation)]),
  ];
  return parts.length === 0 ? l10n.t('that it answers') : parts.join(', ');
}

/** Version, edition and collation of a SQL Server instance. */
export function sqlVersionCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'sql-version',
    description: l10n.t(
      'A SQL Server instance answers and has the version, edition and collation.',
    ),
    schema: schema(),
    plan: (parameters, context, { estate }) => {
      const { name, host } = requireSqlInstance(estate, parameters.server, context.stepId);
      return {
        servers: [host],
        line: l10n.t('Ask {0} and check: {1}.', name, wantedText(parameters)),
      };
    },
    examine: async (parameters, context, { estate, sql }) => {
      const instance = requireSqlInstance(estate, parameters.server, context.stepId);
      const { signal } = context;
      await using session = await sql.open(instance, signal);
      const facts = await readServerFacts(session, instance.name, signal);
      const { version, edition, collation } = facts;
      const findings: Finding[] = [];
      const add = (expected: string, found: string, why: string, mend: string): number =>
        findings.push({ where: instance.name, expected, found, why, mend: [mend] });
      const { least, most, edition: kind, collation: wanted } = parameters;
      const other = l10n.t('install SQL Server of the right version on {0}.', instance.host);
      if (least !== undefined && compareVersions(version, least) < 0)
        add(
          l10n.t('version {0} or newer', least),
          version,
          l10n.t('A backup of a newer SQL Server cannot be restored on an older one.'),
          other,
        );
      if (most !== undefined && compareVersions(version, most) >= 0)
        add(
          l10n.t('older than version {0}', most),
          version,
          l10n.t('Lync was not made for newer versions, and there is no way back from one.'),
          other,
        );
      if (kind !== undefined && !edition.toLowerCase().includes(kind.toLowerCase()))
        add(
          l10n.t('edition {0}', kind),
          edition,
          l10n.t('Editions differ in what they hold: Express has a limit of 10 GB a database.'),
          other,
        );
      if (wanted !== undefined && collation.toLowerCase() !== wanted.toLowerCase())
        add(
          l10n.t('collation {0}', wanted),
          collation,
          l10n.t('Databases of another collation than the server fail on temporary tables.'),
          l10n.t('set up the instance again with that collation; it cannot be changed in place.'),
        );
      const line = l10n.t(
        '{0} is SQL Server {1}, {2}, collation {3}.',
        instance.name,
        version,
        edition,
        collation,
      );
      return { findings, seen: [line] };
    },
  };
}
