import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRunbook } from '../../src/runbook/read.ts';
import { testTimeout } from './patience.ts';
import { SampleLog } from './sample-log.ts';
import { openFile, openWorkbench, outputs, type Workbench } from './workbench.ts';

const text = `---
title: Two steps on two days
---

\`\`\`step {#names}
check:
  dns:
    name: se01.contoso.com
\`\`\`

\`\`\`step {#restore requires=names}
check:
  port:
    host: se02.contoso.com
    port: 9999
\`\`\`
`;

/** A run of two people: ann ran the first step, bob went on and his step failed. */
async function writeRun(folder: string): Promise<void> {
  const file = join(folder, 'two.runbook.md');
  const bytes = Buffer.from(text);
  await writeFile(file, bytes);
  const { steps } = readRunbook(bytes, file);
  const plan = { hash: '', lines: [], losses: [], effect: { kind: 'reads', servers: [] } } as const;
  const tool = { version: '0.1.0', node: 'v24.0.0', platform: 'linux', front: 'editor' };
  const log = new SampleLog('20261122T034100Z-00beef');
  const step = (at: number, id: string): void => {
    const { hash, text: own } = steps[at] ?? { hash: '', text: '' };
    const started = { step: id, attempt: 1, title: id, text: own, textHash: hash } as const;
    log.add({ type: 'step-started', ...started, language: 'step', values: {}, plan });
  };
  log.pass(5).add({
    type: 'run-started',
    runbook: {
      file,
      title: 'Two steps on two days',
      hash: createHash('sha256').update(bytes).digest('hex'),
    },
    estate: { file: 'estate.yaml', name: 'Contoso', kind: 'practice', hash: 'c'.repeat(64) },
    mode: 'practice',
    operator: { user: 'ann', host: 'ws01' },
    tool,
    variables: {},
  });
  step(0, 'names');
  const output = 'se01.contoso.com: 10.20.0.11, as it was at 03:41\n';
  log.pass(7000).add({
    ...{ type: 'output', step: 'names', attempt: 1, stream: 'output', text: output },
  });
  const ended = { attempt: 1, waitingMs: 0, values: {} };
  log.pass(1000).add({
    ...{ type: 'step-ended', step: 'names', outcome: 'succeeded', durationMs: 8000 },
    ...ended,
    summary: 'its name is known',
  });
  log.add({ type: 'run-resumed', operator: { user: 'bob', host: 'ws02' }, tool });
  step(1, 'restore');
  log.pass(73_000).add({
    ...{ type: 'step-ended', step: 'restore', outcome: 'failed', durationMs: 73_000 },
    ...ended,
    summary: 'no connection',
    problem: { code: 'CHECK-PORT', kind: 'failed', what: 'se02.contoso.com:9999 does not answer.' },
  });
  const none = { waitingMs: 0, overrides: 0, confirmations: 0, evidence: 0 };
  const summary = { steps: [], durationMs: 81_000, ...none };
  log.add({ type: 'run-finished', outcome: 'failed', summary }).checkpoint();
  await log.write(join(folder, 'recovery-logs'));
}

describe('A runbook that is opened again', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-ro-'));
    await writeRun(folder);
    bench = await openWorkbench({ folder, theme: 'Default Light Modern' });
    await openFile(bench, 'two.runbook.md');
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('has the tick, the duration and the name of who ran it at each cell, from the log', async () => {
    assert.ok(bench);
    const { page } = bench;
    const bar = (at: number): ReturnType<typeof page.locator> =>
      page.locator('.notebookOverlay .cell-statusbar-container').nth(at);
    const first = bar(1);
    await first.filter({ hasText: 'ann' }).waitFor();
    await first.locator('.codicon-notebook-state-success').waitFor();
    await first.filter({ hasText: /8\.0\s?s/ }).waitFor();
    const second = bar(2);
    await second.filter({ hasText: 'bob' }).waitFor();
    await second.locator('.codicon-notebook-state-error').waitFor();
    await second.filter({ hasText: /1\s?m(in)? 13(\.0)?\s?s/ }).waitFor();
    // a screen reader hears who, where and when
    const day = new Date(Date.UTC(2026, 10, 22, 3, 41)).toLocaleDateString('sv-SE'); // as 2026-11-22
    await second.locator(`[aria-label*="Run by bob on ws02, from ${day}"]`).waitFor();
    await outputs(page).locator('.panel.danger', { hasText: 'does not answer' }).waitFor();
    assert.equal(await page.locator('.tab.dirty').count(), 0, 'the document stays clean');
    await bench.screenshot('reopened-light');
  });

  it('shows the last output of a cell from its log', async () => {
    assert.ok(bench);
    const { page } = bench;
    await page.locator('.notebookOverlay .cell-focus-indicator-left').nth(1).click();
    await bench.command('Show Last Output');
    await page.locator('.view-lines', { hasText: 'as it was at 03:41' }).waitFor();
  });
});
