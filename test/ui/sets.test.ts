import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FolderBackupSets } from '../../src/backup/folder-sets.ts';
import { backupNeeds } from '../../src/backup/worth/needs.ts';
import { loadEstate } from '../../src/estate/load.ts';
import { PathMap } from '../../src/estate/path-map.ts';
import { zipOf } from '../../src/recovery/kit/zip-writer.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

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

/** One set of each standing, the newest whole, verified and complete. */
async function makeSets(folder: string): Promise<void> {
  await writeFile(join(folder, 'estate.yaml'), estateText);
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
  await make(1, { 'CsConfig.zip': exported }, false);
  await make(2, whole, true);
  await make(9, { ...whole, 'CsLis.zip': 'no' }, false);
  const less = Object.fromEntries(
    Object.entries(whole).filter(([path]) => !path.includes('UserData')),
  );
  await make(14, less, true);
  const damaged = await make(20, whole, true);
  await writeFile(join(folder, 'backup', damaged, 'CsLis.zip'), 'cut');
  await make(50, whole, true);
}

for (const [theme, shade] of [
  ['Default Light Modern', 'light'],
  ['Default Dark Modern', 'dark'],
] as const) {
  describe(`The backup sets, ${shade}`, function () {
    this.timeout(180_000);
    let folder = '';
    let bench: Workbench | undefined;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rr-sets-'));
      await makeSets(folder);
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
  });
}
