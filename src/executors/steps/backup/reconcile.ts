import * as l10n from '@vscode/l10n';
import { partEnding } from '../../../backup/names.ts';
import { Problem } from '../../../errors/problem.ts';
import type { Reconciliation } from '../../../runbook/execution.ts';
import {
  descriptionEnding,
  readDescription,
  type BackupDescription,
} from '../../sql/backup/description.ts';
import { runningWork } from '../../sql/running/running-work.ts';
import type { ActionReconcileContext, ActionServices } from '../action.ts';
import { instanceOf } from '../database-fields.ts';
import { bytesText } from '../figures.ts';

/** The keys of a backup step that tell what it would have left. */
export interface InterruptedBackup {
  readonly server?: string | undefined;
  readonly database: string;
  readonly to: readonly string[];
}

interface SeenFile {
  readonly name: string;
  /** Bytes of the finished file; `undefined` without one. */
  readonly bytes: number | undefined;
  readonly part: boolean;
  readonly line: string;
}

async function lookAt(path: string, { backupFiles }: ActionServices): Promise<SeenFile> {
  const server = backupFiles.serverPath(path);
  const name = server.replace(/^.*\\/u, '');
  const whole = await backupFiles.look(server);
  if (whole !== undefined) {
    const line = l10n.t('{0} is there, {1}.', server, bytesText(whole.bytes));
    return { name, bytes: whole.bytes, part: false, line };
  }
  const part = (await backupFiles.look(`${server}${partEnding}`)) !== undefined;
  const line = part
    ? l10n.t('{0} was not finished; the step removes it and begins anew.', server)
    : l10n.t('{0} is not there.', server);
  return { name, bytes: undefined, part, line };
}

/** What speaks against the description being the one of these files, written by this attempt. */
function doubts(
  description: BackupDescription | undefined,
  { database }: InterruptedBackup,
  files: readonly SeenFile[],
  started: string | undefined,
): string[] {
  if (description === undefined) return [l10n.t('The backup was not described yet.')];
  const lines: string[] = [];
  if (description.database.name.toLowerCase() !== database.toLowerCase())
    lines.push(l10n.t('The description is of {0}.', description.database.name));
  const other = files.filter(({ name, bytes }) => {
    const written = description.media.find(({ file }) => file.toLowerCase() === name.toLowerCase());
    return written?.bytes !== bytes;
  });
  for (const { name } of other) lines.push(l10n.t('{0} is not as its description says.', name));
  if (started !== undefined && description.finished < started)
    lines.push(l10n.t('The description is older than the step: {0}.', description.finished));
  return lines;
}

/** Whether the server still writes; nothing where it cannot be asked, the files tell then. */
async function stillWriting(
  { server }: InterruptedBackup,
  context: ActionReconcileContext,
  services: ActionServices,
): Promise<string[]> {
  try {
    const instance = instanceOf(server, context, services);
    await using session = await services.sql.open(instance, context.signal);
    return await runningWork(session, 'BACKUP', context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof Problem) return [error.data.what];
    throw error;
  }
}

/** What an interrupted backup left: its files, held against the description that is written last. */
export async function reconcileBackup(
  parameters: InterruptedBackup,
  context: ActionReconcileContext,
  services: ActionServices,
): Promise<Reconciliation> {
  const files: SeenFile[] = [];
  for (const path of parameters.to) files.push(await lookAt(path, services));
  const lines = files.map(({ line }) => line);
  if (files.every(({ bytes }) => bytes === undefined)) {
    if (files.some(({ part }) => part)) {
      const writing = await stillWriting(parameters, context, services);
      if (writing.length > 0) return { finding: 'unknown', lines: [...lines, ...writing] };
    }
    return { finding: 'not-done', lines };
  }
  const { backupFiles } = services;
  const [first = ''] = parameters.to;
  const text = await backupFiles.readText(`${backupFiles.serverPath(first)}${descriptionEnding}`);
  const description = text === undefined ? undefined : readDescription(text);
  const against = doubts(description, parameters, files, context.started);
  if (against.length > 0) {
    const way = l10n.t(
      'The step never writes over a file that is there: remove the files first, then run it again.',
    );
    return { finding: 'partly-done', lines: [...lines, ...against, way] };
  }
  const described = l10n.t('It was described, which is the last that the step does.');
  return { finding: 'done', lines: [...lines, described] };
}
