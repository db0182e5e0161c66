import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { contoso } from '../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../src/practice/making/create.ts';
import { testTimeout } from './patience.ts';
import { choose } from './quick-input.ts';
import {
  closeEditors,
  openFile,
  openWorkbench,
  outputs,
  root,
  type Workbench,
} from './workbench.ts';

function row(page: Page, view: string, text: string | RegExp): Locator {
  return page.locator(`.pane:has(.title:text-is("${view}")) .monaco-list-row`, { hasText: text });
}

describe('The first five minutes', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'rr-pr-')), 'practice');
    await createPracticeEstate(folder, contoso, { now: Date.now(), random: randomBytes });
    const notebooks = join(root, 'notebooks');
    const filter = (from: string): boolean => from === notebooks || from.endsWith('.md');
    await cp(notebooks, join(folder, 'runbooks'), { recursive: true, filter });
    bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  it('goes from a backup to a lost server, each thing said where it happens', async () => {
    assert.ok(bench);
    const { page } = bench;
    await page.locator('.activitybar [aria-label="Recovery"]').first().click();
    await row(page, 'Servers', 'se01.contoso.com').waitFor();
    await row(page, 'Servers', /bk01\.contoso\.com.*running/).waitFor();
    await openFile(bench, 'backup-core-data.runbook.md');
    await outputs(page).locator('.heading', { hasText: 'Back up core data' }).waitFor();
    await bench.screenshots('opened');
    await page.locator('.notebook-toolbar-container [aria-label^="Run All"]').click();
    const all = outputs(page).getByRole('button', { name: 'Use all of them in this run' });
    await all.waitFor();
    await page.locator('.statusbar-item', { hasText: 'waiting for you' }).waitFor();
    await all.scrollIntoViewIfNeeded();
    await bench.screenshots('asked');
    await all.click();
    await row(page, 'Recovery Logs', /Back up core data and settings\s*done ·/).waitFor({
      timeout: 240_000,
    });
    await row(page, 'Backup Sets', /sealed, verified/).waitFor();
    await bench.screenshots('done');
    await bench.command('Recovery Runbooks: Lose a Practice Server');
    await choose(page, 'se01');
    await row(page, 'Servers', /se01\.contoso\.com.*LOST since/).waitFor();
    await bench.screenshots('lost');
  });

  it('recovers the lost server with the shipped runbook, asking where it must', async () => {
    assert.ok(bench);
    const { page } = bench;
    await closeEditors(bench);
    await bench.command('Recovery Runbooks: Recover This Server');
    await choose(page, 'se01');
    const shown = outputs(page);
    await shown.locator('.heading', { hasText: 'Recover the Standard Edition server' }).waitFor();
    await page.locator('.notebook-toolbar-container [aria-label^="Run All"]').click();
    const finished = row(
      page,
      'Recovery Logs',
      /Recover the Standard Edition server se01\.contoso\.com\s*done ·/,
    );
    const question = shown.getByRole('button', { name: /^(?:Use all of them|Do it$|Done$)/ });
    for (const end = Date.now() + 360_000; !(await finished.isVisible());) {
      assert.ok(Date.now() < end, 'the recovery ends');
      const [asked] = await question.all();
      if (asked !== undefined && (await asked.isEnabled())) {
        await asked.click({ timeout: 2000 }).catch(() => undefined);
      }
      await page.waitForTimeout(200);
    }
    await row(page, 'Servers', /se01\.contoso\.com.*running/).waitFor();
    await bench.screenshots('recovered');
  });
});
