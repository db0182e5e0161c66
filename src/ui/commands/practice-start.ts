import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { estateFileInvalid } from '../../errors/estate.ts';
import { practiceNotBackedUp } from '../../errors/practice.ts';
import { cancelled } from '../../errors/problem.ts';
import type { Estate } from '../../estate/model.ts';
import type { RunPeople } from '../../run/people.ts';
import type { EditorServices } from '../services.ts';
import { writeRunbooks } from './recover-command.ts';

/** What a practised recovery begins with. */
export interface PracticeStart {
  readonly services: EditorServices;
  /** Absolute path of the new estate's file. */
  readonly estateFile: string;
  /** Runbook that takes its first backup set. */
  readonly backupRunbook: vscode.Uri;
  readonly signal: AbortSignal;
  /** Told in words what is done now. */
  readonly onWords: (words: string) => void;
}

/** Nobody is asked: the commands are those of an estate that was made a moment ago, by ourselves. */
function ownEstate(by: string): RunPeople {
  const yes = { answer: 'yes', by, how: 'button' } as const;
  return {
    confirm: () => Promise.resolve(yes),
    approve: () => Promise.resolve(yes),
    override: () => Promise.resolve(undefined),
    interrupted: () => Promise.resolve(undefined),
    manual: () => Promise.resolve(undefined),
  };
}

/** Servers that a practised recovery is about: all but those that keep the backup sets. */
export function losable({ servers }: Estate): Estate['servers'] {
  return servers.filter(({ roles }) => !roles.some(role => /backup/i.test(role)));
}

async function backUp(estate: Estate, folder: string, start: PracticeStart): Promise<void> {
  const { services, backupRunbook, signal, onWords } = start;
  const bytes = await vscode.workspace.fs.readFile(backupRunbook);
  const runbook = services.readRunbook(bytes, backupRunbook.fsPath);
  const driver = await services.begin({
    runbook,
    estate,
    given: new Map(),
    people: ownEstate(services.user),
    logsFolder: join(folder, 'recovery-logs'),
    signal,
    mode: 'practice',
  });
  await using open = driver;
  for (const [at, { id }] of runbook.steps.entries()) {
    onWords(l10n.t('first backup: step {0} of {1}, {2}', at + 1, runbook.steps.length, id));
    const { steps, stopped } = await open.execute(runbook, [id], signal);
    if (signal.aborted) throw cancelled();
    if (stopped) throw practiceNotBackedUp(folder, steps.at(-1)?.problem);
  }
  await open.finish(runbook);
}

/**
 * Brings a new practice estate to the moment when a recovery begins: a sealed backup set is there, a
 * server is lost, and its recovery runbook is written. Resolves to that runbook. Throws a `Problem`
 * where the backup fails; nothing is lost then.
 */
export async function startPractice(start: PracticeStart): Promise<vscode.Uri> {
  const { services, estateFile, onWords } = start;
  const { estate, findings } = await services.readEstate(estateFile);
  if (estate === undefined) throw estateFileInvalid(estateFile, findings);
  const folder = join(estateFile, '..');
  await backUp(estate, folder, start);
  const server = losable(estate)[0]?.fqdn ?? '';
  onWords(l10n.t('losing {0}', server));
  await services.losePractice(estate, server);
  const made = services.servers.recoveryRunbook(estate, [server]);
  return writeRunbooks(vscode.Uri.file(join(folder, 'runbooks')), made);
}
