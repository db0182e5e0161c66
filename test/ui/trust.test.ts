import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { testTimeout } from './patience.ts';
import { answer, choose } from './quick-input.ts';
import { openFile, openWorkbench, outputs, told, type Workbench } from './workbench.ts';

const runbook =
  '---\ntitle: Not yet\n---\n\n```step {#a}\ncheck:\n  dns:\n    name: se01.contoso.com\n```\n';

describe('A folder that is not trusted', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'rr-tr-')), 'practice');
    await createPracticeEstate(folder, contoso, { now: Date.now(), random: randomBytes });
    await mkdir(join(folder, 'runbooks'));
    await writeFile(join(folder, 'runbooks', 'x.runbook.md'), runbook);
    bench = await openWorkbench({ folder, theme: 'Default Light Modern', trust: 'on' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  it('shows its runbooks and runs nothing of them', async () => {
    assert.ok(bench);
    const { page } = bench;
    await openFile(bench, 'x.runbook.md');
    const shown = outputs(page);
    await shown.locator('.heading', { hasText: 'Not yet' }).waitFor();
    await page.locator('.notebook-toolbar-container [aria-label^="Rehearse"]').click();
    const refusal = shown.locator('.what', { hasText: 'this workspace is not trusted' });
    await refusal.waitFor();
    await shown.getByRole('button', { name: 'Manage workspace trust' }).waitFor();
    assert.equal(existsSync(join(folder, 'recovery-logs')), false, 'no run was begun');
  });

  it('has its servers left alone: none is asked, none is lost, no backup location is read', async () => {
    assert.ok(bench);
    const { page } = bench;
    await page.locator('.activitybar [aria-label="Recovery"]').first().click();
    const sets = page.locator('.pane:has(.title:text-is("Backup Sets"))');
    await sets.getByText('This workspace is not trusted').waitFor();
    await page.getByRole('treeitem', { name: /^se01\.contoso\.com/ }).waitFor();
    await bench.command('Recovery Runbooks: Check All Servers');
    await told(page, /This workspace is not trusted: the servers and folders/);
    await bench.command('Recovery Runbooks: Lose a Practice Server');
    await choose(page, 'se01');
    await told(page, /This workspace is not trusted/);
    const computer = join(folder, 'servers', 'se01.contoso.com', 'computer.json');
    assert.match(await readFile(computer, 'utf8'), /"power": "running"/);
    await bench.screenshot('not-trusted');
  });

  it('has its servers filtered, which stands beside the title until no filter is left', async () => {
    assert.ok(bench);
    const { page } = bench;
    const title = page.locator('.pane-header:has(.title:text-is("Servers"))');
    const words = title.locator('.description');
    const filter = async (text: string): Promise<void> => {
      await bench?.command('Recovery Runbooks: Filter Servers');
      await answer(page, 'Words of names', text);
    };
    const other = page.getByRole('treeitem', { name: /^se02\.contoso\.com/ });
    for (const name of ['se01', 'bk01']) {
      await filter(name);
      await words.filter({ hasText: `1 of 4: ${name}` }).waitFor();
      await other.waitFor({ state: 'detached' });
      await filter('');
      await other.waitFor();
      await words.filter({ hasText: /./ }).waitFor({ state: 'detached' });
    }
  });
});
