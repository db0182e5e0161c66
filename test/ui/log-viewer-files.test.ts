import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { assertAccessible, frameWith } from './axe.ts';
import { testTimeout, until } from './patience.ts';
import { SampleLog, sampleLog, sampleRun, sampleStart } from './sample-log.ts';
import { closeEditors, openEditor, openWorkbench, told, type Workbench } from './workbench.ts';

const hostileRun = '20261125T050000Z-0badbad';
const hostile = [
  '<img src=x onerror="document.title=1"><script>document.title=2</script>',
  '\u001b]0;title\u0007\u001b[31mred\u001b[0m \u001b[2J',
  'gnp.exe\u202egpj.exe\u202c \u2066x\u2069',
  'nul \0 bell \u0007 backspace \b delete \u007f',
  '👩‍🚒🚑 日本語 e\u0301',
  '&lt;b&gt; &amp; ${Secret} {{x}} javascript:alert(1)',
];

/** Output that tries everything, and a line of ten million signs. */
function hostileLog(): SampleLog {
  const text = `${hostile.join('\n')}\n${'long '.repeat(2_000_000)}\nlast line of it\n`;
  const at = { step: 'check-calls', attempt: 2 };
  const plan = {
    hash: '',
    lines: [],
    losses: [],
    effect: { kind: 'reads', servers: [] },
  } as const;
  const made = new SampleLog(hostileRun).add(sampleStart);
  made.add({
    ...{ type: 'step-started', ...at, title: hostile[0] ?? '', language: 'powershell' },
    ...{ text: hostile.join('\n'), textHash: '', values: {}, plan },
  });
  made.add({ type: 'output', ...at, stream: 'output', text });
  const ended = { outcome: 'failed', durationMs: 1, waitingMs: 0, values: {} } as const;
  return made.add({ type: 'step-ended', ...at, ...ended, summary: hostile[2] ?? '' }).checkpoint();
}

const runbook = `---
title: Recover a Standard Edition server
---

\`\`\`step {#verify-set}
verify-backup-set:
  set: $Backup
\`\`\`

\`\`\`step {#restore-cdr}
check:
  dns:
    name: se01.contoso.com
\`\`\`
`;

describe('The log viewer and files that are not as they should be', function () {
  this.timeout(testTimeout);
  let folder = '';
  let bench: Workbench | undefined;
  const files = new Map<string, string>();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rr-lf-'));
    const logs = join(folder, 'recovery-logs');
    await sampleLog(5).write(logs);
    await writeFile(join(folder, 'recover-standard-edition.runbook.md'), runbook);
    await hostileLog().write(logs);
    const later = sampleLog(5, '20261126T050000Z-00000a');
    const make = async (run: string, text: string): Promise<void> => {
      const file = await sampleLog(1, run).write(logs);
      files.set(run, file);
      await writeFile(file, text);
    };
    await make('20261126T050000Z-000001', '');
    await make('20261126T050000Z-000002', 'Dear Bob,\nthe <b>server</b> is down.\n');
    const newer = later.lines.map(line => line.replace('"type":"note"', '"type":"remark"'));
    await make('20261126T050000Z-000003', newer.join(''));
    await make('20261126T050000Z-000004', `${later.lines.slice(0, 9).join('')}{"event":{"att`);
    await make('20261126T050000Z-000005', later.lines.join(''));
    bench = await openWorkbench({ folder, theme: 'Default Dark Modern' });
  });
  after(async () => {
    await bench?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(run: string, selector = 'main header h1'): Promise<Frame> {
    assert.ok(bench);
    await closeEditors(bench);
    await openEditor(bench, run);
    return frameWith(bench.page, selector);
  }

  for (const [what, run, words] of [
    ['an empty file', '20261126T050000Z-000001', /This file is empty\./],
    ['a file that is no log', '20261126T050000Z-000002', /This is no recovery log: none of its/],
    ['a log with records of a newer version', '20261126T050000Z-000003', /a newer version of/],
    ['a log whose last line is torn', '20261126T050000Z-000004', /last line of this log was not/],
  ] as const) {
    it(`says what it is that is shown: ${what}`, async () => {
      const frame = await open(run, 'main .strip:not([hidden])');
      await frame.locator('.strip', { hasText: words }).waitFor();
      await frame.locator('button.badge:not([disabled])').waitFor();
      await assertAccessible(frame);
    });
  }

  it('says that the file is gone, and keeps what was read of it', async () => {
    const run = '20261126T050000Z-000005';
    const frame = await open(run, 'main .row.heading');
    await rm(files.get(run) ?? '');
    await frame.locator('.strip', { hasText: 'was deleted or moved since' }).waitFor();
    await frame.locator('.row.heading', { hasText: 'restore-cdr' }).waitFor();
  });

  it('shows hostile output as the text that it is, and a line of ten million signs', async () => {
    assert.ok(bench);
    const frame = await open(hostileRun, 'main .row.heading');
    const list = frame.locator('.list');
    for (const text of [
      'gnp.exe<U+202E>gpj.exe',
      '<img src=x onerror="document.title=1"><script>',
      'nul ␀ bell ␇ backspace ␈ delete <U+007F>',
      '&lt;b&gt; &amp; ${Secret} {{x}}',
      '👩‍🚒🚑 日本語',
    ]) {
      await list.locator('.row', { hasText: text }).first().waitFor();
    }
    assert.equal(await frame.locator('#page img, #page script').count(), 0);
    assert.equal(await frame.title(), 'Recovery log');
    await until('the long line is rows', async () => {
      return Number(await list.getAttribute('aria-rowcount')) > 50_000;
    });
    await list.press('End');
    await frame.locator('.row.active', { hasText: /ended: failed|gnp\.exe/ }).waitFor();
    await list.press('PageUp');
    await frame.locator('.row', { hasText: 'last line of it' }).waitFor();
    await list.press('PageUp');
    await frame.locator('.row.active', { hasText: 'long long long' }).waitFor();
    await bench.screenshot('log-hostile');
  });

  it('goes with Enter to the cell of a step, and says where the runbook is another one now', async () => {
    assert.ok(bench);
    const { page } = bench;
    const go = async (step: string): Promise<void> => {
      const frame = await open(sampleRun, 'main .row.heading');
      await frame.locator('.row.heading', { hasText: step }).click();
      await frame.locator('.row.active.heading', { hasText: step }).waitFor();
      await frame.locator('.list').press('Enter');
      await page.locator('.notebookOverlay').first().waitFor();
    };
    await go('restore-cdr');
    await told(page, /The text of step restore-cdr was changed since this run/);
    await page.locator('.cell-focus-indicator').first().waitFor();
    await go('copy-share');
    await told(page, /Step copy-share is not in/);
  });
});
