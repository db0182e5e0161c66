import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { FolderBackupSets } from '../../src/backup/folder-sets.ts';
import { backupNeeds } from '../../src/backup/worth/needs.ts';
import { loadEstate } from '../../src/estate/load.ts';
import { PathMap } from '../../src/estate/path-map.ts';
import { zipOf } from '../../src/recovery/kit/zip-writer.ts';
import { testTimeout, until } from './patience.ts';
import { choices, choose, leave, quickInput } from './quick-input.ts';
import { openFile, openWorkbench, type Workbench } from './workbench.ts';

const location = '\\\\bk01.contoso.com\\LyncBackup';
const hour = 3_600_000;
const { signal } = new AbortController();

const estateText = String.raw`name: Contoso
central-management: se01.contoso.com
backup: { location: '\\bk01.contoso.com\LyncBackup', rpo: 24h }
paths: { '\\bk01.contoso.com\LyncBackup': backup }
pools:
  - { fqdn: se01.contoso.com, type: standard-edition, file-store: '\\se01.contoso.com\LyncShare' }
  - { fqdn: edge01.contoso.com, type: edge, next-hop: se01.contoso.com }
servers:
  - { fqdn: se01.contoso.com, roles: [StandardEdition] }
  - { fqdn: edge01.contoso.com, roles: [Edge] }
`;

const runbook = `---
title: Restore
variables:
  Backup: { type: backup-set, description: The set to restore from. }
---

# Restore

\`\`\`step {#look}
manual:
  instruction: Look at $Backup.
\`\`\`
`;

const exported = zipOf([{ path: 'Export.xml', content: Buffer.from('<Export />') }]);

const whole: Readonly<Record<string, string | Uint8Array>> = {
  'CsConfig.zip': exported,
  'CsLis.zip': exported,
  'se01.contoso.com-UserData.zip': exported,
  'filestore/se01.contoso.com/LyncShare/a.bin': 'x'.repeat(40_000),
  'certificates/se01.contoso.com.csv': 'Use',
  'certificates/edge01.contoso.com.csv': 'Use',
};

async function fill(folder: string, files: typeof whole): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** One set of each standing; gives their names, the newest first. */
async function makeSets(folder: string): Promise<string[]> {
  await writeFile(join(folder, 'estate.yaml'), estateText);
  await writeFile(join(folder, 'restore.runbook.md'), runbook);
  await mkdir(join(folder, 'backup'));
  const estate = await loadEstate('estate.yaml', folder);
  const make = async (age: number, files: typeof whole, sealed: boolean): Promise<string> => {
    const now = Date.now() - age * hour;
    const sets = new FolderBackupSets({
      paths: new PathMap(estate.paths, 'posix'),
      location,
      now: () => now,
      needs: backupNeeds(estate),
    });
    const name = sets.nextName(now);
    const set = await sets.create(name, undefined);
    await fill(join(folder, 'backup', name), files);
    if (sealed) await sets.seal(set, { signal, by: 'operator' });
    if (sealed) await sets.verify(set, 'full', { signal });
    return name;
  };
  const names = [
    await make(1, { 'CsConfig.zip': exported }, false),
    await make(2, whole, true),
    await make(9, { ...whole, 'CsLis.zip': 'no' }, false),
  ];
  const less = Object.fromEntries(
    Object.entries(whole).filter(([path]) => !path.includes('UserData')),
  );
  names.push(await make(14, less, true));
  const damaged = await make(20, whole, true);
  await writeFile(join(folder, 'backup', damaged, 'CsLis.zip'), 'cut');
  names.push(damaged, await make(50, whole, true));
  return names;
}

/** The line of a set in the view. */
function setRow({ page }: Workbench, name: string): Locator {
  return page.locator('.part.sidebar .monaco-list-row', { hasText: name }).first();
}

/**
 * Does what the menu of a set's line offers, until its effect is seen: a menu takes no clicks in its
 * first moments, and closes when the view is drawn anew, as it is for a runbook that was opened.
 */
async function act(bench: Workbench, name: string, title: string, effect: Locator): Promise<void> {
  const { page } = bench;
  const item = page.locator('.monaco-menu .action-item', { hasText: title }).first();
  const isSeen = (timeout: number): Promise<boolean> =>
    effect.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  await until(`${title} has an effect`, async () => {
    await setRow(bench, name).click({ button: 'right' });
    for (let tries = 0; tries < 20 && !(await isSeen(300)); tries += 1) {
      if (tries > 0 && !(await item.isVisible())) break;
      await item.click({ force: true, timeout: 1000 }).catch(() => undefined);
    }
    return isSeen(20_000);
  });
}

describe('The backup sets', function () {
  this.timeout(testTimeout);
  let folder = '';
  let names: string[] = [];
  let bench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-sets-'));
    names = await makeSets(folder);
    const size = { width: 1300, height: 480 };
    bench = await openWorkbench({ folder, theme: 'Default Light Modern', size });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('say in words what each is worth, and below it what is missing', async () => {
    assert.ok(bench !== undefined);
    const { page } = bench;
    await page.locator('.activitybar [aria-label="Recovery"]').first().click();
    const row = (text: string): ReturnType<typeof page.locator> =>
      page.locator('.monaco-list-row', { hasText: text });
    await row('complete for 2 of 2 servers').first().waitFor();
    for (const other of ['Servers', 'Recovery Logs', 'Variables']) {
      await page.locator('.pane-header', { hasText: other }).first().click();
    }
    for (const words of [
      'unfinished',
      'sealed, verified',
      'complete for 1 of 2 servers',
      'damaged: CsLis.zip',
      'older than the estate tolerates',
    ]) {
      await row(words).first().waitFor();
    }
    const box = await page.locator('.part.sidebar').boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 900, box.y + 300, { steps: 8 });
    await page.mouse.up();
    await row('complete for 1 of 2 servers').first().locator('.monaco-tl-twistie').click();
    await row('missing: user data of se01.contoso.com').first().waitFor();
    await bench.screenshots('backup-sets');
  });

  it('are used as $Backup, which the status bar shows and changes', async () => {
    assert.ok(bench !== undefined);
    const { page } = bench;
    const [, whole = '', , less = ''] = names;
    await openFile(bench, 'restore.runbook.md');
    await page.getByText('Recovery Runbooks', { exact: true }).first().waitFor();
    const status = page.locator('.statusbar-item', { hasText: '$Backup' });
    const used = status.filter({ hasText: whole });
    await act(bench, whole, 'Use as $Backup', used);
    await setRow(bench, whole).filter({ hasText: 'in use as $Backup' }).waitFor();
    await bench.screenshots('backup-sets-in-use');
    await status.locator('a').click();
    await choose(page, less);
    await status.filter({ hasText: less }).waitFor();
    await setRow(bench, less).filter({ hasText: 'in use as $Backup' }).waitFor();
  });

  it('are verified from the tree: what was found is listed with what it costs', async () => {
    assert.ok(bench !== undefined);
    const { page } = bench;
    const [, whole = '', , , damaged = ''] = names;
    const done = page.getByText('every byte of 6 files').first();
    await act(bench, whole, 'Verify Backup Set', done);
    const found = choices(page, 'The size is 3 bytes');
    await act(bench, damaged, 'Verify Backup Set', found);
    assert.match(await found.innerText(), /CsLis\.zip[\s\S]*needed to recover/i);
    assert.match(await choices(page).first().innerText(), /The size is 3 bytes/);
    await bench.screenshots('backup-sets-findings');
    await leave(page);
  });

  it('say where their folder is, where the editor has no file manager', async () => {
    assert.ok(bench !== undefined);
    const [, whole = ''] = names;
    const words = new RegExp(`cannot open a file manager.*${join(folder, 'backup', whole)}`);
    const told = bench.page.locator('.notification-list-item', { hasText: words }).first();
    await act(bench, whole, 'Show in File Manager', told);
    await told.getByRole('button', { name: 'Copy path' }).click();
    await told.waitFor({ state: 'hidden' });
  });

  it('are compared two by two, in words', async () => {
    assert.ok(bench !== undefined);
    const { page } = bench;
    const [, whole = '', , less = ''] = names;
    await bench.command('Compare Two Backup Sets…');
    await choose(page, whole);
    await choose(page, less);
    const text = page.locator('.editor-instance .view-lines').last();
    await text.filter({ hasText: 'files are the same' }).waitFor();
    for (const words of [`Onlyin${whole}:1`, 'se01.contoso.com-UserData.zip']) {
      // long lines are wrapped where the editor is narrow
      await until(`${words} is shown`, async () =>
        (await text.innerText()).replaceAll(/[\u00a0\s]+/g, '').includes(words),
      );
    }
    await bench.screenshots('backup-sets-compared');
  });

  it('go as a list into a file that a spreadsheet opens', async () => {
    assert.ok(bench !== undefined);
    const { page } = bench;
    const file = join(folder, 'list.csv');
    await bench.command('Export List of Backup Sets…');
    const dialog = quickInput(page).filter({ hasText: 'Export the list' });
    const input = dialog.locator('.quick-input-box input');
    await dialog.waitFor();
    let text = '';
    await until('the list is written', async () => {
      // the dialog forgets what is typed while it still reads the folder; then Enter would take its own name
      const timeout = 1000;
      await input.fill(file, { timeout }).catch(() => undefined);
      await page.waitForTimeout(400);
      const kept = await input.inputValue({ timeout }).catch(() => '');
      if (kept === file) await input.press('Enter', { timeout }).catch(() => undefined);
      await page.waitForTimeout(500);
      text = await readFile(file, 'utf8').catch(() => '');
      return text !== '';
    });
    const lines = text.trimEnd().split('\r\n');
    assert.match(lines[0] ?? '', /^\ufeffname,path,state,/);
    assert.deepEqual(
      lines.slice(1).map(line => line.split(',')[0]),
      names.map(name => `"${name}"`),
    );
  });

  it('are begun with the runbook that makes a new one', async () => {
    assert.ok(bench !== undefined);
    await bench.command('New Backup Set');
    await bench.page.locator('.tab', { hasText: 'backup-' }).first().waitFor();
  });
});
