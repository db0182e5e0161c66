import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { frameWith } from '../test/ui/axe.ts';
import { sampleLog, SampleLog, sampleRun } from '../test/ui/sample-log.ts';
import { openWorkbench, type Workbench } from '../test/ui/workbench.ts';

const records = 100_000;

/** A log is opened so often; the middle one counts. */
const opens = 3;

/** It is scrolled through so often; the best pass counts: what else the machine does is nobody's share. */
const passes = 3;

interface Measured {
  /** From the key press to the first rows on the screen, each time the log was opened; ms. */
  readonly firstPaints: readonly number[];
  /** Longest frame of each pass through the log, ms. */
  readonly worstFrames: readonly number[];
}

let measured: Promise<Measured> | undefined;

/**
 * Notes in each frame when the first step of a log stands on the screen: the frame after the one in
 * which it came into the page. Looked at from outside, it would be known only at the next look.
 */
const notePaint = `if (window !== window.top) {
  // the editor writes its pages into a document that is there already: an observer would be lost
  const looking = setInterval(() => {
    if (document.querySelector('main .row.heading .text') === null) return;
    clearInterval(looking);
    requestAnimationFrame(() => setTimeout(() => {
      window.paintedAt = performance.timeOrigin + performance.now();
    }));
  }, 5);
}`;

/** Waits until an expression is true in a page; asked by the debugger, which the page's policy does not bind. */
async function until(frame: Frame, expression: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if ((await frame.evaluate(expression)) === true) return;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`never true: ${expression}`);
}

/** Opens the log of a run by name; resolves to the time to its first paint, ms. */
async function openTimed({ page }: Workbench, run: string): Promise<number> {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').fill(run);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: run }).waitFor();
  const from = Date.now();
  await page.keyboard.press('Enter');
  const frame = await frameWith(page, 'main .row.heading');
  await until(frame, 'window.paintedAt !== undefined');
  return Number(await frame.evaluate('window.paintedAt')) - from;
}

async function closeAll(bench: Workbench): Promise<void> {
  await bench.command('View: Close All Editors');
  await bench.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
}

/** Unfolds all of a log. */
async function unfold(frame: Frame): Promise<void> {
  await frame.locator('button.badge:not([disabled])').waitFor();
  await frame.locator('button', { hasText: 'Unfold all' }).click();
  const rows = `Number(document.querySelector('.list').getAttribute('aria-rowcount'))`;
  await until(frame, `${rows} > ${records}`);
}

/** Scrolls through a log in 300 steps; resolves to the longest gap between two frames, ms. */
async function scrollThrough(frame: Frame): Promise<number> {
  const gaps: unknown = await frame.evaluate(`new Promise(resolve => {
    const list = document.querySelector('.list');
    list.scrollTop = 0;
    const gaps = [];
    let last = performance.now();
    const next = now => {
      gaps.push(now - last);
      last = now;
      list.scrollTop += list.scrollHeight / 300;
      if (gaps.length <= 300) requestAnimationFrame(next);
      else resolve(gaps);
    };
    requestAnimationFrame(next);
  })`);
  if (!Array.isArray(gaps)) throw new Error('no frames were measured');
  await until(frame, `[...document.querySelectorAll('.row')].at(-1).textContent.trim() !== ''`);
  return Math.max(...gaps.slice(1).map(Number));
}

/** Opens a long log in the real editor and scrolls through all of it, unfolded. */
async function measure(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'rr-bv-'));
  try {
    const logs = join(folder, 'recovery-logs');
    await sampleLog(records).write(logs);
    // a first log, so that what the editor does at its first webview is nobody's share
    const warm = sampleLog(5, '20261101T000000Z-000001');
    await warm.write(logs);
    await using bench = await openWorkbench({ folder, theme: 'Default Dark Modern' });
    await bench.page.addInitScript(notePaint);
    await openTimed(bench, warm.run);
    const firstPaints: number[] = [];
    for (let at = 0; at < opens; at += 1) {
      await closeAll(bench);
      firstPaints.push(await openTimed(bench, sampleRun));
    }
    const frame = await frameWith(bench.page, 'main .row.heading');
    await unfold(frame);
    const worstFrames: number[] = [];
    for (let at = 0; at < passes; at += 1) worstFrames.push(await scrollThrough(frame));
    return { firstPaints, worstFrames };
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
      const { firstPaints } = await (measured ??= measure());
      const sorted = firstPaints.toSorted((a, b) => a - b);
      const each = firstPaints.map(ms => ms.toFixed(0)).join(', ');
      return {
        value: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
        detail: `key press to steps on the screen, middle of ${each}`,
      };
    },
  },
  {
    name: 'log viewer: longest frame while scrolling through 100,000 unfolded records',
    limit: '<= 50',
    unit: 'ms',
    async run() {
      const { worstFrames } = await (measured ??= measure());
      const each = worstFrames.map(ms => ms.toFixed(0)).join(', ');
      const value = Math.min(...worstFrames);
      return { value, detail: `longest of 300 frames, best of the passes ${each}` };
    },
  },
  {
    name: 'log viewer: memory for a log of 500 MB, read whole, verified and unfolded',
    limit: '< 200',
    unit: 'MiB',
    run: memory,
  },
];
