import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { SetSummary } from '../../../backup/sets.ts';
import { Problem } from '../../../errors/problem.ts';
import { noSecondLocation, secondCopyDiffers } from '../../../errors/second-copy.ts';
import { setDamaged, setNotSealed } from '../../../errors/steps.ts';
import { joinPath, lastPart } from '../../../estate/unc.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { chosenSet, notThereYet, plannedSet, setField } from '../chosen-set.ts';
import { serversOfPath } from '../copy-jobs.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { bytesText } from '../figures.ts';
import { showWork } from '../work-progress.ts';

const schema = schemaOf(() =>
  z.strictObject({
    set: setField(l10n.t('The sealed backup set to copy.')),
    to: nonEmpty(
      l10n.t(
        'Location that receives the copy under the same name; by default backup.copy of the estate file.',
      ),
    ).optional(),
    level: z
      .enum(['quick', 'sample', 'full'])
      .default('full')
      .describe(l10n.t('How the copy is verified where it lies.')),
  }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

interface Places {
  readonly set: string;
  readonly location: string;
  readonly copy: string;
}

function placesOf(
  parameters: Parameters,
  context: ActionPlanContext,
  { estate }: ActionServices,
): Places {
  const set = chosenSet(parameters.set, context);
  const location = parameters.to ?? estate.backup?.copy;
  if (location === undefined) throw noSecondLocation(estate.file);
  return { set, location, copy: joinPath(location, lastPart(set)) };
}

/** What lies at the copy's place already; `undefined` where nothing does. */
async function thereAlready(
  { copy, location }: Places,
  { backup }: ActionServices,
): Promise<SetSummary | undefined> {
  const name = lastPart(copy);
  const sets = await backup.list(location); // a location that is not there is refused, never made
  return sets.some(set => set.name === name) ? backup.summary(copy) : undefined;
}

/** Copies the set, or takes up a copy that was cut off; one that is sealed there already stays. */
async function copyOnce(
  places: Places,
  context: ActionRunContext,
  services: ActionServices,
): Promise<void> {
  const { set, copy } = places;
  const there = await thereAlready(places, services);
  if (there !== undefined && there.state !== 'unfinished') {
    const compared = await services.backup.compare(set, copy);
    const { changed, onlyLeft, onlyRight } = compared;
    if (changed.count + onlyLeft.count + onlyRight.count > 0) throw secondCopyDiffers(set, copy);
    return;
  }
  await services.backup.copy(
    { from: set, to: copy, exclude: [], overwrite: false },
    { signal: context.signal, onProgress: showWork(context.output, l10n.t('Copying')) },
  );
}

async function requireSealed(
  set: string,
  context: ActionPlanContext,
  { backup }: ActionServices,
): Promise<SetSummary | undefined> {
  const summary = await plannedSet(set, context, backup);
  if (summary === undefined) return undefined;
  if (context.mode === 'rehearse' && summary.state === 'unfinished') return undefined;
  if (summary.state === 'unfinished') throw setNotSealed(set);
  if (summary.state === 'damaged') throw setDamaged(set, summary.findings);
  return summary;
}

/** A second copy of a sealed set on another location, verified there: one fire takes one of them. */
export function copyBackupSet(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'copy-backup-set',
    description: l10n.t('Copies a sealed backup set to a second location and verifies it there.'),
    example: 'copy-backup-set:\n  to: //bk02.contoso.com/LyncBackup',
    schema: schema(),
    plan: async (parameters, context, services) => {
      const places = placesOf(parameters, context, services);
      const summary = await requireSealed(places.set, context, services);
      const effect = {
        kind: 'changes' as const,
        servers: serversOfPath(places.location, services.estate),
      };
      const verify = l10n.t('Verify the copy there, level {0}.', parameters.level);
      const copy =
        summary === undefined
          ? [notThereYet(places.set), l10n.t('Copy {0} to {1}.', places.set, places.copy)]
          : [
              l10n.t(
                'Copy {0} files ({1}) of {2} to {3}.',
                summary.files,
                bytesText(summary.bytes),
                places.set,
                places.copy,
              ),
            ];
      return {
        lines: [...copy, verify],
        effect,
        losses: [],
        facts: { set: places.set, copy: places.copy, sealed: summary?.sealed ?? '' },
      };
    },
    run: async (parameters, _plan, context, services) => {
      const places = placesOf(parameters, context, services);
      await copyOnce(places, context, services);
      const found = await services.backup.verify(places.copy, parameters.level, {
        signal: context.signal,
        onProgress: showWork(context.output, l10n.t('Verifying')),
      });
      if (found.findings.length > 0) {
        throw setDamaged(
          places.copy,
          found.findings.map(({ file, message }) =>
            file === '' ? message : `${file}: ${message}`,
          ),
        );
      }
      const text = l10n.t(
        '{0} is a whole copy: {1} files, {2}, level {3}.',
        places.copy,
        found.files,
        bytesText(found.bytes),
        found.level,
      );
      return { summary: text, evidence: [{ kind: 'text', title: l10n.t('Second copy'), text }] };
    },
    reconcile: async (parameters, context, services) => {
      const places = placesOf(parameters, context, services);
      try {
        const there = await thereAlready(places, services);
        const lines = [
          there === undefined
            ? l10n.t('{0} is not there.', places.copy)
            : l10n.t('{0} is {1}.', places.copy, there.state),
        ];
        return { finding: there === undefined ? 'not-done' : 'partly-done', lines };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { finding: 'unknown', lines: [error.data.what] };
      }
    },
  };
}
