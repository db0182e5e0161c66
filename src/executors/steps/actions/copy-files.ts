import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { CopyPlan, CopyRequest } from '../../../backup/sets.ts';
import { alreadySealed, copyWouldReplace } from '../../../errors/backup.ts';
import { Problem } from '../../../errors/problem.ts';
import { fileStoresForm, needsOneOf, notWith } from '../../../errors/step-cells.ts';
import type { Reconciliation, StepPlan } from '../../../runbook/execution.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { plannedSet } from '../chosen-set.ts';
import { copyJob, fileStoreJobs, type CopyJob } from '../copy-jobs.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { bytesText } from '../figures.ts';
import { showWork } from '../work-progress.ts';

const storesField = schemaOf(() =>
  z
    .union([z.literal('all'), z.array(z.string().min(1)).min(1)], { error: () => fileStoresForm() })
    .describe(
      l10n.t(
        'In place of from: all, or a list of file stores of the estate by path or pool. Each is copied to SERVER/SHARE below the folder.',
      ),
    ),
);

const schema = schemaOf(() =>
  z
    .strictObject({
      from: nonEmpty(l10n.t('Folder or file to copy.')).optional(),
      'file-stores': storesField().optional(),
      to: nonEmpty(l10n.t('Folder that the content of from goes into; made if it is not there.')),
      exclude: z
        .array(nonEmpty(l10n.t('Glob, relative to from; without / it fits a name anywhere.')))
        .default(['Meeting.Active'])
        .describe(l10n.t('What is left out. Meeting.Active is locked while a meeting runs.')),
      overwrite: z
        .boolean()
        .default(false)
        .describe(l10n.t('Whether files that differ may be replaced. Nothing is ever deleted.')),
    })
    .refine(value => value.from !== undefined || value['file-stores'] !== undefined, {
      error: () => needsOneOf(['from', 'file-stores']),
    })
    .refine(value => value.from === undefined || value['file-stores'] === undefined, {
      error: () => notWith('file-stores', 'from'),
    }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

function jobsOf(
  parameters: Parameters,
  context: ActionPlanContext,
  { estate }: ActionServices,
): readonly CopyJob[] {
  const { from, to, 'file-stores': stores = 'all' } = parameters;
  if (from !== undefined) return [copyJob(from, to, estate, context)];
  return fileStoreJobs(stores, to, estate, context);
}

/** `overwrite` is asked for when planning, to learn what differs. */
function requestOf(job: CopyJob, { exclude, overwrite }: Parameters): CopyRequest {
  return { from: job.from, to: job.to, exclude, overwrite };
}

/** Files that an earlier step would make cannot be counted in a rehearsal: `undefined`. */
async function plannedCopy(
  job: CopyJob,
  parameters: Parameters,
  context: ActionPlanContext,
  { backup }: ActionServices,
): Promise<CopyPlan | undefined> {
  const request = { ...requestOf(job, parameters), overwrite: true };
  try {
    return await backup.planCopy(request, context.signal);
  } catch (error) {
    const missing = error instanceof Problem && error.kind !== 'cancelled';
    if (context.mode === 'rehearse' && missing) return undefined;
    throw error;
  }
}

/** Most names that a line of a plan gives; the count before them is whole. */
const namesShown = 5;

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).join(', ');
  return names.length > namesShown ? `${shown}, …` : shown;
}

function planLines(job: CopyJob, plan: CopyPlan | undefined): string[] {
  if (plan === undefined) {
    return [
      l10n.t('Copy {0} to {1}.', job.from, job.to),
      l10n.t('One of them is not there to look at; an earlier step would have to make it.'),
    ];
  }
  const { files, bytes, excluded, replaces } = plan;
  const lines = [
    l10n.t('Copy {0} files ({1}) from {2} to {3}.', files, bytesText(bytes), job.from, job.to),
  ];
  if (excluded.length > 0) {
    lines.push(l10n.t('Leave out {0} files: {1}', excluded.length, someOf(excluded)));
  }
  if (replaces.length > 0) {
    lines.push(l10n.t('Replace {0} files that differ: {1}', replaces.length, someOf(replaces)));
  }
  return lines;
}

async function refuseSealed(
  { inSet }: CopyJob,
  context: ActionPlanContext,
  { backup }: ActionServices,
): Promise<void> {
  if (inSet === undefined || context.mode === 'rehearse') return;
  const summary = await plannedSet(inSet.set, context, backup);
  if (summary?.state === 'sealed') throw alreadySealed(inSet.set);
}

async function planAll(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<StepPlan> {
  const lines: string[] = [];
  const losses: string[] = [];
  const facts: Record<string, string> = {};
  const servers = new Set<string>();
  for (const job of jobsOf(parameters, context, services)) {
    await refuseSealed(job, context, services);
    const plan = await plannedCopy(job, parameters, context, services);
    const replaces = plan?.replaces ?? [];
    const refused = replaces.length > 0 && !parameters.overwrite;
    if (refused && context.mode !== 'rehearse') throw copyWouldReplace(job.to, replaces);
    lines.push(...planLines(job, plan));
    if (refused)
      lines.push(l10n.t('As things are now, this would be refused: overwrite is false.'));
    else losses.push(...replaces.map(file => l10n.t('{0} as it is now in {1}', file, job.to)));
    facts[`${job.from} > ${job.to}`] =
      plan === undefined ? '' : `${plan.files} ${plan.bytes} ${plan.replaces.join('|')}`;
    if (job.server !== undefined) servers.add(job.server);
  }
  const kind = losses.length > 0 ? 'destroys' : 'changes';
  return { lines, effect: { kind, servers: [...servers] }, losses, facts };
}

/** Copies one tree, records what went into a set, and gives the line that says what was done. */
async function copyOne(
  job: CopyJob,
  parameters: Parameters,
  context: ActionRunContext,
  { backup }: ActionServices,
): Promise<string> {
  const report = await backup.copy(requestOf(job, parameters), {
    signal: context.signal,
    onProgress: showWork(context.output, l10n.t('Copying')),
  });
  const { inSet } = job;
  if (inSet !== undefined) {
    const below = (file: string): string =>
      inSet.folder === '' ? file : `${inSet.folder}/${file}`;
    const produced = report.copied.map(({ file }) => ({
      file: below(file),
      step: context.stepId,
      source: job.from,
    }));
    await backup.record(inSet.set, produced);
  }
  for (const file of report.excluded) {
    context.output.write('output', `${l10n.t('left out: {0}', file)}\n`);
  }
  for (const note of report.notes ?? []) context.output.write('warning', `${note}\n`);
  const size = l10n.t('{0} files, {1}', report.files, bytesText(report.bytes));
  const line = l10n.t('{0}: from {1} to {2}', size, job.from, job.to);
  context.output.write('output', `${line}\n`);
  return line;
}

async function lookAfterwards(
  parameters: Parameters,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Reconciliation> {
  const lines: string[] = [];
  for (const job of jobsOf(parameters, context, services)) {
    const request = { ...requestOf(job, parameters), overwrite: true };
    const plan = await services.backup.planCopy(request, context.signal);
    lines.push(...planLines(job, plan));
  }
  return { finding: 'partly-done', lines };
}

/** Copies trees with their hashes; a file that differs at the destination is never replaced unasked. */
export function copyFiles(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'copy-files',
    description: l10n.t('Copies files with their hashes, into a backup set or back to a share.'),
    example: [
      'copy-files:',
      '  from: $Backup/filestore/se01.contoso.com/LyncShare',
      '  to: //se01.contoso.com/LyncShare',
    ].join('\n'),
    schema: schema(),
    plan: planAll,
    run: async (parameters, _plan, context, services) => {
      const lines: string[] = [];
      for (const job of jobsOf(parameters, context, services)) {
        lines.push(await copyOne(job, parameters, context, services));
      }
      return {
        summary: lines.join('; '),
        evidence: [{ kind: 'text', title: l10n.t('Copied'), text: lines.join('\n') }],
      };
    },
    reconcile: lookAfterwards,
  };
}
