import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBackupSets } from '../../src/backup/folder-sets.ts';
import { PathMap } from '../../src/estate/path-map.ts';
import { testTimeout } from './patience.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const location = String.raw`\\bk01.contoso.com\LyncBackup`;
const { signal } = new AbortController();

const estateText = String.raw`name: Contoso
backup: { location: '\\bk01.contoso.com\LyncBackup' }
paths: { '\\bk01.contoso.com\LyncBackup': backup }
servers: [{ fqdn: se01.contoso.com, roles: [StandardEdition] }]
`;

describe('A backup location that goes away while its sets are shown', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-gone-'));
    const backup = join(folder, 'backup');
    await mkdir(backup);
    await writeFile(join(folder, 'estate.yaml'), estateText);
    const paths = new PathMap([{ unc: location, local: backup }], 'posix');
    const sets = new FolderBackupSets({ paths, location });
    for (const name of ['one', 'two']) {
      const set = await sets.create(name, undefined);
      await writeFile(join(backup, name, 'a.bin'), 'content');
      await sets.seal(set, { signal, by: 'operator' });
    }
    await rm(join(backup, 'two', 'a.bin'));
    bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('is told in words in place of its sets, and is shown again once it is back', async () => {
    assert.ok(bench !== undefined);
    const { page } = bench;
    await page.locator('.activitybar [aria-label="Recovery"]').first().click();
    const view = page.locator('.pane:has(.title:text-is("Backup Sets"))');
    const rows = view.locator('.monaco-list-row');
    await rows.filter({ hasText: 'damaged: a.bin' }).waitFor();
    await rename(join(folder, 'backup'), join(folder, 'unplugged'));
    await bench.command('Refresh Backup Sets');
    const words = view.getByText('The backup location is not there');
    await words.waitFor();
    assert.ok((await words.innerText()).includes(location), 'it says which');
    await rows.first().waitFor({ state: 'hidden' });
    await page.locator('.activitybar [aria-label*="backup sets cannot be seen"]').first().waitFor();
    await bench.screenshot('backup-location-gone');
    await rename(join(folder, 'unplugged'), join(folder, 'backup'));
    await bench.command('Refresh Backup Sets');
    await rows.filter({ hasText: 'damaged: a.bin' }).waitFor();
    await words.waitFor({ state: 'hidden' });
  });
});
