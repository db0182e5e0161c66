import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { nodeFiles } from '../../../src/log/files.ts';
import { logsIn } from '../../../src/log/folder/log-folder.ts';
import { addNote, readNotes } from '../../../src/log/notes/notes-file.ts';
import { copyWhole, type CopyFile } from '../../../src/log/team/copies.ts';
import { shareAll, shareLog } from '../../../src/log/team/share-log.ts';
import {
  finished,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  systemError,
  written,
} from './surroundings.ts';

/** Side file, head and log: what sharing a log with one long output copies. */
const copies = 3;
const suffix = '.recovery-log.jsonl';

function longRun(letter = 'x'): typeof smallRun {
  const text = Array.from({ length: 4000 }, (_, at) => `${letter} ${at * at}\n`).join('');
  return [started, stepStarted('a'), output('a', text), stepEnded('a'), finished];
}

/** Copies, and does something else instead of the copy of that number, from 1. */
function failingAt(call: number, instead: CopyFile): CopyFile {
  let calls = 0;
  return async (from, to) => {
    calls += 1;
    await (calls === call ? instead(from, to) : copyWhole(from, to));
  };
}

function writeHalf(from: string, to: string): void {
  const bytes = readFileSync(from);
  writeFileSync(to, bytes.subarray(0, bytes.length >> 1));
}

/** What a listing of a folder of logs calls its logs. */
async function logsOf(team: string): Promise<string[]> {
  return (await logsIn(team, nodeFiles)).map(({ file }) => basename(file));
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  assert.ok(thrown instanceof Problem, String(thrown));
  return thrown;
}

/** Everything in a folder that is no log, head, notes or side files of one. */
function leftIn(folder: string): string[] {
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
    : [];
  return names.filter(name => /\.(?:part|lock)(?:$|[\\/])/.test(name));
}

describe('a team’s folder that fails while a log is copied into it', () => {
  const folder = scratch();

  async function sharesWell(file: string, team: string, state = 'copied'): Promise<void> {
    const { shared, ...found } = await shareLog(file, team);
    assert.equal(found.state, state);
    assert.deepEqual(readFileSync(shared), readFileSync(file));
    const { finished: whole, remarks } = await verifyLog(shared);
    assert.deepEqual([whole, remarks], [true, []]);
    assert.deepEqual(await logsOf(team), [basename(file)]);
    assert.deepEqual(leftIn(team), []);
  }

  it('loses the share at any copy: that is said, nothing half is a log, and it goes the next time', async () => {
    for (let call = 1; call <= copies; call += 1) {
      const [own, team] = [folder(), folder()];
      const file = await written(own, longRun());
      const before = readFileSync(file);
      const copy = failingAt(call, (from, to) => {
        writeHalf(from, to);
        return Promise.reject(systemError('ENOTCONN'));
      });
      const { data } = await problemOf(shareLog(file, team, { copy }));
      assert.equal(data.code, 'LOG-TEAM-UNREACHABLE');
      assert.equal(data.where, team);
      assert.equal(data.theirs?.[0]?.number, 'ENOTCONN');
      assert.match(data.changed ?? '', /whole where it was written; nothing half has its name/);
      assert.deepEqual([await logsOf(team), leftIn(team)], [[], []]);
      assert.deepEqual(readFileSync(file), before);
      await sharesWell(file, team);
    }
  });

  it('is removed, or replaced by an empty one, at any copy: it is not made again by us', async () => {
    for (const isReplaced of [false, true]) {
      for (let call = 1; call <= copies; call += 1) {
        const [own, team] = [folder(), folder()];
        const file = await written(own, longRun());
        const copy = failingAt(call, async (from, to) => {
          await copyWhole(from, to);
          rmSync(team, { recursive: true });
          if (isReplaced) mkdirSync(team);
        });
        const { data } = await problemOf(shareLog(file, team, { copy }));
        assert.equal(data.code, 'LOG-TEAM-UNREACHABLE');
        assert.equal(data.theirs?.[0]?.number, 'ENOENT');
        assert.equal(existsSync(team), isReplaced);
        if (!isReplaced) mkdirSync(team);
        assert.deepEqual(readdirSync(team), []);
        await sharesWell(file, team);
      }
    }
  });

  it('says whether it is full, closed to the user or away, and no other log is tried then', async () => {
    const told = {
      ENOSPC: ['LOG-TEAM-FULL', /no room left/],
      EDQUOT: ['LOG-TEAM-FULL', /no room left/],
      EACCES: ['LOG-TEAM-FORBIDDEN', /refuses to be read or written/],
      EROFS: ['LOG-TEAM-FORBIDDEN', /refuses to be read or written/],
      EIO: ['LOG-TEAM-UNREACHABLE', /cannot be reached/],
    } as const;
    const [own, team] = [folder(), folder()];
    await written(own);
    await written(own, smallRun, { run: '20261123T034100Z-000002' });
    for (const [number, [code, what]] of Object.entries(told)) {
      const copy: CopyFile = () => Promise.reject(systemError(number));
      const { shared, left } = await shareAll(own, team, { copy });
      assert.deepEqual(shared, []);
      assert.deepEqual(
        left.map(({ problem }) => problem.code),
        [code],
      );
      const data = left[0]?.problem.data;
      assert.match(data?.what ?? '', what);
      assert.equal(data?.theirs?.[0]?.number, number);
      assert.ok(data.next?.some(line => line.includes(`log share --to ${team}`)));
    }
    assert.equal((await shareAll(own, team)).shared.length, 2);
  });

  it('garbles what is written, in any file: it never gets the name of a log', async () => {
    for (let call = 1; call <= copies; call += 1) {
      const [own, team] = [folder(), folder()];
      const file = await written(own, longRun());
      const copy = failingAt(call, (from, to) => {
        const bytes = readFileSync(from);
        writeFileSync(to, bytes.fill(0, bytes.length >> 1));
        return Promise.resolve();
      });
      const shared = await shareLog(file, team, { copy }).catch((thrown: unknown) => thrown);
      if (shared instanceof Problem) {
        assert.equal(shared.code, 'LOG-TEAM-COPY-DAMAGED');
        assert.match(shared.data.what, /is not as the log is: (?:changed|cut)/);
        assert.deepEqual([await logsOf(team), leftIn(team)], [[], []]);
        await sharesWell(file, team);
      } else {
        // a finished log does not need its head file, and is verified without it
        assert.equal(call, 2, `copy ${call}`);
      }
    }
  });

  it('has a half side file and a half copy of one who was killed: both are mended', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own, longRun());
    const beside = file.replace(suffix, '.files');
    const there = join(team, '2026', basename(beside));
    mkdirSync(there, { recursive: true });
    for (const name of readdirSync(beside)) writeHalf(join(beside, name), join(there, name));
    writeHalf(file, join(team, '2026', `${basename(file)}.0badcafe.part`));
    assert.deepEqual(await logsOf(team), []);
    const { shared } = await shareLog(file, team);
    assert.ok((await verifyLog(shared)).finished);
    assert.deepEqual(await logsOf(team), [basename(file)]);
  });

  it('gets the head file that one who was killed left out', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own, longRun());
    const { shared } = await shareLog(file, team);
    const head = shared.replace(suffix, '.head');
    rmSync(head);
    assert.equal((await shareLog(file, team)).state, 'known');
    assert.deepEqual(readFileSync(head), readFileSync(file.replace(suffix, '.head')));
  });

  it('fails under the notes: the log is there, and the notes come the next time', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own, longRun());
    await addNote(file, { type: 'note', text: 'seen' }, 'ann', surroundings());
    const copy = failingAt(copies + 1, (from, to) => {
      writeHalf(from, to);
      return Promise.reject(systemError('ETIMEDOUT'));
    });
    const { data } = await problemOf(shareLog(file, team, { copy }));
    assert.equal(data.code, 'LOG-TEAM-UNREACHABLE');
    assert.match(data.changed ?? '', /The log is with the team; the notes are whole/);
    assert.deepEqual(leftIn(own), []);
    await sharesWell(file, team, 'notes-updated');
    assert.equal((await readNotes(join(team, '2026', basename(file)))).notes.length, 1);
  });
});

describe('a log that another put into the team’s folder in the meantime', () => {
  const folder = scratch();

  it('is taken as it is where it is the same one', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own, longRun());
    const copy = failingAt(copies, async (from, to) => {
      await copyWhole(from, to);
      assert.equal((await shareLog(file, team)).state, 'copied');
    });
    assert.equal((await shareLog(file, team, { copy })).state, 'known');
    assert.deepEqual([await logsOf(team), leftIn(team)], [[basename(file)], []]);
  });

  it('is neither replaced nor removed where it is another of the same name', async () => {
    const [own, other, team] = [folder(), folder(), folder()];
    const theirs = await written(other, longRun('y'));
    const file = await written(own, longRun());
    const copy = failingAt(copies, async (from, to) => {
      copyFileSync(from, to);
      await shareLog(theirs, team);
    });
    const { data } = await problemOf(shareLog(file, team, { copy }));
    assert.equal(data.code, 'LOG-TEAM-DIFFERS');
    const there = join(team, '2026', basename(file));
    assert.deepEqual(readFileSync(there), readFileSync(theirs));
    const { finished: whole, remarks } = await verifyLog(there);
    assert.deepEqual([whole, remarks, leftIn(team)], [true, [], []]);
  });

  it('is not called another one because the folder went away while it was read', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own, longRun());
    const copy = failingAt(copies, async (from, to) => {
      await copyWhole(from, to);
      const { shared } = await shareLog(file, team);
      // its place is taken by something that cannot be read as a file, as a share in trouble shows it
      rmSync(shared);
      mkdirSync(shared);
    });
    const { data } = await problemOf(shareLog(file, team, { copy }));
    assert.equal(data.code, 'LOG-TEAM-UNREACHABLE');
    assert.equal(data.theirs?.[0]?.number, 'EISDIR');
  });
});
