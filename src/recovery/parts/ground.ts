import * as l10n from '@vscode/l10n';
import type { CellValue, SectionDraft, StepDraft } from '../draft.ts';
import type { Named } from '../writing/named.ts';
import { actionStep } from './part.ts';

/** What must hold before anything is touched. */
export interface Ground {
  /** Servers that will be rebuilt. */
  readonly servers: readonly Named[];
  /** A server that is left, whose management shell is asked. */
  readonly at?: Named | undefined;
  /** SQL Server instances that must come back under the same name. */
  readonly sql?: readonly Named[];
  /** File stores that must come back at the same path. */
  readonly fileStores?: readonly Named[];
  /** Whether data comes back from a backup set. */
  readonly set: boolean;
  /** Pools whose user data is imported from the set; refused where newer data is on a pair. */
  readonly imports?: readonly Named[];
  /** Whether this recovery makes the Central Management store anew. */
  readonly central?: boolean;
  /** Instances that must run now. */
  readonly runningSql?: readonly Named[];
}

function list(key: string, names: readonly Named[] | undefined): Record<string, CellValue> {
  return names === undefined || names.length === 0 ? {} : { [key]: names.map(one => one.cell) };
}

function preflightStep(ground: Ground): StepDraft {
  const { servers, at, sql, runningSql, fileStores, set, imports, central } = ground;
  const parameters = {
    ...list('servers', servers),
    ...(at === undefined ? {} : { at: at.cell }),
    ...list('sql', sql),
    ...list('running-sql', runningSql),
    ...list('file-stores', fileStores),
    ...list('imports-users-of', imports),
    ...(central === true ? { 'central-store': 'lost' } : {}),
    ...(set ? { set: '$Backup' } : {}),
  };
  return actionStep(
    'preflight',
    [
      l10n.t(
        'A restored server is found, trusted and served only if names, addresses, accounts, paths, instances and versions are what they were. Everything of this that can be seen now is looked at; nothing is changed. What can only be seen on the rebuilt computer is looked at again there.',
      ),
      l10n.t(
        'You should see one line for each thing, and no findings. A finding says what was expected, what was found, why it matters and how to mend it. To go on all the same, start the next step and give your reason: the log keeps it.',
      ),
    ],
    ['preflight', parameters],
    { timeout: '30m' },
  );
}

function verifySet(): StepDraft {
  return actionStep(
    'verify-set',
    [
      l10n.t(
        'The set must be sealed, and every byte of it must be readable today. Nothing is worse than to learn later on that the set is damaged. You should see the number of files and no findings.',
      ),
    ],
    ['verify-backup-set', { set: '$Backup', level: 'full' }],
    { timeout: '4h' },
  );
}

/** The first section of every recovery. */
export function groundSection(ground: Ground): SectionDraft {
  return {
    heading: l10n.t('Before anything is touched'),
    say: [],
    steps: [preflightStep(ground), ...(ground.set ? [verifySet()] : [])],
  };
}
