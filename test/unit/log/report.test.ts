import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { RunEvent } from '../../../src/log/events.ts';
import type { NoteEntry } from '../../../src/log/notes/entry.ts';
import { addNote, readNotes } from '../../../src/log/notes/notes-file.ts';
import { anonymous } from '../../../src/log/report/anonymous.ts';
import { reportFacts, type ReportSource } from '../../../src/log/report/facts.ts';
import { reportHtml, safeHtml } from '../../../src/log/report/html.ts';
import { reportMarkdown } from '../../../src/log/report/markdown.ts';
import { plain, table } from '../../../src/log/report/markup.ts';
import { readReportSource } from '../../../src/log/report/read-source.ts';
import {
  finished,
  otherKey,
  plan,
  scratch,
  started,
  stepEnded,
  stepStarted,
  summary,
  surroundings,
  trusted,
  written,
} from './surroundings.ts';

const options = { now: Date.UTC(2026, 10, 23), version: '0.1.0' };

const evil =
  '<img src=x onerror=alert(1)> [a](javascript:alert(1)) | `x` <script>alert(2)</script>';

const drill: readonly RunEvent[] = [
  started,
  { type: 'confirmation', step: 'a', plan, answer: 'yes', by: 'ann', how: 'typed' },
  stepStarted('a'),
  stepEnded('a', {
    restoredFrom: [
      { set: '\\\\bk01\\sets\\1', what: 'LcsCDR', finished: '2026-11-22T02:12:00.000Z' },
    ],
  }),
  stepStarted('b'),
  stepEnded('b', { checkPassed: true, summary: 'services run' }),
  { type: 'note', text: 'bridge told', by: 'bob' },
  {
    type: 'run-finished',
    outcome: 'succeeded',
    summary: { ...summary, recoveryTimeTargetMs: 3600_000, dataAgeTargetMs: 7200_000 },
  },
];

describe('the report of a run', () => {
  const folder = scratch();

  async function source(
    events: readonly RunEvent[] = drill,
    entries: readonly NoteEntry[] = [],
  ): Promise<ReportSource> {
    const file = await written(folder(), events);
    for (const entry of entries) await addNote(file, entry, 'eve', surroundings());
    return readReportSource(file, trusted);
  }

  it('is passed where all went as it should, with records as evidence', async () => {
    const from = await source();
    assert.deepEqual(reportFacts(from).conditions, []);
    const text = reportMarkdown(from, options);
    for (const wanted of [
      /\*\*Overall: passed\*\*/,
      /Test id \| 20261122T034100Z-000001/,
      /RTO \| se01\.contoso\.com .* 01:00:00 .* passed \| #1, #7/,
      /RPO \| LcsCDR .* 02:00:00 \| 01:00:00 .* passed \| #4/,
      /ann \| operator, confirmed, on ws01/,
      /step|Sequence/,
      /Confirmations/,
      /Sign-off/,
      /Last hash \| [0-9a-f]{64}/,
      /Signature \| signed by Test/,
      /ISO 22301/,
    ]) {
      assert.match(text, wanted);
    }
  });

  it('names what is against it: missed targets, overrides, findings, a changed log', async () => {
    const late: RunEvent[] = drill.map(event =>
      event.type === 'run-finished'
        ? { ...event, summary: { ...event.summary, recoveryTimeTargetMs: 60_000 } }
        : event,
    );
    late.splice(2, 0, {
      type: 'override',
      step: 'a',
      rule: 'requires',
      detail: 'd',
      reason: 'r',
      by: 'ann',
    });
    const finding: NoteEntry = {
      type: 'finding',
      id: '',
      severity: 'major',
      text: 'share too slow',
      owner: 'carl',
      due: '2026-12-01',
      records: [4],
    };
    const from = await source(late, [finding]);
    const { decision, conditions } = reportFacts(from);
    assert.equal(decision, 'passed-with-conditions');
    assert.deepEqual(
      conditions.map(({ what }) => what),
      ['target-missed', 'overrides', 'finding'],
    );
    assert.match(
      reportMarkdown(from, options),
      /F1 \| major \| share too slow \| carl \| 2026-12-01 \| open \| eve \| N1, #4/,
    );
    const closed = await source(late, [
      finding,
      { type: 'finding-closed', id: 'F1', text: 'new switch' },
    ]);
    assert.ok(!reportFacts(closed).conditions.some(({ what }) => what === 'finding'));
    const failed = await source([
      ...drill.slice(0, -1),
      { ...finished, outcome: 'failed' } as RunEvent,
    ]);
    assert.equal(reportFacts(failed).decision, 'failed');
  });

  it('has sign-offs that were given and lines for the others', async () => {
    const entry: NoteEntry = {
      type: 'sign-off',
      role: 'reviewer',
      decision: 'passed',
      text: 'fine',
    };
    const text = reportMarkdown(await source(drill, [entry]), options);
    assert.match(text, /reviewer \| eve \| passed&#58; fine \| .* \| signed by Test/);
    assert.match(text, /management \| \\_/);
  });

  it('says that a sign-off was signed with a key that nobody vouches for', async () => {
    const from = await source();
    const by = 'the management';
    const entry: NoteEntry = { type: 'sign-off', role: 'management', decision: 'passed', text: '' };
    await addNote(from.file, entry, by, surroundings({ key: otherKey }));
    const forged = { ...from, notes: await readNotes(from.file) };
    assert.deepEqual(reportFacts(forged).conditions, [
      { what: 'unknown-note-signers', notes: [0] },
    ]);
    assert.equal(reportFacts(forged).decision, 'passed-with-conditions');
    const text = reportMarkdown(forged, options);
    assert.match(
      text,
      /management \| the management \| passed \| .* \| signed by unknown &#40;key SHA256/,
    );
    assert.match(text, /not among the trusted ones: N1/);
  });

  it('does not take a check before the incident for a recovery', async () => {
    const late = { ...started, incident: { id: 'INC-7', declared: '2026-11-22T03:42:00.000Z' } };
    const { conditions, decision } = reportFacts(await source([late, ...drill.slice(1)]));
    assert.equal(decision, 'passed-with-conditions');
    assert.deepEqual(
      conditions.map(({ what }) => what),
      ['target-unknown'],
    );
  });

  it('never lets what others wrote be markup, a link or a script', async () => {
    const events: RunEvent[] = [
      { ...started, runbook: { file: evil, title: evil, hash: 'b'.repeat(64) } } as RunEvent,
      { ...stepStarted('a'), title: evil } as RunEvent,
      stepEnded('a', {
        outcome: 'failed',
        summary: evil,
        problem: {
          code: 'X',
          kind: 'failed',
          what: evil,
          theirs: [{ source: evil, text: '```\n' + evil }],
        },
      }),
      { type: 'note', text: '````\n' + evil, by: evil },
      finished,
    ];
    const html = reportHtml(reportMarkdown(await source(events), options));
    assert.doesNotMatch(html, /<script|<img|<a |onerror=alert\(1\)>[^&]*$/i);
    assert.doesNotMatch(html.replace(/<pre>[^]*?<\/pre>/g, ''), /href/);
    assert.match(html, /&lt;script&gt;alert|&#60;script&#62;/);
    assert.match(html, /default-src 'none'/);
    assert.ok(!html.includes('src='.concat('"')));
    assert.doesNotMatch(
      safeHtml('<b onclick=x>hi</b>\n\n<script>1</script>\n\n![p](http://x/y.png)'),
      /<b |<script|<img/,
    );
  });

  it('takes no step for a person, and no record twice for evidence', async () => {
    const evidence = { kind: 'text', title: 'Services', text: 'all run' } as const;
    const events: RunEvent[] = [
      started,
      stepStarted('a'),
      { type: 'evidence', step: 'a', attempt: 1, evidence, by: 'step' },
      { type: 'evidence', step: 'a', evidence, by: 'bea' },
      stepEnded('a'),
      { type: 'step-passed-over', step: 'b', outcome: 'skipped', why: 'not needed' },
      finished,
    ];
    const from = await source(events);
    assert.deepEqual(
      reportFacts(from).participants.map(({ name }) => name),
      ['ann', 'bea'],
    );
    const text = reportMarkdown(from, options);
    assert.match(text, /UTC, step a: evidence, Services \(#3\)/);
    assert.match(text, /UTC, bea: evidence, Services \(#4\)/);
    assert.match(text, /- step b: skipped \(#7\)/);
    assert.match(anonymous(text, from), /- step b: skipped \(#7\)/);
  });

  it('can leave people, computers and folders out', async () => {
    const events = drill.map(event =>
      event.type === 'run-started'
        ? { ...event, runbook: { ...event.runbook, file: '/home/ann/books/r.runbook.md' } }
        : event,
    );
    const from = await source(events);
    const text = anonymous(reportMarkdown(from, options), from);
    assert.doesNotMatch(text, /\bann\b|\bbob\b|\bws01\b|home/);
    assert.match(text, /person-1/);
    assert.match(text, /se01\.contoso\.com/);
  });

  it('names the manifest of a set that the run verified, at all that came from it', async () => {
    const set = '//bk01/sets/1';
    const sealed = { set, finished: '2026-11-22T02:12:00.000Z' };
    const events: RunEvent[] = [
      started,
      stepStarted('a'),
      stepEnded('a', { restoredFrom: [{ ...sealed, what: 'all', manifest: 'd'.repeat(64) }] }),
      stepStarted('b'),
      stepEnded('b', { restoredFrom: [{ ...sealed, what: 'LcsCDR' }] }),
      stepStarted('c'),
      stepEnded('c', { restoredFrom: [{ ...sealed, what: 'LcsLog', set: '//bk02/sets/1' }] }),
      finished,
    ];
    const text = reportMarkdown(await source(events), options);
    const time = '2026-11-22 02:12:00 UTC';
    for (const row of [
      `| all | ${set} | ${time} | ${'d'.repeat(64)} | #`,
      `| LcsCDR | ${set} | ${time} | ${'d'.repeat(64)} | #`,
      `| LcsLog | //bk02/sets/1 | ${time} | not verified in this run | #`,
    ]) {
      assert.ok(text.includes(row), `${row} in ${text}`);
    }
  });

  it('has the text that was confirmed in the lines in which it was shown', async () => {
    const lines = ['PowerShell on se01:', '  if ($x) {', '    Remove-Item <y>', '  }'];
    const confirmed = { ...plan, lines, losses: ['all of\ny'] };
    const by = { answer: 'yes', by: 'ann', how: 'typed' } as const;
    const asked = { type: 'confirmation', step: 'a', plan: confirmed, ...by } as const;
    const html = safeHtml(reportMarkdown(await source([started, asked, finished]), options));
    const cell = html.split('<td>').find(each => each.startsWith('PowerShell'));
    assert.equal(
      cell?.replace(/<\/td>[^]*/, '').replaceAll(/<span class="\w+">|<\/span>/g, ''),
      [
        'PowerShell on se01:',
        '\u00a0\u00a0if ($x) {',
        '\u00a0\u00a0\u00a0\u00a0Remove-Item &lt;y&gt;',
        '\u00a0\u00a0}',
        'all of',
        'y',
      ].join(' <br> '),
    );
  });

  it('names the checkpoints of the log, with the signature of the last', async () => {
    const from = await source();
    const records = (await readFile(from.file, 'utf8')).trimEnd().split('\n');
    const last = records.findLastIndex(line => line.includes('"type":"checkpoint"'));
    const signature = /"signature":"([^"]+)"/.exec(records[last] ?? '')?.[1] ?? '';
    const count = records.filter(line => line.includes('"type":"checkpoint"')).length;
    const words = `${count}, the last is #${last}: ${plain(signature)} |`;
    assert.ok(signature !== '' && reportMarkdown(from, options).includes(words), words);
  });

  it('breaks no short word of a table, and lets long names and hashes go on in the next line', () => {
    const hash = 'b'.repeat(64);
    const words = ['Records', '2026-11-22', '\\\\bk01.contoso.com\\2026-11-22_0200', hash, '<b>&"'];
    const html = safeHtml(
      table(
        ['Field'],
        words.map(word => [plain(word)]),
      ).join('\n'),
    );
    const cells = [...html.matchAll(/<td>(.*)<\/td>/g)].map(([, cell]) => cell);
    assert.deepEqual(cells, [
      'Records',
      '<span class="whole">2026-11-22</span>',
      '\\\\bk01.<wbr>contoso.<wbr>com\\<wbr>2026-11-22_<wbr>0200',
      `<span class="long">${hash}</span>`,
      '&lt;b&gt;&amp;&quot;',
    ]);
  });

  it('escapes every sign that Markdown knows', () => {
    assert.equal(
      safeHtml(plain('# *a* _b_ `c` [d](e) <f> & "g" ~h~ 1. \\')).trim(),
      '<p># *a* _b_ `c` [d](e) &lt;f&gt; &amp; &quot;g&quot; ~h~ 1. \\</p>'.replaceAll('#', '#'),
    );
  });
});
