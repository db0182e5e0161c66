import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { assertAccessible, frameWith } from './axe.ts';
import { testTimeout, until } from './patience.ts';
import { sampleLog, sampleRun } from './sample-log.ts';
import {
  closeEditors,
  openEditor,
  openWorkbench,
  root,
  themes,
  type Workbench,
} from './workbench.ts';

/** Opens the log of a run; resolves to the frame of the viewer's page. */
async function openLog(bench: Workbench, run: string): Promise<Frame> {
  await openEditor(bench, run);
  return frameWith(bench.page, 'main .row.heading');
}

const changedRun = '20261124T050000Z-c4a1ed';

describe('The log viewer', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-lv-'));
    await sampleLog().write(join(folder, 'recovery-logs'));
    const changed = sampleLog(5, changedRun);
    const file = await changed.write(join(folder, 'recovery-logs'));
    await writeFile(file, changed.lines.map(line => line.replace('WD-4711', 'WD-4712')).join(''));
    bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  for (const [shade, theme] of Object.entries(themes)) {
    it(`shows outcome, integrity, targets and steps, and axe finds nothing: ${shade}`, async () => {
      assert.ok(bench);
      await closeEditors(bench);
      await bench.wear(theme);
      const frame = await openLog(bench, sampleRun);
      const badge = frame.locator('button.badge');
      await badge.filter({ hasText: 'intact' }).waitFor();
      const text = await frame.locator('header').innerText();
      assert.match(text, /failed/);
      assert.match(text, /Recovery time/);
      assert.match(text, /se01\.contoso\.com/);
      assert.match(text, /MISSED/, 'the age of the data is over its target');
      assert.match(text, /met/);
      const heading = frame.locator('.row.heading', { hasText: 'restore-cdr' });
      assert.match(await heading.innerText(), /failed.*DESTROYS data/s);
      const path = join(root, 'docs', 'images', `log-viewer-${shade}.png`);
      await bench.page.screenshot({ path });
      await assertAccessible(frame);
      await badge.click();
      await frame.locator('.badge-details', { hasText: 'Last hash' }).waitFor();
      await assertAccessible(frame);
    });

    it(`says of a changed log where it was changed, and axe finds nothing: ${shade}`, async () => {
      assert.ok(bench);
      await closeEditors(bench);
      const frame = await openLog(bench, changedRun);
      const strip = frame.locator('.strip', {
        hasText: /was CHANGED at line \d+: .*nothing is proven/,
      });
      await strip.waitFor();
      const flagged = frame.locator('.row', { has: frame.locator('.flag') });
      assert.match(await flagged.innerText(), /CHANGED HERE/);
      await strip.locator('button').click();
      await frame.locator('.row.active .flag').waitFor();
      await bench.screenshot(`log-changed-${shade}`);
      await assertAccessible(frame);
    });
  }
});

describe('The log viewer at work', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;
  let frame: Frame | undefined;
  /** A run that is not finished yet. */
  const half = sampleLog(5, '20261123T050000Z-abcdef');
  let halfFile = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-lw-'));
    await sampleLog(2000).write(join(folder, 'recovery-logs'));
    halfFile = await half.write(join(folder, 'recovery-logs'));
    await writeFile(halfFile, half.lines.slice(0, 12).join(''));
    bench = await openWorkbench({ folder, theme: 'Default Dark Modern' });
    frame = await openLog(bench, sampleRun);
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('is moved through and unfolded by keys alone', async () => {
    assert.ok(frame);
    const list = frame.locator('.list');
    await list.press('Home');
    await list.press('ArrowDown');
    await frame.locator('.row.active.heading', { hasText: 'verify-set' }).waitFor();
    await list.press('ArrowRight');
    await frame.locator('.row', { hasText: 'verify-backup-set:' }).waitFor();
    await frame.locator('.row.active[aria-expanded="true"]').waitFor();
    await list.press('ArrowLeft');
    await frame.locator('.row.active[aria-expanded="false"]').waitFor();
    await list.press('End');
    await frame.locator('.row.active', { hasText: 'run finished' }).waitFor();
  });

  it('finds a text in a long folded output, unfolds it and shows it as text', async () => {
    assert.ok(frame);
    await frame.locator('.list').press('Control+f');
    await frame.locator('input[type=search]').fill('001234.dat <script>');
    const row = frame.locator('.row.active', { hasText: '001234.dat' });
    await row.waitFor();
    assert.match(await row.innerText(), /<script>alert\(1\)<\/script>/);
    assert.equal(await frame.locator('#page script').count(), 0);
    await frame.locator('.count', { hasText: /^1 of 1$/ }).waitFor();
    const rows = await frame.locator('.row').count();
    assert.ok(rows < 200, `only what is seen exists: ${rows} rows`);
    await frame.locator('input[type=search]').fill('');
  });

  it('keeps only what fits the filter', async () => {
    assert.ok(frame);
    await frame.locator('select[data-filter=outcome]').selectOption('failed');
    await frame.locator('.list').press('Home');
    await frame.locator('.row.active.heading', { hasText: 'restore-cdr' }).waitFor();
    const names = frame.locator('.row.heading .name');
    await names.nth(1).waitFor({ state: 'detached' });
    assert.deepEqual(await names.allInnerTexts(), ['restore-cdr']);
  });

  it('goes to the record that a figure rests on, though the filter hides it', async () => {
    assert.ok(frame);
    await frame.locator('.objectives button.record').last().click();
    await frame.locator('.row.active', { hasText: 'verify-set' }).waitFor();
    const filter = frame.locator('select[data-filter=outcome]');
    await until('the filter is taken off', async () => (await filter.inputValue()) === '');
  });

  it('follows a log that grows, and says where one was changed', async () => {
    assert.ok(bench);
    await closeEditors(bench);
    const growing = await openLog(bench, half.run);
    await growing.locator('header', { hasText: /not finished|interrupted/ }).waitFor();
    await appendFile(halfFile, half.lines.slice(12).join(''));
    await growing.locator('header .outcome', { hasText: 'failed' }).waitFor();
    await growing.locator('button.badge', { hasText: 'intact, signed' }).waitFor();
    await writeFile(halfFile, half.lines.toSpliced(5, 1).join(''));
    await growing.locator('button.badge').click();
    await growing.locator('button', { hasText: 'Verify again' }).click();
    await growing.locator('button.badge', { hasText: 'CHANGED at line 6' }).waitFor();
  });
});
