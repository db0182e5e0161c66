import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { noRunHere } from '../../errors/editor.ts';
import { logsFolder } from '../run/logs-folder.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { LoadServices } from '../services.ts';
import type { LogDocuments } from '../trees/log-documents.ts';
import { logNodes } from '../trees/logs.ts';
import type { Views } from '../trees/views.ts';
import { command, fieldOf, targetOf } from './register.ts';

export interface LogCommandParts {
  readonly desk: RunDesk;
  readonly views: Views;
  readonly documents: LogDocuments;
  readonly load: LoadServices;
}

async function pickLog(load: LoadServices): Promise<string | undefined> {
  const services = await load();
  const nodes = logNodes(await services.listLogs(logsFolder(services.dataFolder)));
  const items = nodes.map(node => ({
    label: node.label,
    description: node.description ?? '',
    target: node.target,
  }));
  const placeHolder = l10n.t('Recovery log to open');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.target;
}

function ofNotebook(desk: RunDesk, uri: string): string | undefined {
  const run = desk.all.find(each => each.notebook.uri.toString() === uri);
  return run?.driver?.log.file ?? run?.last?.file;
}

/** Commands on recovery logs. */
export function registerLogCommands(parts: LogCommandParts): vscode.Disposable[] {
  const { load, desk, documents, views } = parts;
  const logOf = async (word: unknown): Promise<string | undefined> => {
    const notebook = fieldOf(word, 'notebook');
    if (notebook !== undefined) return ofNotebook(desk, notebook);
    return targetOf(word) ?? pickLog(load);
  };
  const show = async (word: unknown): Promise<void> => {
    const log = await logOf(word);
    if (log !== undefined) await documents.open(log);
  };
  return [
    command('openLog', show),
    command('verifyLog', show),
    command('openLogFile', async word => {
      const log = await logOf(word);
      if (log !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(log));
    }),
    command('openLogRunbook', async word => {
      const log = await logOf(word);
      if (log === undefined) return;
      const services = await load();
      const { state } = await services.readLog(log);
      if (state === undefined) throw noRunHere();
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(state.runbook.file));
    }),
    command('refreshLogs', () => {
      views.logs.refresh();
    }),
  ];
}
