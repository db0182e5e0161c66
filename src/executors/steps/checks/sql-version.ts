import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { sqlNotYet } from '../../../errors/checks.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import type { Check } from './check.ts';

const schema = schemaOf(() =>
  z.strictObject({
    server: nonEmpty(l10n.t('SQL Server instance, host\\instance.')),
    least: nonEmpty(l10n.t('Lowest version that is allowed, as in 11.0.')).optional(),
  }),
);

/** Needs a connection to SQL Server, which this version does not make. */
export function sqlVersionCheck(): Check<ReturnType<typeof schema>> {
  return {
    kind: 'sql-version',
    description: l10n.t(
      'An SQL Server has at least a given version. Not available in this version.',
    ),
    schema: schema(),
    plan: ({ server }) => {
      throw sqlNotYet(server);
    },
    examine: ({ server }) => Promise.reject(sqlNotYet(server)),
  };
}
