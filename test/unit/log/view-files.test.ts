import assert from 'node:assert/strict';
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { besideLog } from '../../../src/log/folder/run-id.ts';
import { counts } from '../../../src/log/view/growing.ts';
import { LineRuns } from '../../../src/log/view/line-runs.ts';
import { SeqShifts } from '../../../src/log/view/seq-shifts.ts';
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

/** Lines of a log, each with its line feed. */
function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split(/(?<=\n)/);
}

/** Waits until the clock of the file system has gone on: what is written next has another time. */
async function tick(folder: string): Promise<void> {
  const probe = join(folder, 'probe');
  writeFileSync(probe, '');
  const { ctimeMs } = statSync(probe);
  do {
    await new Promise(resolve => setTimeout(resolve, 5));
    writeFileSync(probe, '');
  } while (statSync(probe).ctimeMs - ctimeMs < 1);
}

describe('a log whose file is not as it should be', () => {
  const folder = scratch();

  it('is empty: that is said, and it is shown once something is written', async () => {
    const file = await written(folder());
    const whole = readFileSync(file);
    writeFileSync(file, '');
    await using view = await Viewed.open(file);
    const { overview } = await view.until('changed');
    assert.equal(overview.state.is, 'empty');
    writeFileSync(file, whole);
    await view.until('changed', event => event.overview.state.is === 'log');
    assert.ok((await view.texts()).includes('Step restore'));
  });

  it('is no log at all: its lines are shown as they are written, as one part', async () => {
    const file = join(folder(), 'x.recovery-log.jsonl');
    writeFileSync(file, 'Dear Bob,\nthe \u001b[31mserver\u202e is down\n{"event":{}}\n');
    await using view = await Viewed.open(file);
    const { overview } = await view.until('changed', event => event.overview.complete);
    assert.equal(overview.state.is, 'no-log');
    await view.ask({ ask: 'fold-all', open: true });
    assert.deepEqual(await view.texts(), [
      'lines 1 to 3 are no records and are shown as they are written',
      'Dear Bob,',
      'the server<U+202E> is down',
      '{"event":{}}',
    ]);
    const { verification } = await view.until('verified');
    assert.equal(verification.integrity.state, 'changed');
  });

  it('has a line that is longer than any record: the rest is shown', async () => {
    const file = await written(folder());
    const lines = linesOf(file);
    writeFileSync(file, lines.toSpliced(3, 0, `${'x'.repeat(17 << 20)}\n`).join(''));
    await using view = await Viewed.open(file);
    const { unreadable } = await view.until('changed', event => event.overview.complete);
    assert.deepEqual(unreadable, [4]);
    assert.ok((await view.texts()).includes('run finished: succeeded'));
  });

  it('has records of a newer version: that is said, and they are shown as they are written', async () => {
    const file = await written(folder());
    const changed = linesOf(file).map((line, at) =>
      at === 3 ? line.replace('"type":"', '"type":"later-') : line,
    );
    writeFileSync(file, changed.join(''));
    await using view = await Viewed.open(file);
    const { overview } = await view.until('changed', event => event.overview.complete);
    assert.deepEqual(overview.state, { is: 'newer', lines: 1 });
    await view.ask({ ask: 'fold-all', open: true });
    assert.ok((await view.texts()).some(text => text.includes('"type":"later-')));
  });

  it('has a torn last line that is put aside while it is shown: the run goes on in the view', async () => {
    const file = await written(folder());
    const lines = linesOf(file);
    const whole = lines.slice(0, 5).join('');
    writeFileSync(file, `${whole}{"event":{"attempt":1,"st`);
    await using view = await Viewed.open(file);
    truncateSync(file, Buffer.byteLength(whole));
    appendFileSync(file, lines.slice(5).join(''));
    const { unreadable } = await view.until(
      'changed',
      event => event.overview.outcome === 'succeeded',
    );
    assert.deepEqual(unreadable, []);
  });

  it('is deleted and comes back while it is shown: both are told', async () => {
    const file = await written(folder());
    const whole = readFileSync(file);
    await using view = await Viewed.open(file);
    rmSync(file);
    await view.until('changed', event => event.overview.state.is === 'gone');
    assert.ok((await view.texts()).includes('Step restore'), 'what was read is still shown');
    writeFileSync(file, whole);
    const back = view.told.length;
    await view.until(
      'changed',
      event => event.overview.state.is === 'log' && view.told.indexOf(event) >= back,
    );
    assert.ok((await view.texts()).includes('Step restore'));
  });

  it('is replaced by another file while it is shown: that one is shown', async () => {
    const file = await written(folder());
    const other = await written(folder(), [
      started,
      stepStarted('elsewhere'),
      stepEnded('elsewhere'),
      finished,
    ]);
    await using view = await Viewed.open(file);
    renameSync(other, file);
    await view.untilShown('Step elsewhere');
    assert.ok(!(await view.texts()).includes('Step restore'));
  });

  it('is changed in place while it is shown: it is verified again by itself', async () => {
    const file = await written(folder());
    await using view = await Viewed.open(file);
    await view.until('verified', event => event.verification.integrity.state === 'intact');
    const lines = linesOf(file);
    const at = lines.findIndex(line => line.includes('"outcome":"succeeded"'));
    const doctored = lines.map((line, each) => (each === at ? line.replace('ann', 'eve') : line));
    await tick(folder());
    writeFileSync(file, lines.join('').replace('succeeded', 'Succeeded'));
    await view.until('verified', event => event.verification.integrity.state === 'changed');
    writeFileSync(file, doctored.join(''));
  });

  it('is changed in place and its time put back: it is verified again all the same', async () => {
    const file = await written(folder());
    const { atime, mtime } = statSync(file);
    utimesSync(file, atime, mtime);
    await using view = await Viewed.open(file);
    await view.until('verified', event => event.verification.integrity.state === 'intact');
    await tick(folder());
    writeFileSync(file, readFileSync(file, 'utf8').replace('succeeded', 'Succeeded'));
    utimesSync(file, atime, mtime);
    await view.until('verified', event => event.verification.integrity.state === 'changed');
  });

  for (const [fault, reason, spoil] of [
    ['is missing', /is missing/, rmSync],
    [
      'was changed',
      /was changed/,
      (file: string): void => {
        writeFileSync(file, 'other');
      },
    ],
  ] as const) {
    it(`has a long output whose side file ${fault}: its ends are shown, and the log is not intact`, async () => {
      const long = Array.from({ length: 30_000 }, (_, at) => `line ${at} of many\n`).join('');
      const events = [started, stepStarted('a'), output('a', long), stepEnded('a'), finished];
      const file = await written(folder(), events);
      const { sideFiles } = besideLog(file);
      const [name = ''] = readdirSync(sideFiles);
      spoil(join(sideFiles, name));
      await using view = await Viewed.open(file);
      await view.ask({ ask: 'fold-all', open: true });
      assert.ok((await view.texts()).includes('line 0 of many'));
      const answer = await view.ask({ ask: 'fold-all', open: true });
      assert.ok(answer.answer === 'done');
      const end = await view.rows(answer.total - 20, answer.total);
      assert.ok(end.some(row => row.text.startsWith('Cut here; the whole output')));
      const { verification } = await view.until('verified');
      const { integrity } = verification;
      assert.match(integrity.state === 'changed' ? integrity.reason : '', reason);
    });
  }

  it('was doctored: a record is found by its number wherever it stands', async () => {
    const file = await written(folder());
    const lines = linesOf(file);
    writeFileSync(file, lines.toSpliced(2, 1).join(''));
    await using view = await Viewed.open(file);
    const [head] = (await view.rows()).filter(row => row.section?.step === 'restore');
    assert.ok(head);
    const place = await view.ask({ ask: 'reveal', seq: head.seq });
    assert.ok(place.answer === 'place');
    const [row] = await view.rows(place.row, place.row + 1);
    assert.equal(row?.section?.step, 'restore');
    assert.equal(head.line, head.seq, 'one line fewer stands before it');
  });
});

describe('finding a text in a log', () => {
  const folder = scratch();

  async function found(events: Parameters<typeof written>[1], query: string): Promise<number> {
    await using view = await Viewed.open(await written(folder(), events));
    await view.ask({ ask: 'search', query });
    return (await view.until('found', event => event.done && event.query === query)).lines.length;
  }

  const copy = [started, stepStarted('copy')];

  it('finds what is shown, though it is written otherwise', async () => {
    const coloured = output('copy', 'disk \u001b[31mFULL\u001b[0m now\n');
    assert.equal(await found([...copy, coloured, stepEnded('copy'), finished], 'disk full now'), 1);
    assert.equal(await found(smallRun, 'RUN FINISHED: succeeded'), 1);
    assert.equal(await found([...copy, output('copy', 'a "b" \\ c\n'), finished], '"B" \\ C'), 1);
  });

  it('finds nothing in what is not shown', async () => {
    assert.equal(await found(smallRun, '"type":"output"'), 0);
  });
});

describe('numbers of many lines', () => {
  it('are kept in pieces and can be changed', () => {
    const numbers = counts();
    for (let at = 0; at < 200_000; at += 1) numbers.push(at * 2);
    numbers.set(65_536, 7);
    assert.deepEqual(
      [0, 65_535, 65_536, 65_537, 199_999].map(at => numbers.at(at)),
      [0, 131_070, 7, 131_074, 399_998],
    );
    assert.equal(numbers.end, 399_998);
  });

  it('of one part are runs of neighbours', () => {
    const lines = [3, 4, 5, 9, 10, 40];
    const runs = new LineRuns();
    for (const line of lines) runs.push(line);
    assert.deepEqual(
      lines.map((_, at) => runs.at(at)),
      lines,
    );
    assert.equal(runs.at(6), undefined);
    assert.equal(runs.at(-1), undefined);
    assert.deepEqual(
      [0, 3, 5, 6, 9, 10, 11, 40, 41].map(line => runs.placeOf(line)),
      [0, 0, 2, 3, 3, 4, 5, 5, 6],
    );
  });

  it('of records are found where lines were removed, put in and moved', () => {
    const shifts = new SeqShifts();
    const seqs = [0, 1, 3, 4, undefined, 5, 2, 6];
    for (const [line, seq] of seqs.entries()) if (seq !== undefined) shifts.note(seq, line);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map(seq => shifts.lineOf(seq)),
      [0, 1, 6, 2, 3, 5, 7, undefined],
    );
  });
});
