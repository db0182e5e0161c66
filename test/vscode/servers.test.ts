import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { newFolder, ours, until } from './editor.ts';
import { largeEstate } from './large-estate.ts';

async function nameEstate(file: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('recoveryRunbooks');
  await settings.update('estateFile', file, vscode.ConfigurationTarget.Workspace);
}

/** What the extension gives to tests: the items of the Servers view as they are shown. */
interface ShownItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly read: string;
  readonly children: readonly ShownItem[];
}

function isItems(value: unknown): value is readonly ShownItem[] {
  return Array.isArray(value) && value.every(each => typeof each === 'object' && each !== null);
}

/** The whole tree, by the extension's own provider. */
async function shown(): Promise<readonly ShownItem[]> {
  const items: unknown = await ours('shownServers');
  assert.ok(isItems(items));
  return items;
}

function all(items: readonly ShownItem[]): readonly ShownItem[] {
  return items.flatMap(item => [item, ...all(item.children)]);
}

describe('The Servers view', function () {
  this.timeout(300_000);
  let folder = '';

  before(async () => {
    folder = await newFolder('servers');
  });
  after(() => nameEstate(undefined));
  afterEach(async () => {
    await ours('clearServerFilter');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  before(() => vscode.commands.executeCommand('recoveryRunbooks.servers.focus'));

  describe('with two sites and 300 servers', () => {
    before(async () => {
      const file = join(folder, 'large', 'estate.yaml');
      await vscode.workspace.fs.createDirectory(vscode.Uri.file(join(folder, 'large')));
      await writeFile(file, largeEstate());
      await nameEstate(file);
      await until('the large estate is shown', async () => all(await shown()).length > 600);
    });

    it('shows every site, pool, server, instance and share once, by stable identifiers', async () => {
      const items = all(await shown());
      assert.equal(items.filter(({ id }) => id.startsWith('site/')).length, 2);
      assert.equal(items.filter(({ id }) => /^pool\/[^/]+$/.test(id)).length, 100);
      assert.equal(items.filter(({ id }) => /^server\/fe[^/]+$/.test(id)).length, 300);
      assert.equal(items.filter(({ id }) => id.includes('/sql/')).length, 100);
      assert.equal(items.filter(({ id }) => id.includes('/store/')).length, 100);
      const ids = items.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      await ours('refreshServers');
      assert.deepEqual(
        all(await shown()).map(({ id }) => id),
        ids,
      );
    });

    it('reads to a screen reader what it shows, and claims no state that nobody asked for', async () => {
      const items = all(await shown());
      for (const { label, description, read } of items) {
        assert.equal(read, description === '' ? label : `${label}, ${description}`);
        assert.doesNotMatch(description, /running|lost|checked/i);
      }
    });

    it('can be filtered by name and role, with the way to what is found, and shown whole again', async () => {
      await ours('filterServers', { filter: 'fe012b' });
      assert.deepEqual(
        all(await shown()).map(({ label }) => label),
        ['Paris', 'pool012.contoso.com', 'fe012b.contoso.com'],
      );
      await ours('filterServers', { filter: 'front fe1' });
      assert.equal(all(await shown()).filter(({ id }) => id.startsWith('server/')).length, 150);
      await ours('clearServerFilter');
      assert.ok(all(await shown()).length > 600);
    });

    it('opens the estate file at an item', async () => {
      await ours('openServerInEstate', { target: 'pool117.contoso.com' });
      await until('its name is selected', () => {
        const editor = vscode.window.activeTextEditor;
        return editor?.document.getText(editor.selection) === 'pool117.contoso.com';
      });
    });

    it('tells what depends on an item', async () => {
      const items: unknown = await ours('showDependents', { target: 'be000.contoso.com' });
      assert.ok(Array.isArray(items));
      const labels = items.map((item: { label: string }) => item.label);
      assert.deepEqual(labels, ['be000.contoso.com\\rtc', 'pool000.contoso.com']);
    });
  });

  describe('with a practice estate', () => {
    let estate = '';
    const stateOf = async (name: string): Promise<string> => {
      const item = all(await shown()).find(({ id }) => id === `server/${name}.contoso.com`);
      return item?.description ?? '';
    };

    before(async () => {
      estate = join(folder, 'practice');
      await ours('practise', { folder: estate, open: 'no' });
      await nameEstate(join(estate, 'estate.yaml'));
      await until('the practice estate is shown', async () => (await stateOf('se02')) !== '');
    });

    it('checks a server when it is told to, and says when', async () => {
      assert.ok(!(await stateOf('se02')).includes('checked'));
      await ours('checkServer', { target: 'se02.contoso.com' });
      const found = /^\d+ services running, checked \d{4}-\d\d-\d\d \d\d:\d\d · Standard Edition/;
      await until('the check is shown', async () => found.test(await stateOf('se02')));
      assert.ok(!(await stateOf('se01')).includes('checked'));
    });

    it('finds a lost server lost, and makes the runbook of exactly that server once', async () => {
      await ours('loseServer', { target: 'se02.contoso.com' });
      await ours('checkServer', { target: 'se02.contoso.com' });
      await until('the loss is shown', async () => /^LOST.*, checked /.test(await stateOf('se02')));
      const file: unknown = await ours('openRecoveryRunbook', { target: 'se02.contoso.com' });
      assert.ok(typeof file === 'string');
      assert.match(await readFile(file, 'utf8'), /default: se02\.contoso\.com/);
      await until(
        'it is shown',
        () => vscode.window.activeNotebookEditor?.notebook.uri.fsPath === file,
      );
      const own = `${await readFile(file, 'utf8')}\nMine.\n`;
      await writeFile(file, own);
      await ours('openRecoveryRunbook', { target: 'se02.contoso.com' });
      assert.equal(await readFile(file, 'utf8'), own);
    });

    it('checks a SQL Server when it is told to: its version, edition and databases', async () => {
      const below =
        (part: string): ((item: ShownItem) => boolean) =>
        item =>
          item.id.startsWith('server/sql01.contoso.com/sql/') && item.id.endsWith(part);
      const instance = all(await shown()).find(below(''));
      assert.ok(instance !== undefined);
      assert.doesNotMatch(instance.description, /checked/);
      await ours('checkServer', { target: instance.label, context: 'sql' });
      const words = (part: string) => async (): Promise<string> =>
        all(await shown()).find(below(part))?.description ?? '';
      const found =
        /^running, checked \d{4}-\d\d-\d\d \d\d:\d\d · SQL Server · \d+\.\d+\.\d+\.\d+ \w+/;
      await until('the check is shown', async () => found.test(await words(instance.id)()));
      const state = /^ONLINE · .*B · recovery model SIMPLE · no backup known$/;
      await until('its databases are shown', async () => state.test(await words('/lcscdr')()));
    });

    it('says that there is no backup yet', async () => {
      assert.deepEqual(await ours('showLastBackup', { target: 'se01.contoso.com' }), []);
    });
  });

  describe('with an estate file and a topology', () => {
    it('compares the estate file with a topology', async () => {
      const file = join(folder, 'compared.yaml');
      await writeFile(
        file,
        'name: C\nservers: [{fqdn: a.contoso.com, roles: [StandardEdition]}]\n',
      );
      await nameEstate(file);
      const topology = join(folder, 'T.xml');
      await writeFile(
        topology,
        '<Topology xmlns="urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008"><Sites><CentralSite SiteId="1"><Name>C</Name></CentralSite></Sites></Topology>',
      );
      await until('the estate is shown', async () => all(await shown()).length < 10);
      const lines: unknown = await ours('importTopology', { file: topology });
      assert.deepEqual(lines, [
        '- Pool a.contoso.com: in the file, not in the topology.',
        '- Server a.contoso.com: in the file, not in the topology.',
      ]);
    });
  });
});
