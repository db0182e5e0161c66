import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { noFolderForEstate } from '../../errors/editor.ts';
import type { Estates } from '../estate/estates.ts';
import type { TopologyImport } from '../estate/server-services.ts';
import { newList } from '../questions.ts';
import type { LoadServices } from '../services.ts';
import { command, fieldOf } from './register.ts';

export interface TopologyCommandParts {
  readonly estates: Estates;
  readonly load: LoadServices;
}

async function chooseTopology(word: unknown): Promise<vscode.Uri | undefined> {
  const file = fieldOf(word, 'file');
  if (file !== undefined) return vscode.Uri.file(file);
  const picked = await vscode.window.showOpenDialog({
    title: l10n.t('Topology: Get-CsTopology -AsXml, Topology Builder, or Export-CsConfiguration'),
    filters: { [l10n.t('Topologies')]: ['xml', 'tbxml', 'zip'] },
  });
  return picked?.[0];
}

/** What a topology and the estate file say otherwise, and what was not understood, one line each. */
function linesOf({ differences, notUnderstood, unpublished }: TopologyImport): string[] {
  return [
    ...(unpublished
      ? [l10n.t('The file holds changes in Topology Builder that were never published.')]
      : []),
    ...differences.map(({ line }) => line),
    ...notUnderstood.map(line => l10n.t('Not understood: {0}', line)),
  ];
}

function showDifferences(found: TopologyImport, file: string): void {
  const list = newList();
  list.title =
    found.differences.length === 0
      ? l10n.t('{0} and the topology say the same', basename(file))
      : l10n.t('{0} and the topology: {1} differences', basename(file), found.differences.length);
  list.items = linesOf(found).map(label => ({ label }));
  list.onDidAccept(() => {
    const chosen = found.differences.find(({ line }) => line === list.selectedItems[0]?.label);
    list.hide();
    const target = chosen?.difference.name;
    void vscode.commands.executeCommand('recoveryRunbooks.openServerInEstate', { target });
  });
  list.onDidHide(() => {
    list.dispose();
  });
  list.show();
}

/**
 * Where there is an estate file, shows what it and a topology say otherwise; else makes it from the
 * topology. A file that is there is never changed.
 */
async function importTopology(
  word: unknown,
  parts: TopologyCommandParts,
): Promise<readonly string[] | undefined> {
  const uri = await chooseTopology(word);
  if (uri === undefined) return undefined;
  const services = await parts.load();
  const estate = await parts.estates.readIfAny();
  const bytes = await vscode.workspace.fs.readFile(uri);
  const found = await services.servers.importTopology(bytes, basename(uri.fsPath), estate);
  if (estate !== undefined) {
    showDifferences(found, estate.file);
    return linesOf(found);
  }
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw noFolderForEstate();
  const file = vscode.Uri.joinPath(folder.uri, 'estate.yaml');
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, {
    overwrite: false,
    ignoreIfExists: false,
    contents: Buffer.from(found.text),
  });
  if (!(await vscode.workspace.applyEdit(edit))) throw noFolderForEstate();
  await vscode.window.showTextDocument(file);
  return linesOf(found);
}

/** Commands that read a topology. */
export function registerTopologyCommands(parts: TopologyCommandParts): vscode.Disposable[] {
  return [command('importTopology', word => importTopology(word, parts))];
}
