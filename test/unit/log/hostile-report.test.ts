import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { sealRecord } from '../../../src/log/chain/chain.ts';
import { parseRecord } from '../../../src/log/chain/line.ts';
import { compareLogs } from '../../../src/log/compare/compare-logs.ts';
import { comparisonMarkdown } from '../../../src/log/compare/comparison-markdown.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import type { NoteEntry } from '../../../src/log/notes/entry.ts';
import { addNote } from '../../../src/log/notes/notes-file.ts';
import type { LoggedEvent } from '../../../src/log/record.ts';
import { anonymous } from '../../../src/log/report/anonymous.ts';
import type { ReportSource } from '../../../src/log/report/facts.ts';
import { reportHtml } from '../../../src/log/report/html.ts';
import { reportMarkdown } from '../../../src/log/report/markdown.ts';
import { readReportSource } from '../../../src/log/report/read-source.ts';
import {
  finished,
  output,
  plan,
  scratch,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  trusted,
  written,
} from './surroundings.ts';

const evil = [
  '<script>alert(1)</script><img src=//evil.example/x onerror=alert(2)>',
  '<!-- --><iframe src=javascript:alert(3)> ![p](http://evil.example/p.png) [l](javascript:alert(4))',
  '<http://evil.example> http://evil.example/a www.evil.example | cell | \\| `code` ```',
  '[r]: http://evil.example "t"',
  '# heading',
  '~~~~\n````\n</pre></table><style>*{display:none}</style>',
  '&lt;b&gt; &#60;i&#62; \u202emtx.exe\u001b[31m\u0007',
].join('\n');

const problem = {
  code: 'X',
  kind: 'failed',
  what: evil,
  where: evil,
  theirs: [{ source: evil, text: evil, number: evil }],
  changed: evil,
  next: [evil],
} as const;

/** Every event of a report with everything in it that anybody may choose. */
const events: readonly RunEvent[] = [
  {
    ...started,
    type: 'run-started',
    runbook: { file: evil, title: evil, hash: evil, changedSince: evil },
    estate: { file: evil, name: evil, kind: 'practice', hash: evil },
    mode: 'practice',
    operator: { user: evil, host: evil },
    tool: { version: evil, node: evil, platform: evil, front: evil },
    variables: { [evil]: evil },
    incident: { id: evil, declared: evil },
  },
  { type: 'variables-set', by: evil, values: { [evil]: evil } },
  { type: 'mode-changed', mode: 'practice', by: evil },
  { type: 'override', step: evil, rule: evil, detail: evil, reason: evil, by: evil },
  {
    type: 'confirmation',
    step: evil,
    plan: { ...plan, lines: [evil], losses: [evil] },
    answer: 'yes',
    by: evil,
    how: evil,
  },
  { type: 'command-approval', command: [evil], purpose: evil, answer: 'no', by: evil, how: evil },
  { ...stepStarted('a'), type: 'step-started', title: evil, target: evil, text: evil } as RunEvent,
  output('a', evil),
  { type: 'note', step: evil, text: evil, by: evil },
  {
    type: 'evidence',
    evidence: { kind: 'file', title: evil, text: evil, path: evil, sha256: evil },
    by: evil,
  },
  stepEnded('a', {
    summary: evil,
    checkPassed: true,
    restoredFrom: [{ what: evil, set: evil, finished: evil }],
  }),
  { ...stepStarted('b'), type: 'step-started', title: evil, target: evil } as RunEvent,
  stepEnded('b', { outcome: 'failed', summary: evil, problem }),
  { type: 'step-passed-over', step: evil, outcome: 'failed', why: evil, problem },
  { ...finished, type: 'run-finished', outcome: 'failed' } as RunEvent,
];

const entries: readonly NoteEntry[] = [
  { type: 'note', text: evil, step: evil },
  { type: 'evidence', evidence: { kind: 'text', title: evil, text: evil, path: evil } },
  { type: 'participant', name: evil, role: evil },
  { type: 'finding', id: evil, severity: 'major', text: evil, owner: evil, due: '2026-12-01' },
  { type: 'finding-closed', id: evil, text: evil },
  { type: 'sign-off', role: 'author', decision: 'failed', text: evil },
];

/** What of a Markdown text is not inside a fence. */
function outside(markdown: string): string {
  return markdown.replaceAll(/^(`{3,})text\n[^]*?\n\1$/gm, '');
}

function assertHarmless(markdown: string): void {
  const open = outside(markdown);
  for (const bad of [
    /<(?!br>)/,
    /\]\(/,
    /!\[/,
    /:\/\//,
    /\bwww\./i,
    /^\[r\]:/m,
    /^# heading/m,
    /[\u202e]/,
  ]) {
    const at = open.search(bad);
    assert.equal(at, -1, `${String(bad)}: ${open.slice(Math.max(0, at - 80), at + 60)}`);
  }
  const html = reportHtml(markdown);
  const tags = new Set(
    [...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map(([, tag]) => tag?.toLowerCase()),
  );
  for (const bad of ['script', 'img', 'iframe', 'a', 'svg', 'object', 'form', 'base', 'link']) {
    assert.ok(!tags.has(bad), bad);
  }
  assert.equal(html.match(/<style>/g)?.length, 1);
  assert.equal(html.match(/<\/(?:body|main|html)>/g)?.length, 3);
  assert.ok(!/<[^>]*\s(?:on\w+|href|src|style)\s*=/i.test(html));
  const opened = (html.match(/<(?:table|pre|ul|ol)>/g) ?? []).length;
  assert.equal((html.match(/<\/(?:table|pre|ul|ol)>/g) ?? []).length, opened);
}

describe('what others wrote is never markup in a report', () => {
  const folder = scratch();

  async function source(): Promise<ReportSource> {
    const file = await written(folder(), events);
    for (const entry of entries) await addNote(file, entry, evil, surroundings());
    return { ...(await readReportSource(file, trusted)), trustedKeys: [] };
  }

  it('in Markdown and in HTML, with names and without', async () => {
    const from = await source();
    const text = reportMarkdown(from, { now: Date.UTC(2026, 10, 23), version: evil });
    assert.ok(text.includes('evil.example'));
    assert.equal(from.fold.attempts.length, 3);
    assertHarmless(text);
    assertHarmless(anonymous(text, from));
  });

  it('in the comparison of two runs', async () => {
    const { file } = await source();
    const other = await written(folder(), [events[0] ?? started, ...events.slice(-3)]);
    assertHarmless(comparisonMarkdown(await compareLogs(file, other)));
  });

  it('of a log that was written by another hand, with figures that cannot be', async () => {
    const lines: string[] = [];
    let prev = '0'.repeat(64);
    const opened: LoggedEvent = {
      type: 'log-opened',
      format: 'recovery-log/1',
      publicKey: evil,
      previous: { run: evil, hash: 'f'.repeat(64) },
    };
    const odd: RunEvent = {
      ...finished,
      type: 'run-finished',
      outcome: 'succeeded',
      summary: {
        steps: [
          { step: evil, outcome: 'pending', attempts: 0, durationMs: -1e300, waitingMs: 1e300 },
        ],
        durationMs: 1e21,
        waitingMs: -5,
        overrides: 0,
        confirmations: 0,
        evidence: 0,
      },
    };
    for (const [seq, event] of [opened, ...events.slice(0, -1), odd].entries()) {
      const time = '2026-99-99T99:99:99.999Z';
      const { line, record } = sealRecord({ run: evil, seq, time, mono: seq, event, prev });
      lines.push(line.trimEnd());
      prev = record.hash;
      assert.ok(parseRecord(line.trimEnd()) !== undefined, event.type);
    }
    const file = `${folder()}/evil.recovery-log.jsonl`;
    writeFileSync(file, `${lines.join('\n')}\n`);
    const from = await readReportSource(file, trusted);
    assertHarmless(reportMarkdown(from, { now: 0, version: '1' }));
  });
});
