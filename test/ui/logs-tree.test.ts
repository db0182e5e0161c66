import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { RunOutcome } from '../../src/log/events.ts';
import type { RunMode } from '../../src/runbook/execution.ts';
import { frameWith } from './axe.ts';
import { testTimeout, until } from './patience.ts';
import { answer, choices, leave, quickInput } from './quick-input.ts';
import { SampleLog, sampleLog, sampleRun } from './sample-log.ts';
import { openWorkbench, themes, type Workbench } from './workbench.ts';

const dayMs = 86_400_000;
/** The last 20th of a month: what is a few days old is of the same month then, whatever the day. */
function last20th(): number {
  const today = new Date();
  const back = today.getUTCDate() < 20 ? 1 : 0;
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 20, 12);
}

const now = last20th();

interface Run {
  /** How long ago it began, days. */
  readonly days: number;
  readonly title: string;
  readonly mode?: RunMode;
  readonly outcome?: RunOutcome;
  readonly durationMs?: number;
  readonly note?: string;
}

let made = 0;

function logOf({ days, title, mode = 'practice', outcome = 'succeeded', ...more }: Run): SampleLog {
  const { durationMs = 21 * 60_000 + 40_000, note } = more;
  const began = now - days * dayMs;
  const stamp = new Date(began).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  made += 1;
  const log = new SampleLog(`${stamp}-${made.toString(16).padStart(6, '0')}`, began);
  const file = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.runbook.md`;
  log.pass(5).add({
    type: 'run-started',
    runbook: { file, title, hash: 'b'.repeat(64) },
    estate: { file: 'estate.yaml', name: 'Contoso', kind: 'practice', hash: 'c'.repeat(64) },
    mode,
    operator: { user: 'ann', host: 'ws01' },
    tool: { version: '0.1.0', node: 'v24.0.0', platform: 'linux', front: 'editor' },
    variables: {},
  });
  if (note !== undefined) log.pass(5).add({ type: 'note', text: note, by: 'ann' });
  const none = { waitingMs: 0, overrides: 0, confirmations: 0, evidence: 0 };
  const summary = { steps: [], durationMs, ...none };
  return log.pass(durationMs).add({ type: 'run-finished', outcome, summary }).checkpoint();
}

/** Waits until a search has looked at every log. */
async function searched(page: Page): Promise<void> {
  const progress = quickInput(page).locator('.monaco-progress-container.active');
  await progress.waitFor({ state: 'detached' });
}

const longTitle =
  'Recover the mirrored back end of the pool in Paris with its archiving and monitoring databases';

describe('The recovery logs in the side bar', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-tree-'));
    const logs = join(folder, 'recovery-logs');
    const weekly = Array.from({ length: 300 }, (_, at) =>
      logOf({ days: 10 + at, title: 'Nightly backup of pool01' }),
    );
    const others = [
      logOf({ days: 1, title: 'Monthly drill pool01', note: 'The bridge heard of disk WD-4711.' }),
      logOf({ days: 1.5, title: 'Recover be01', mode: 'live', outcome: 'failed' }),
      logOf({ days: 2, title: longTitle, outcome: 'cancelled', durationMs: 97_000_000 }),
      logOf({ days: 200, title: 'Drill of the Edge pool' }),
    ];
    for (const log of [...weekly, ...others]) await log.write(logs);
    const changed = logOf({ days: 3, title: 'Recover se01' });
    const lines = changed.lines.map(line => line.replace('"ann"', '"eve"'));
    const doctored = await changed.write(logs);
    await writeFile(doctored, lines.join(''));
    const open = logOf({ days: 0.2, title: 'Recover fe01' });
    await writeFile(await open.write(logs), open.lines.slice(0, 2).join(''));
    await mkdir(join(logs, '2025'), { recursive: true });
    await writeFile(join(logs, '2025', '20250101T000000Z-ffffff.recovery-log.jsonl'), '');
    await sampleLog(20).write(logs);
    bench = await openWorkbench({
      folder,
      theme: 'Default Light Modern',
      size: { width: 1300, height: 900 },
    });
    const { page } = bench;
    await page.locator('.activitybar [aria-label^="Recovery"]').first().click();
    for (const other of ['Servers', 'Backup Sets', 'Variables']) {
      await page.locator('.pane-header', { hasText: other }).first().click();
    }
    await page.locator('.monaco-list-row', { hasText: 'Monthly drill pool01' }).waitFor();
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  function row(text: string | RegExp): Locator {
    assert.ok(bench);
    return bench.page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first();
  }

  it('stand by month and runbook: outcome, practice or live, duration and integrity in words', async () => {
    const month = new Date(now - dayMs).toISOString().slice(0, 7);
    await row(new RegExp(`^${month}`)).waitFor();
    const drill = row('Monthly drill pool01');
    await drill.filter({ hasText: 'intact, signed by unknown' }).waitFor();
    await drill.filter({ hasText: /done · practice · 00:21:40 · intact/ }).waitFor();
    const failed = row('Recover be01').filter({ hasText: /failed · LIVE · 00:21:40 · intact/ });
    await failed.waitFor();
    await row(longTitle)
      .filter({ hasText: /cancelled · practice · 1 d 02:56:40/ })
      .waitFor();
    await row('Nightly backup of pool01')
      .filter({ hasText: /\d+ runs · done/ })
      .waitFor();
  });

  it('say which one was changed, in words as well as by an icon', async () => {
    const changed = row('Recover se01');
    await changed.filter({ hasText: /Recover se01\s*CHANGED at line 2 · done/ }).waitFor();
    await row(/^\d{4}-\d\d\s*1 NOT AS WRITTEN · \d+ runs/).waitFor();
    await changed.locator('.codicon-workspace-untrusted').waitFor();
    await until('a screen reader says it too', async () =>
      ((await changed.getAttribute('aria-label')) ?? '').includes('CHANGED at line 2'),
    );
  });

  it('have runs that are not finished at their top', async () => {
    await row('Recover fe01').filter({ hasText: /open/ }).waitFor();
    await until('the open run stands above the months', async () => {
      const top = await row('Recover fe01').boundingBox();
      const month = await row('Monthly drill pool01').boundingBox();
      return top !== null && month !== null && top.y < month.y;
    });
  });

  it('count overdue drills in a badge, and name them with the day of their last success', async () => {
    assert.ok(bench);
    const { page } = bench;
    const overdue = row('Overdue drills');
    await overdue.click();
    await row(/Drill of the Edge pool.*last done \d{4}-\d\d-\d\d/s).waitFor();
    await row(/Recover be01.*never done/s).waitFor();
    await until('the badge has their number', async () => {
      const count = Number(await overdue.locator('.label-description').innerText());
      const badge = page.locator('.activitybar .action-item', { hasText: String(count) });
      return count > 0 && (await badge.first().isVisible());
    });
    await overdue.click();
  });

  it('read well in light, dark and high contrast', async () => {
    assert.ok(bench);
    for (const [shade, theme] of Object.entries(themes)) {
      await bench.wear(theme);
      await bench.screenshot(`logs-tree-${shade}`);
    }
  });

  it('are searched: by text over all of them, and the place is shown in its log', async () => {
    assert.ok(bench);
    const { page } = bench;
    await bench.command('Search All Recovery Logs');
    await answer(page, 'Before it may stand', 'wd-4711');
    const hit = choices(page, 'Monthly drill');
    await hit.filter({ hasText: /The bridge heard of disk WD-4711\./ }).waitFor();
    await choices(page, 'Recover a Sta').waitFor();
    await searched(page);
    await hit.click();
    const frame = await frameWith(page, 'main .row.heading');
    await frame.locator('.row.active', { hasText: 'note by ann' }).waitFor();
  });

  it('are searched by server, outcome and day too', async () => {
    assert.ok(bench);
    const { page } = bench;
    await bench.command('Search All Recovery Logs');
    const query = 'server:se01.contoso.com outcome:failed since:2026-11-22 until:2026-11-22';
    await answer(page, 'Before it may stand', query);
    await choices(page, 'Recover a Standard Edition server').waitFor();
    await searched(page);
    assert.equal(await choices(page).count(), 1, sampleRun);
    await leave(page);
  });

  it('keep the question of what is searched when the focus goes to a log', async () => {
    assert.ok(bench);
    const { page } = bench;
    await bench.command('Search All Recovery Logs');
    const question = quickInput(page).filter({ hasText: 'Before it may stand' });
    const input = question.locator('input');
    await input.fill('wd-');
    const frame = await frameWith(page, 'main .row.heading');
    await frame.locator('.list').focus();
    await until('the log has the focus', async () => {
      return (await frame.evaluate('document.hasFocus()')) === true;
    });
    assert.equal(await input.inputValue(), 'wd-', 'what was typed is still there');
    await answer(page, 'Before it may stand', 'wd-4711');
    await choices(page, 'Monthly drill').waitFor();
    await leave(page);
  });
});
