import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { SetSummary, SetVerification } from '../../../backup/sets.ts';
import { setAgeUnknown, setDamaged, setNotSealed, setTooOld } from '../../../errors/steps.ts';
import type { ActionResult, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { chosenSet, notThereYet, plannedSet, setField } from '../chosen-set.ts';
import { schemaOf, span } from '../fields.ts';
import { ageText, bytesText } from '../figures.ts';
import { showWork } from '../work-progress.ts';

const schema = schemaOf(() =>
  z.strictObject({
    set: setField(l10n.t('The backup set to verify.')),
    level: z
      .enum(['quick', 'sample', 'full'])
      .default('full')
      .describe(
        l10n.t(
          'quick: manifest and sizes; sample: a part is read again; full: every byte is read again.',
        ),
      ),
    'max-age': span(
      l10n.t(
        'Oldest set that is allowed, as in 24h; without it a set older than the rpo of the estate file is only warned of.',
      ),
    ).optional(),
  }),
);

/** The set is as old as the moment at which its making began: what came later may be missing in it. */
function ageOf(summary: SetSummary, services: ActionServices): number | undefined {
  const made = Date.parse(summary.created ?? summary.sealed ?? '');
  return Number.isNaN(made) ? undefined : services.now() - made;
}

/** Throws unless the set is sealed and young enough. */
function requireUsable(
  summary: SetSummary,
  ageMs: number | undefined,
  maxAgeMs: number | undefined,
): void {
  const set = summary.path;
  if (summary.state === 'damaged') throw setDamaged(set, summary.findings);
  if (summary.state === 'unfinished') throw setNotSealed(set);
  if (maxAgeMs === undefined) return;
  if (ageMs === undefined) throw setAgeUnknown(set);
  if (ageMs > maxAgeMs) throw setTooOld(set, ageText(ageMs), ageText(maxAgeMs));
}

/** What is known of the set before its files are read. No age: a plan must not change by waiting. */
function sizeLine({ files, bytes, created, sealed }: SetSummary): string {
  const size = l10n.t('{0} files, {1}', files, bytesText(bytes));
  const made = created ?? sealed;
  return made === undefined ? size : l10n.t('{0}, made {1}', size, made);
}

function warnIfOld(
  ageMs: number | undefined,
  context: ActionRunContext,
  { estate }: ActionServices,
): void {
  const rpoMs = estate.backup?.rpoMs;
  if (ageMs === undefined || rpoMs === undefined || ageMs <= rpoMs) return;
  const ages = [ageText(ageMs), ageText(rpoMs)] as const;
  const text = l10n.t(
    'The set is {0} old, and the estate file wants at most {1}: what came later is not in it.',
    ...ages,
  );
  context.output.write('warning', `${text}\n`);
}

function findingTexts({ findings }: SetVerification): string[] {
  return findings.map(({ file, message }) => (file === '' ? message : `${file}: ${message}`));
}

function levelLine(level: 'quick' | 'sample' | 'full', set: string): string {
  return {
    quick: l10n.t('Hold the files of {0} against its manifest: names and sizes.', set),
    sample: l10n.t('Read a part of {0} again and compare the hashes with its manifest.', set),
    full: l10n.t('Read every byte of {0} again and compare the hashes with its manifest.', set),
  }[level];
}

/** A recovery needs its set sealed, verified and young enough. */
export function verifyBackupSet(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'verify-backup-set',
    description: l10n.t(
      'Checks that a backup set is sealed, whole and young enough to restore from.',
    ),
    example: 'verify-backup-set:\n  set: $Backup\n  level: full\n  max-age: 24h',
    schema: schema(),
    plan: async (parameters, context, services) => {
      const set = chosenSet(parameters.set, context);
      const line = levelLine(parameters.level, set);
      const effect = { kind: 'reads' as const, servers: [] };
      const summary = await plannedSet(set, context, services.backup);
      if (
        summary === undefined ||
        (context.mode === 'rehearse' && summary.state === 'unfinished')
      ) {
        return { lines: [notThereYet(set), line], effect, losses: [], facts: {} };
      }
      const ageMs = ageOf(summary, services);
      requireUsable(summary, ageMs, parameters['max-age']);
      return {
        lines: [line, sizeLine(summary)],
        effect,
        losses: [],
        facts: { state: summary.state, sealed: summary.sealed ?? '', bytes: String(summary.bytes) },
      };
    },
    run: async (parameters, _plan, context, services) => {
      const set = chosenSet(parameters.set, context);
      const { level } = parameters;
      const summary = await services.backup.summary(set);
      const ageMs = ageOf(summary, services);
      requireUsable(summary, ageMs, parameters['max-age']);
      warnIfOld(ageMs, context, services);
      const verification = await services.backup.verify(set, level, {
        signal: context.signal,
        onProgress: showWork(context.output, l10n.t('Verifying')),
      });
      if (verification.unrecorded !== undefined) {
        context.output.write('warning', `${verification.unrecorded}\n`);
      }
      const findings = findingTexts(verification);
      if (findings.length > 0) throw setDamaged(set, findings);
      const text = l10n.t(
        '{0} is whole: {1} files, {2}, level {3}.',
        set,
        verification.files,
        bytesText(verification.bytes),
        level,
      );
      return {
        summary: text,
        evidence: [
          {
            kind: 'text',
            title: l10n.t('Verified set'),
            text: [text, `manifest SHA-256 ${verification.manifestHash ?? ''}`].join('\n'),
          },
        ],
        ...verifiedData(set, summary.sealed, verification.manifestHash),
      };
    },
    reconcile: () =>
      Promise.resolve({
        finding: 'not-done',
        lines: [l10n.t('A verification only reads; run it again.')],
      }),
  };
}

/** What is verified in a recovery is what its later steps restore from. */
function verifiedData(
  set: string,
  sealed: string | undefined,
  manifest: string | undefined,
): Pick<ActionResult, 'restoredFrom'> {
  if (sealed === undefined) return {};
  const data = { what: l10n.t('all data of the set'), set, finished: sealed };
  return { restoredFrom: [manifest === undefined ? data : { ...data, manifest }] };
}
