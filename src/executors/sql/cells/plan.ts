import * as l10n from '@vscode/l10n';
import type { StepPlan } from '../../../runbook/execution.ts';
import { stateLine, type DatabaseState } from '../server/database-state.ts';
import type { SqlCell } from './cell.ts';

export interface PlannedCell {
  readonly instance: string;
  /** FQDN of its server. */
  readonly host: string;
  readonly cell: SqlCell;
  readonly states: readonly DatabaseState[];
  /** Why the server was not asked. */
  readonly unasked?: string;
  readonly rehearsal: boolean;
}

/** The plan of a SQL cell: where, with which values, which text, what is there now, what is lost. */
export function sqlPlan({ instance, host, cell, states, ...more }: PlannedCell): StepPlan {
  const values = new Map(
    cell.batches.flatMap(({ parameters }) =>
      parameters.map(({ name, value }) => [name, String(value)] as const),
    ),
  );
  const text = cell.batches.map(batch => batch.text.split('\n').map(line => `  ${line}`.trimEnd()));
  return {
    lines: [
      l10n.t('T-SQL on {0}:', instance),
      ...[...values].map(([name, value]) => `@${name} = ${value}`),
      ...text.flatMap((lines, i) => (i === 0 ? lines : ['  GO', ...lines])),
      ...states.map(stateLine),
      ...(more.unasked === undefined
        ? []
        : [l10n.t('The databases could not be looked at: {0}', more.unasked)]),
      ...(more.rehearsal
        ? [
            cell.rehearsable
              ? l10n.t('It only reads: a rehearsal runs it.')
              : l10n.t('A rehearsal only shows it.'),
          ]
        : []),
    ],
    effect: { kind: cell.kind, servers: [host] },
    losses: cell.losses.map(loss => l10n.t('{0} ({1})', loss, instance)),
    facts: Object.fromEntries(
      states.map(({ name, state, access, lastRestore }) => [
        `database ${name}`,
        `${state ?? '-'} ${access} ${lastRestore}`.trim(),
      ]),
    ),
  };
}
