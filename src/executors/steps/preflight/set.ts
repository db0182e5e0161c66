import * as l10n from '@vscode/l10n';
import type { MissingNeed, SetSummary } from '../../../backup/sets.ts';
import { sameName } from '../../../estate/lookup.ts';
import type { ActionServices } from '../action.ts';
import type { CheckReport, Finding } from '../checks/check.ts';
import { ageText, bytesText } from '../figures.ts';
import type { PreflightParameters } from './parameters.ts';

function stateFindings(set: string, { state, findings }: SetSummary): Finding[] {
  if (state === 'sealed') return [];
  return [
    {
      where: set,
      expected: l10n.t('a sealed set'),
      found: state === 'damaged' ? findings.join('; ') : l10n.t('it was never sealed'),
      why: l10n.t('What is in it, and whether it is whole, is not known.'),
      mend: [l10n.t('choose another set: recovery-runbooks set list shows them.')],
    },
  ];
}

function ageFindings(set: string, ageMs: number | undefined, most: number | undefined): Finding[] {
  if (most === undefined || (ageMs !== undefined && ageMs <= most)) return [];
  return [
    {
      where: set,
      expected: l10n.t('at most {0} old', ageText(most)),
      found: ageMs === undefined ? l10n.t('it does not say when it was made') : ageText(ageMs),
      why: l10n.t('What was changed after the backup is lost.'),
      mend: [
        l10n.t('choose a younger set;'),
        l10n.t('if there is none, go on and give that as the reason.'),
      ],
    },
  ];
}

function nameOf({ kind, of, databases }: MissingNeed): string {
  return [kind, of, ...databases].filter(part => part !== '').join(' ');
}

function coverageFindings(
  set: string,
  { coverage }: SetSummary,
  servers: readonly string[],
): Finding[] {
  const missing = (coverage?.missing ?? []).filter(need =>
    need.servers.some(one => servers.some(server => sameName(one, server))),
  );
  if (missing.length === 0) return [];
  return [
    {
      where: set,
      expected: l10n.t('everything that {0} needs', servers.join(', ')),
      found: l10n.t('not in it: {0}', missing.map(nameOf).join(', ')),
      why: l10n.t('What is not in the set does not come back.'),
      mend: [
        l10n.t('choose a set that has it: recovery-runbooks set list tells;'),
        l10n.t('if there is none, pass over the steps that restore it.'),
      ],
    },
  ];
}

/** The set that is restored from: sealed, young enough, complete for the servers; no file is read. */
export async function examineSet(
  set: string,
  parameters: PreflightParameters,
  services: ActionServices,
): Promise<CheckReport> {
  const summary = await services.backup.summary(set);
  const made = Date.parse(summary.created ?? summary.sealed ?? '');
  const ageMs = Number.isNaN(made) ? undefined : services.now() - made;
  const findings = [
    ...stateFindings(set, summary),
    ...ageFindings(set, ageMs, parameters['max-age'] ?? services.estate.backup?.rpoMs),
    ...coverageFindings(set, summary, parameters.servers),
  ];
  const age = ageMs === undefined ? '-' : ageText(ageMs);
  const seen = [
    l10n.t(
      '{0}: sealed, {1} files, {2}, {3} old.',
      set,
      summary.files,
      bytesText(summary.bytes),
      age,
    ),
    summary.fullyVerified === undefined
      ? l10n.t('It was never read again in full; the next step does.')
      : l10n.t('It was last read again in full at {0}.', summary.fullyVerified),
  ];
  return { findings, seen: findings.length > 0 ? [] : seen };
}
