import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { listLogs } from '../../../src/log/folder/list.ts';
import { addNote, readNotes } from '../../../src/log/notes/notes-file.ts';
import { shareAll, shareLog } from '../../../src/log/team/share-log.ts';
import {
  finished,
  output,
  scratch,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  written,
} from '../../unit/log/surroundings.ts';
import { smallDisk } from '../backup/small-disk.ts';
import type { ShareOrder } from './share-order.ts';

const program = fileURLToPath(new URL('sharer.ts', import.meta.url));
const suffix = '.recovery-log.jsonl';

/** A run with output that is long as a whole, and long in one piece. */
function runSaying(word: string): RunEvent[] {
  const lines = Array.from({ length: 3000 }, (_, at) => `${word} ${at * at}`);
  const short = Array.from({ length: 40 }, (_, at) =>
    output('a', lines.slice(at, at + 200).join()),
  );
  return [
    started,
    stepStarted('a'),
    ...short,
    output('a', lines.join('\n')),
    stepEnded('a'),
    finished,
  ];
}

/** A process that shares logs as it is told. */
class Sharer {
  readonly #child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  /** What came of it; `undefined`: the process was killed. */
  async share(order: ShareOrder): Promise<string | undefined> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    const next = await this.#lines.next();
    return next.done === true ? undefined : next.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.stdin.end();
    await closed;
  }
}

/** The one log of a team's folder is that one, whole, with its notes and nothing beside it. */
async function assertOneLog(team: string, file: string, notes: number): Promise<void> {
  const listed = await listLogs(team);
  assert.deepEqual(
    listed.map(each => [basename(each.file), each.state]),
    [[basename(file), 'finished']],
  );
  const shared = listed[0]?.file ?? '';
  assert.deepEqual(readFileSync(shared), readFileSync(file));
  assert.deepEqual(
    readFileSync(shared.replace(suffix, '.head')),
    readFileSync(file.replace(suffix, '.head')),
  );
  const found = await verifyLog(shared);
  assert.deepEqual(
    [found.integrity, found.finished, found.remarks],
    [{ state: 'intact' }, true, []],
  );
  const there = await readNotes(shared);
  assert.deepEqual([there.notes.length, there.fault], [notes, undefined]);
}

function leftIn(team: string): string[] {
  return readdirSync(join(team, '2026')).filter(name => /\.(?:part|lock)$/.test(name));
}

describe('two processes that share the same log at the same time', function () {
  this.timeout(60_000);
  const folder = scratch();

  it('leave one whole log with its notes, and neither is told of a fault', async () => {
    await using one = new Sharer();
    await using other = new Sharer();
    const own = folder();
    const file = await written(own, runSaying('x'));
    await addNote(file, { type: 'note', text: 'seen' }, 'ann', surroundings());
    const theirs = folder();
    cpSync(own, theirs, { recursive: true });
    const files = [file, join(theirs, '2026', basename(file))] as const;
    for (let round = 0; round < 12; round += 1) {
      const team = folder();
      const states = await Promise.all([
        one.share({ file: files[0], team }),
        other.share({ file: files[round % 2 === 0 ? 0 : 1], team }),
      ]);
      assert.equal(states.filter(state => state === 'copied').length, 1, states.join());
      const fine = ['copied', 'known', 'notes-updated'];
      assert.ok(
        states.every(state => fine.includes(state ?? '')),
        states.join(),
      );
      await assertOneLog(team, file, 1);
      assert.deepEqual(leftIn(team), []);
    }
  });

  it('keep the one that came first where they are two of one name, and the other is told', async () => {
    await using one = new Sharer();
    await using other = new Sharer();
    const files = [
      await written(folder(), runSaying('x')),
      await written(folder(), runSaying('y')),
    ] as const;
    for (let round = 0; round < 8; round += 1) {
      const team = folder();
      const states = await Promise.all([
        one.share({ file: files[0], team }),
        other.share({ file: files[1], team }),
      ]);
      assert.deepEqual(states.toSorted(), ['LOG-TEAM-DIFFERS', 'copied']);
      await assertOneLog(team, files[states.indexOf('copied')] ?? '', 0);
      assert.deepEqual(leftIn(team), []);
    }
  });
});

describe('a process that is killed while it shares a log', function () {
  this.timeout(60_000);
  const folder = scratch();

  it('leaves nothing half that is taken for a log or for notes, at whichever copy', async () => {
    const file = await written(folder(), runSaying('x'));
    await addNote(file, { type: 'note', text: 'seen' }, 'ann', surroundings());
    const deaths = [1, 2, 3, 4].flatMap(call => [false, true].map(after => ({ call, after })));
    for (const death of deaths) {
      const team = folder();
      const told = JSON.stringify(death);
      await using sharer = new Sharer();
      assert.equal(await sharer.share({ file, team, ...death }), undefined, told);
      const listed = await listLogs(team);
      // the fourth copy is that of the notes: the log has its name by then
      assert.equal(listed.length, death.call === 4 ? 1 : 0, told);
      for (const each of listed) {
        assert.equal((await verifyLog(each.file)).finished, true, told);
        assert.deepEqual((await readNotes(each.file)).notes, [], told);
      }
      const { state } = await shareLog(file, team);
      assert.equal(state, death.call === 4 ? 'notes-updated' : 'copied', told);
      await assertOneLog(team, file, 1);
      assert.ok(!existsSync(`${file.replace(suffix, '.notes.jsonl')}.lock`));
    }
  });
});

describe('a team’s folder on a real file system', () => {
  const folder = scratch();

  async function assertWaits(
    own: string,
    team: string,
    code: string,
    number: string,
  ): Promise<void> {
    const { shared, left } = await shareAll(own, team);
    assert.deepEqual(shared, []);
    const problem = left[0]?.problem;
    assert.ok(problem instanceof Problem);
    assert.equal(problem.code, code);
    assert.equal(problem.data.theirs?.[0]?.number, number);
    assert.deepEqual(await listLogs(team), []);
  }

  it('gets no log while it is full: that is said, and it goes when there is room', async function () {
    const [own, team] = [folder(), folder()];
    const file = await written(own, runSaying('x'));
    {
      await using disk = await smallDisk(team, 48 * 1024);
      if (disk === undefined) this.skip();
      await assertWaits(own, team, 'LOG-TEAM-FULL', 'ENOSPC');
      assert.deepEqual(leftIn(team), []);
    }
    await shareLog(file, team);
    await assertOneLog(team, file, 0);
  });

  it('gets no log while it is read-only: that is said, and it goes afterwards', async function () {
    const [own, team] = [folder(), folder()];
    const file = await written(own, runSaying('x'));
    await using disk = await smallDisk(team, 16 * 1024 * 1024);
    if (disk === undefined) this.skip();
    disk.readOnly(true);
    await assertWaits(own, team, 'LOG-TEAM-FORBIDDEN', 'EROFS');
    disk.readOnly(false);
    await shareLog(file, team);
    await assertOneLog(team, file, 0);
  });
});
