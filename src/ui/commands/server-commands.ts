import * as l10n from '@vscode/l10n';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { nothingToAsk } from '../../errors/estate.ts';
import { checkTargets } from '../../estate/check-targets.ts';
import { findSqlInstance, sameName } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import { dependentItems, type DependentItem } from '../estate/dependents.ts';
import type { Estates } from '../estate/estates.ts';
import { backupItems, type BackupItem } from '../estate/last-backup.ts';
import { isThere } from '../is-there.ts';
import { askText, chooseOne, newList } from '../questions.ts';
import type { LoadServices } from '../services.ts';
import { roleText } from '../trees/role-words.ts';
import { shownItems } from '../trees/shown.ts';
import type { Views } from '../trees/views.ts';
import { command, fieldOf, targetOf } from './register.ts';

export interface ServerCommandParts {
  readonly estates: Estates;
  readonly views: Views;
  readonly load: LoadServices;
}

/** The item that the command was called on, else one that the operator picks. */
async function named(word: unknown, estate: Estate, title: string): Promise<string | undefined> {
  const target = targetOf(word);
  if (target !== undefined) return target;
  const pools = estate.pools
    .filter(({ fqdn }) => !estate.servers.some(server => server.fqdn === fqdn))
    .map(({ fqdn, type }) => ({ label: fqdn, description: roleText(type) }));
  const servers = estate.servers.map(({ fqdn, roles }) => ({
    label: fqdn,
    description: roles.map(roleText).join(', '),
  }));
  return (await chooseOne([...servers, ...pools], { title }))?.label;
}

/** The instance that an item is: its node says so where the default instance is named as its server. */
function instanceOf(word: unknown, estate: Estate): string | undefined {
  const target = targetOf(word);
  if (target === undefined) return undefined;
  const isSql = fieldOf(word, 'context')?.startsWith('sql') === true;
  if (!isSql && estate.servers.some(({ fqdn }) => sameName(fqdn, target))) return undefined;
  return findSqlInstance(estate, target)?.name;
}

/** Checks the item with what is below it, or the whole estate where the command was called on none. */
async function check(word: unknown, parts: ServerCommandParts): Promise<void> {
  const estate = await parts.estates.read();
  const instance = instanceOf(word, estate);
  const targets =
    instance === undefined
      ? checkTargets(estate, targetOf(word))
      : { servers: [], instances: [instance] };
  if (targets === undefined || targets.servers.length + targets.instances.length === 0)
    throw nothingToAsk(targetOf(word) ?? estate.name);
  await parts.views.serverList.checks.check(estate, targets);
}

/** Opens the recovery runbook of the item: the one that is there, else one made for exactly this case. */
async function recover(word: unknown, parts: ServerCommandParts): Promise<string | undefined> {
  const estate = await parts.estates.read();
  const name = await named(word, estate, l10n.t('Server to recover'));
  if (name === undefined) return undefined;
  const services = await parts.load();
  const made = services.servers.recoveryRunbook(estate, [name]);
  const folder = vscode.Uri.file(join(dirname(estate.file), 'runbooks'));
  for (const { fileName, runbook } of [...made.others, made]) {
    const uri = vscode.Uri.joinPath(folder, fileName);
    if (await isThere(uri)) continue;
    await vscode.workspace.fs.writeFile(uri, Buffer.from(runbook));
  }
  const uri = vscode.Uri.joinPath(folder, made.fileName);
  await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(uri));
  return uri.fsPath;
}

/** Shows a list without waiting for a choice; what is chosen goes to `onChoice`. */
function showList<T extends vscode.QuickPickItem>(
  items: readonly T[],
  texts: { readonly title: string; readonly none: string },
  onChoice: (item: T) => Thenable<unknown>,
): void {
  const list = newList<T>();
  list.title = texts.title;
  list.placeholder = items.length === 0 ? texts.none : '';
  list.items = items;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.onDidAccept(() => {
    const [item] = list.selectedItems;
    list.hide();
    if (item !== undefined) void onChoice(item);
  });
  list.onDidHide(() => {
    list.dispose();
  });
  list.show();
}

async function showDependents(
  word: unknown,
  parts: ServerCommandParts,
): Promise<readonly DependentItem[] | undefined> {
  const estate = await parts.estates.read();
  const name = await named(word, estate, l10n.t('What depends on which server?'));
  if (name === undefined) return undefined;
  const items = dependentItems(estate, name);
  const texts = {
    title: l10n.t('What depends on {0}', name),
    none: l10n.t('Nothing depends on it.'),
  };
  showList(items, texts, ({ label }) =>
    vscode.commands.executeCommand('recoveryRunbooks.openServerInEstate', { target: label }),
  );
  return items;
}

async function showLastBackup(
  word: unknown,
  parts: ServerCommandParts,
): Promise<readonly BackupItem[] | undefined> {
  const estate = await parts.estates.read();
  const name = await named(word, estate, l10n.t('Last backup of which server?'));
  if (name === undefined) return undefined;
  const services = await parts.load();
  const items = backupItems(estate, name, await services.listSets(estate), Date.now());
  const texts = {
    title: l10n.t('Backups of {0}, newest first', name),
    none: l10n.t('There is no sealed backup set below the backup location.'),
  };
  showList(items, texts, ({ path }) =>
    vscode.commands.executeCommand('recoveryRunbooks.openBackupSet', { target: path }),
  );
  return items;
}

async function filterServers(word: unknown, parts: ServerCommandParts): Promise<void> {
  const list = parts.views.serverList;
  const filter =
    fieldOf(word, 'filter') ??
    (await askText({
      title: l10n.t('Filter servers'),
      prompt: l10n.t('Words of names, roles, databases or states; all of them must be there.'),
      placeHolder: l10n.t('for example: edge lost'),
      value: list.filter,
    }));
  if (filter !== undefined) list.setFilter(filter);
}

/** Commands of the Servers view. */
export function registerServerCommands(parts: ServerCommandParts): vscode.Disposable[] {
  return [
    command('checkServer', word => check(word, parts)),
    command('checkAllServers', () => check(undefined, parts)),
    command('openRecoveryRunbook', word => recover(word, parts)),
    command('showDependents', word => showDependents(word, parts)),
    command('showLastBackup', word => showLastBackup(word, parts)),
    command('filterServers', word => filterServers(word, parts)),
    // for scripts and tests: no menu has it
    command('shownServers', () => shownItems(parts.views.servers)),
    command('clearServerFilter', () => {
      parts.views.serverList.setFilter('');
    }),
  ];
}
