import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { RunOutcome } from '../../src/log/events.ts';
import type { RunMode } from '../../src/runbook/execution.ts';
import { frameWith } from './axe.ts';
import { SampleLog, sampleLog, sampleRun } from './sample-log.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

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

const longTitle =
  'Recover the mirrored back end of the pool in Paris with its archiving and monitoring databases';

describe('The recovery logs in the side bar', function () {
  this.timeout(240_000);
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
    const year = String(new Date(now).getUTCFullYear());
    await mkdir(join(logs, year), { recursive: true });
    await writeFile(join(logs, year, `${year}0101T000000Z-ffffff.recovery-log.jsonl`), '');
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
    assert.match(await drill.innerText(), /done · practice · 00:21:40 · intact/);
    assert.match(await row('Recover be01').innerText(), /failed · LIVE · 00:21:40 · intact/);
    assert.match(await row(longTitle).innerText(), /cancelled · practice · 1 d 02:56:40/);
    assert.match(await row('Nightly backup of pool01').innerText(), /\d+ runs · done/);
  });

  it('say which one was changed, in words as well as by an icon', async () => {
    const changed = row('Recover se01');
    await changed.filter({ hasText: /Recover se01\s*CHANGED at line 2 · done/ }).waitFor();
    await row(/^\d{4}-\d\d\s*1 NOT AS WRITTEN · \d+ runs/).waitFor();
    assert.equal(await changed.locator('.codicon-workspace-untrusted').count(), 1);
    const said = await changed.getAttribute('aria-label');
    assert.match(said ?? '', /CHANGED at line 2/, 'a screen reader says it too');
  });

  it('have runs that are not finished at their top', async () => {
    assert.match(await row('Recover fe01').innerText(), /open/);
    const top = await row('Recover fe01').boundingBox();
    const month = await row('Monthly drill pool01').boundingBox();
    assert.ok(top !== null && month !== null && top.y < month.y);
  });

  it('count overdue drills in a badge, and name them with the day of their last success', async () => {
    assert.ok(bench);
    const { page } = bench;
    const overdue = row('Overdue drills');
    await overdue.click();
    await row(/Drill of the Edge pool.*last done \d{4}-\d\d-\d\d/s).waitFor();
    await row(/Recover be01.*never done/s).waitFor();
    const count = Number(await overdue.locator('.label-description').innerText());
    const badge = page.locator('.activitybar .action-item', { hasText: String(count) });
    await badge.first().waitFor();
    await overdue.click();
  });

  it('read well in light, dark and high contrast', async () => {
    assert.ok(bench);
    const { page } = bench;
    await mkdir(join(folder, '.vscode'), { recursive: true });
    for (const [shade, theme, css] of [
      ['light', 'Default Light Modern', '.vs'],
      ['dark', 'Default Dark Modern', '.vs-dark'],
      ['high-contrast', 'Default High Contrast', '.hc-black'],
    ] as const) {
      const settings = JSON.stringify({ 'workbench.colorTheme': theme });
      await writeFile(join(folder, '.vscode', 'settings.json'), settings);
      await page.locator(`.monaco-workbench${css}`).waitFor();
      await bench.screenshot(`logs-tree-${shade}`);
    }
  });

  it('are searched: by text over all of them, and the place is shown in its log', async () => {
    assert.ok(bench);
    const { page } = bench;
    const input = page.locator('.quick-input-widget input');
    await bench.command('Search All Recovery Logs');
    await page.locator('.quick-input-widget', { hasText: 'Before it may stand' }).waitFor();
    await input.fill('wd-4711');
    await page.keyboard.press('Enter');
    const hit = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Monthly drill' });
    await hit.waitFor();
    assert.match(await hit.innerText(), /The bridge heard of disk WD-4711\./);
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Recover a Sta' })
      .waitFor();
    await hit.click();
    const frame = await frameWith(page, 'main .row.heading');
    await frame.locator('.row.active', { hasText: 'note by ann' }).waitFor();
  });

  it('are searched by server, outcome and day too', async () => {
    assert.ok(bench);
    const { page } = bench;
    const input = page.locator('.quick-input-widget input');
    await bench.command('Search All Recovery Logs');
    await page.locator('.quick-input-widget', { hasText: 'Before it may stand' }).waitFor();
    await input.fill('server:se01.contoso.com outcome:failed since:2026-11-22 until:2026-11-22');
    await page.keyboard.press('Enter');
    const hits = page.locator('.quick-input-list .monaco-list-row');
    await hits.filter({ hasText: 'Recover a Standard Edition server' }).waitFor();
    assert.equal(await hits.count(), 1, sampleRun);
    await page.keyboard.press('Escape');
  });
});
