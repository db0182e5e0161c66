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

/** Does what the menu of a set's line offers. */
async function act(bench: Workbench, name: string, title: string): Promise<void> {
  const { page } = bench;
  const item = page.locator('.monaco-menu .action-item', { hasText: title }).first();
  await setRow(bench, name).click({ button: 'right' });
  await item.waitFor();
  // a menu takes no clicks in its first moments
  while (await item.isVisible()) {
    await page.waitForTimeout(300);
    await item.click({ force: true, timeout: 1000 }).catch(() => undefined);
  }
}

/** Takes a set in the list that asks for one. */
async function choose({ page }: Workbench, name: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
}

for (const [theme, shade] of [
  ['Default Light Modern', 'light'],
  ['Default Dark Modern', 'dark'],
] as const) {
  describe(`The backup sets, ${shade}`, function () {
    this.timeout(180_000);
    let folder = '';
    let names: string[] = [];
    let bench: Workbench | undefined;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rr-sets-'));
      names = await makeSets(folder);
      bench = await openWorkbench({ folder, theme, size: { width: 1300, height: 480 } });
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
      await row('complete for 2 of 2 servers').first().waitFor({ timeout: 60_000 });
      for (const words of [
        'unfinished',
        'sealed, verified',
        'complete for 1 of 2 servers',
        'damaged: CsLis.zip',
        'older than the estate tolerates',
      ]) {
        assert.ok((await row(words).count()) > 0, words);
      }
      for (const other of ['Servers', 'Recovery Logs', 'Variables']) {
        await page.locator('.pane-header', { hasText: other }).first().click();
      }
      const box = await page.locator('.part.sidebar').boundingBox();
      assert.ok(box !== null);
      await page.mouse.move(box.x + box.width, box.y + 300);
      await page.mouse.down();
      await page.mouse.move(box.x + 900, box.y + 300, { steps: 8 });
      await page.mouse.up();
      await row('complete for 1 of 2 servers').first().locator('.monaco-tl-twistie').click();
      await row('missing: user data of se01.contoso.com').first().waitFor();
      await bench.screenshot(`backup-sets-${shade}`);
    });

    it('are used as $Backup, which the status bar shows and changes', async () => {
      assert.ok(bench !== undefined);
      const { page } = bench;
      const [, whole = '', , less = ''] = names;
      await openFile(bench, 'restore.runbook.md');
      await page.getByText('Recovery Runbooks', { exact: true }).first().waitFor();
      const status = page.locator('.statusbar-item', { hasText: '$Backup' });
      const used = status.filter({ hasText: whole });
      // a menu that is open while the view is drawn anew, as it is for a runbook that was opened, closes
      for (let tries = 0; tries < 4 && !(await used.isVisible()); tries += 1) {
        await act(bench, whole, 'Use as $Backup');
        await used.waitFor({ timeout: 5000 }).catch(() => undefined);
      }
      await used.waitFor({ timeout: 1000 });
      await setRow(bench, whole).filter({ hasText: 'in use as $Backup' }).waitFor();
      await bench.screenshot(`backup-sets-in-use-${shade}`);
      await status.locator('a').click();
      await choose(bench, less);
      await status.filter({ hasText: less }).waitFor();
      await setRow(bench, less).filter({ hasText: 'in use as $Backup' }).waitFor();
    });

    it('are verified from the tree: what was found is listed with what it costs', async () => {
      assert.ok(bench !== undefined);
      const { page } = bench;
      const [, whole = '', , , damaged = ''] = names;
      await act(bench, whole, 'Verify Backup Set');
      await page.getByText('every byte of 6 files').first().waitFor();
      await act(bench, damaged, 'Verify Backup Set');
      const found = page.locator('.quick-input-list .monaco-list-row');
      await found.filter({ hasText: 'The size is 3 bytes' }).waitFor();
      assert.match(await found.first().innerText(), /CsLis\.zip[\s\S]*needed to recover/i);
      await bench.screenshot(`backup-sets-findings-${shade}`);
      await page.keyboard.press('Escape');
    });

    it('are compared two by two, in words', async () => {
      assert.ok(bench !== undefined);
      const { page } = bench;
      const [, whole = '', , less = ''] = names;
      await bench.command('Compare Two Backup Sets…');
      await choose(bench, whole);
      await choose(bench, less);
      const text = page.locator('.editor-instance .view-lines').last();
      await text.filter({ hasText: 'files are the same' }).waitFor();
      // long lines are wrapped where the editor is narrow
      const shown = (await text.innerText()).replaceAll(/[\u00a0\s]+/g, '');
      assert.ok(shown.includes(`Onlyin${whole}:1`), shown);
      assert.ok(shown.includes('se01.contoso.com-UserData.zip'), shown);
      await bench.screenshot(`backup-sets-compared-${shade}`);
    });

    it('go as a list into a file that a spreadsheet opens', async () => {
      assert.ok(bench !== undefined);
      const { page } = bench;
      const file = join(folder, 'list.csv');
      await bench.command('Export List of Backup Sets…');
      const input = page.locator('.quick-input-widget input');
      await page.locator('.quick-input-title', { hasText: 'Export the list' }).waitFor();
      let text = '';
      for (let tries = 0; tries < 30 && text === ''; tries += 1) {
        // the dialog forgets what is typed while it still reads the folder; then Enter would take its own name
        if (await input.isVisible()) {
          await input.fill(file);
          await page.waitForTimeout(400);
          const kept = (await input.isVisible()) && (await input.inputValue()) === file;
          if (kept) await page.keyboard.press('Enter');
        }
        await page.waitForTimeout(500);
        text = await readFile(file, 'utf8').catch(() => '');
      }
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
}
