import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { frameWith } from '../test/ui/axe.ts';
import { sampleLog, SampleLog, sampleRun } from '../test/ui/sample-log.ts';
import { openWorkbench } from '../test/ui/workbench.ts';

const records = 100_000;

interface Measured {
  readonly firstPaint: number;
  readonly worstFrame: number;
  readonly frames: number;
}

let measured: Promise<Measured> | undefined;

/** Opens a long log in the real editor and scrolls through all of it, unfolded. */
async function measure(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'rr-bv-'));
  try {
    await sampleLog(records).write(join(folder, 'recovery-logs'));
    // a first log, so that what the editor does at its first webview is nobody's share
    const warm = sampleLog(5, '20261101T000000Z-000001');
    await warm.write(join(folder, 'recovery-logs'));
    await using bench = await openWorkbench({ folder, theme: 'Default Dark Modern' });
    const { page } = bench;
    const open = async (run: string): Promise<number> => {
      await page.keyboard.press('Control+P');
      await page.locator('.quick-input-widget input').fill(run);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: run }).first().waitFor();
      const from = performance.now();
      await page.keyboard.press('Enter');
      await frameWith(page, 'main .row.heading');
      return performance.now() - from;
    };
    await open(warm.run);
    await bench.command('View: Close All Editors');
    await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
    const firstPaint = await open(sampleRun);
    const frame = await frameWith(page, 'main .row.heading');
    await frame.locator('button', { hasText: 'Unfold all' }).click();
    await page.waitForTimeout(4000);
    const gaps: unknown = await frame.evaluate(`new Promise(resolve => {
      const list = document.querySelector('.list');
      const gaps = [];
      let last = performance.now();
      let left = 300;
      const next = now => {
        gaps.push(now - last);
        last = now;
        list.scrollTop += list.scrollHeight / 300;
        left -= 1;
        if (left > 0) requestAnimationFrame(next);
        else resolve(gaps);
      };
      requestAnimationFrame(next);
    })`);
    if (!Array.isArray(gaps)) throw new Error('no frames were measured');
    const times = gaps.slice(1).map(Number);
    return { firstPaint, worstFrame: Math.max(...times), frames: times.length };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Most memory that a process needs to index a log of 500 MB, verify it, unfold it and show its end. */
async function memory(): Promise<{ value: number; detail: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rr-bm-'));
  try {
    const file = join(folder, `${sampleRun}.recovery-log.jsonl`);
    const out = createWriteStream(file);
    const log = new SampleLog(sampleRun);
    const text = '\\\\bk01\\LyncBackup\\2026-11-22_0200: copied é\r\n'.repeat(80);
    const output = { type: 'output', step: 'copy', attempt: 1, stream: 'output', text } as const;
    const plan = {
      hash: '',
      lines: [],
      losses: [],
      effect: { kind: 'reads', servers: [] },
    } as const;
    const step = { step: 'copy', attempt: 1, title: 'Copy', language: 'powershell' } as const;
    log.add({ type: 'step-started', ...step, text: 'Copy', textHash: '', values: {}, plan });
    for (let bytes = 0; bytes < 500e6;) {
      for (let at = 0; at < 200; at += 1) log.add(output);
      const part = log.lines.splice(0).join('');
      bytes += Buffer.byteLength(part);
      if (!out.write(part)) await once(out, 'drain');
    }
    out.end();
    await once(out, 'finish');
    const source = (name: string): string =>
      new URL(`../src/log/view/${name}.ts`, import.meta.url).href;
    const script = `
      import { openLogView } from '${source('view-thread')}';
      let complete, verified;
      const whole = new Promise(resolve => { complete = resolve; });
      const integrity = new Promise(resolve => { verified = resolve; });
      const view = openLogView({
        file: process.argv[1],
        dataFolder: process.argv[1] + '.none',
        user: 'ann',
        module: new URL('${source('thread')}'),
        tell: event => {
          if (event.event === 'changed' && event.overview.complete) complete();
          if (event.event === 'verified') verified(event.verification.integrity.state);
        },
      });
      await whole;
      const { total } = await view.ask({ ask: 'fold-all', open: true });
      const answer = await view.ask({ ask: 'rows', from: total - 50, to: total });
      const state = await integrity;
      const { maxRSS } = process.resourceUsage();
      console.log(JSON.stringify({ maxRSS, rows: answer.rows.length, state }));
      process.exit(0);`;
    const words = ['--input-type=module-typescript', '--eval', script, file];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    const found = JSON.parse(stdout) as {
      maxRSS: number;
      rows: number;
      state: string;
    };
    if (found.rows !== 50 || found.state !== 'intact') throw new Error(stdout);
    return { value: found.maxRSS / 1024, detail: 'the whole process, Node itself included' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const rows = [
  {
    name: 'log viewer: from opening a log of 100,000 records to its first paint, in the real editor',
    limit: '< 1000',
    unit: 'ms',
    async run() {
      const { firstPaint } = await (measured ??= measure());
      return { value: firstPaint, detail: 'key press to outcome and steps on the screen' };
    },
  },
  {
    name: 'log viewer: longest frame while scrolling through 100,000 unfolded records',
    limit: '<= 50',
    unit: 'ms',
    async run() {
      const { worstFrame, frames } = await (measured ??= measure());
      return { value: worstFrame, detail: `longest of ${frames} frames` };
    },
  },
  {
    name: 'log viewer: memory for a log of 500 MB, read whole, verified and unfolded',
    limit: '< 200',
    unit: 'MiB',
    run: memory,
  },
];
