import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { wrapLine, wrappedCount } from '../../../src/log/account/wrap.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { isViewRequest } from '../../../src/log/view/protocol.ts';
import type { Row } from '../../../src/log/view/row.ts';
import {
  finished,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  written,
} from './surroundings.ts';
import { Viewed } from './viewed.ts';

describe('a log as rows', () => {
  const folder = scratch();

  it('has a heading for each step, folded where it succeeded', async () => {
    await using view = await Viewed.open(await written(folder()));
    const rows = await view.rows();
    const heads = rows.flatMap(row => (row.section?.kind === 'step' ? [row.section] : []));
    assert.deepEqual(
      heads.map(({ step, outcome, open }) => [step, outcome, open]),
      [
        ['verify-set', 'succeeded', false],
        ['restore', 'succeeded', false],
      ],
    );
    assert.equal(rows.at(-1)?.text, 'run finished: succeeded');
  });

  it('shows a cell with its text and its output as it was, pieces of a line joined', async () => {
    const events: RunEvent[] = [
      started,
      stepStarted('copy'),
      output('copy', 'one\ntw'),
      output('copy', 'o\nthree'),
      stepEnded('copy'),
      finished,
    ];
    await using view = await Viewed.open(await written(folder(), events));
    const [head] = (await view.rows()).filter(row => row.section?.step === 'copy');
    await view.ask({ ask: 'fold', section: head?.part ?? -1, open: true });
    const body = (await view.rows()).filter(
      row => row.step === 'copy' && row.section === undefined,
    );
    const code = body.filter(row => row.tone === 'code').map(row => row.text);
    assert.deepEqual(code, ['check:', '  fqdn: copy']);
    const shown = body.filter(row => row.tone === 'output').map(row => row.text);
    assert.deepEqual(shown, ['one', 'two', 'three']);
  });

  it('gives the same rows in pieces as at once, whatever the width', async () => {
    const text = Array.from({ length: 300 }, (_, at) => `${at} ${'x'.repeat(at)} 日本\n`).join('');
    const events = [started, stepStarted('a'), output('a', text), stepEnded('a'), finished];
    await using view = await Viewed.open(await written(folder(), events));
    await view.ask({ ask: 'fold-all', open: true });
    for (const columns of [20, 57, 400]) {
      await view.ask({ ask: 'columns', columns });
      const all: Row[] = [];
      for (let from = 0; ; from += 700) {
        const some = await view.rows(from, from + 700);
        all.push(...some);
        if (some.length < 700) break;
      }
      const answer = await view.ask({ ask: 'rows', from: 0, to: 0 });
      assert.equal(answer.answer === 'rows' && answer.total, all.length, `${columns} columns`);
      const joined = all
        .filter(row => row.tone === 'output')
        .map(row => row.text)
        .join('');
      assert.equal(joined, text.replaceAll('\n', ''), `${columns} columns`);
    }
  });

  it('shows a long output whole, from its side file', async () => {
    const long = Array.from({ length: 3000 }, (_, at) => `line ${at} of many\n`).join('');
    const events = [started, stepStarted('a'), output('a', long), stepEnded('a'), finished];
    await using view = await Viewed.open(await written(folder(), events));
    await view.ask({ ask: 'search', query: 'LINE 1500 of' });
    const found = await view.until('found', event => event.done);
    assert.equal(found.lines.length, 1);
    const [line] = found.lines;
    const place = await view.ask({ ask: 'reveal', line: line ?? -1, query: 'LINE 1500 of' });
    assert.ok(place.answer === 'place' && place.row > 0);
    const [row] = await view.rows(place.row, place.row + 1);
    assert.match(row?.text ?? '', /^line 1\d* of many$/);
  });

  it('keeps what fits the filter, and finds people', async () => {
    const events: RunEvent[] = [
      started,
      stepStarted('a'),
      stepEnded('a', { outcome: 'failed' }),
      stepStarted('b'),
      { type: 'note', step: 'b', text: 'seen', by: 'bob' },
      stepEnded('b'),
      finished,
    ];
    await using view = await Viewed.open(await written(folder(), events));
    const steps = async (filter: object): Promise<string[]> => {
      await view.ask({ ask: 'filter', filter });
      return (await view.rows()).flatMap(row => row.section?.step ?? []);
    };
    assert.deepEqual(await steps({ outcome: 'failed' }), ['a']);
    assert.deepEqual(await steps({ server: 'SE01.contoso.com' }), ['a', 'b']);
    assert.deepEqual(await steps({ server: 'se02.contoso.com' }), []);
    assert.deepEqual(await steps({ kind: 'people' }), ['b']);
    assert.deepEqual(await steps({}), ['a', 'b']);
  });

  it('tells outcome, targets, people and integrity', async () => {
    const events: RunEvent[] = [
      started,
      stepStarted('a'),
      stepEnded('a', {
        checkPassed: true,
        restoredFrom: [{ set: 's', what: 'LcsCDR', finished: '2026-11-22T02:12:00.000Z' }],
      }),
      { type: 'note', text: 'told the bridge', by: 'bob' },
      finished,
    ];
    await using view = await Viewed.open(await written(folder(), events));
    const { overview } = await view.until('changed', event => event.overview.complete);
    assert.equal(overview.outcome, 'succeeded');
    assert.deepEqual(
      overview.objectives.map(({ kind, name, valueMs }) => [kind, name, valueMs]),
      [
        ['recovery-time', 'se01.contoso.com', 29 * 60_000],
        ['data-age', 'LcsCDR', 3_600_000],
      ],
    );
    assert.deepEqual(
      overview.participants.map(({ name, parts }) => [name, parts]),
      [
        ['ann', ['operator']],
        ['bob', ['noted']],
      ],
    );
    const { verification } = await view.until('verified');
    assert.equal(verification.integrity.state, 'intact');
  });

  it('is followed as it grows, and says what was changed in it', async () => {
    const file = await written(folder());
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const text = (some: readonly string[]): string => some.map(line => `${line}\n`).join('');
    writeFileSync(file, text(lines.slice(0, 4)));
    await using view = await Viewed.open(file);
    assert.ok(!(await view.texts()).includes('run finished: succeeded'));
    appendFileSync(file, text(lines.slice(4)));
    await view.until('changed', event => event.overview.outcome === 'succeeded');
    assert.ok((await view.texts()).includes('run finished: succeeded'));
    writeFileSync(file, text(lines.toSpliced(2, 1)));
    await view.ask({ ask: 'verify' });
    const { verification } = await view.until(
      'verified',
      event => event.verification.integrity.state === 'changed',
    );
    assert.deepEqual(verification.integrity.state === 'changed' && verification.integrity.line, 3);
  });

  it('shows what can be read of a damaged log, and names the lines that cannot', async () => {
    const file = await written(folder());
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.toSpliced(3, 1, 'not a record').join('\n'));
    await using view = await Viewed.open(file);
    const { unreadable } = await view.until('changed', event => event.overview.complete);
    assert.deepEqual(unreadable, [4]);
    assert.ok((await view.texts()).includes('Step restore'));
  });

  it('takes no request of another shape', () => {
    assert.ok(isViewRequest({ ask: 'rows', from: 0, to: 3 }));
    for (const wrong of [
      undefined,
      {},
      { ask: 'rows', from: -1, to: 3 },
      { ask: 'rows', from: 0.5, to: 3 },
      { ask: 'filter', filter: { outcome: 4 } },
      { ask: 'delete' },
      { ask: 'search', query: ['x'] },
    ]) {
      assert.ok(!isViewRequest(wrong), JSON.stringify(wrong));
    }
  });

  it('has lines of small runs in their order', async () => {
    await using view = await Viewed.open(await written(folder(), smallRun));
    await view.ask({ ask: 'fold-all', open: true });
    const seqs = (await view.rows()).map(row => row.seq);
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    );
  });
});

describe('wrapping lines', () => {
  it('loses no sign and keeps to the width', () => {
    for (const text of ['', 'a', 'x'.repeat(99), '日本語'.repeat(30), 'a\tb', '👍'.repeat(40)]) {
      for (const columns of [20, 33]) {
        const pieces = wrapLine(text, columns);
        assert.equal(pieces.length, wrappedCount(text, columns), JSON.stringify(text));
        if (!text.includes('\t')) assert.equal(pieces.join(''), text);
        assert.ok(pieces.every(piece => piece.length <= columns));
      }
    }
  });
});
