import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { lockName } from '../../../src/backup/names.ts';
import { Scratch } from '../../unit/backup/work-in-test.ts';
import { second, setsIn, signal } from './sets-in-test.ts';

const program = fileURLToPath(new URL('race-program.ts', import.meta.url));

/** A process that does what it is told and answers with one line. */
class Racer {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(root: string) {
    this.child = spawn(process.execPath, [program, root], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  tell(order: string): void {
    this.child.stdin.write(`${order}\n`);
  }

  async answer(): Promise<unknown> {
    const next = await this.#answers.next();
    assert.ok(next.done !== true, 'the process ended without an answer');
    return JSON.parse(next.value);
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.stdin.end();
    if (this.child.exitCode === null) await ended;
  }
}

interface Ends {
  readonly winner: Racer;
  /** What the other one was told. */
  readonly refused: { readonly code: string; readonly owner: string };
}

const refusedSchema = z.object({ code: z.string(), owner: z.string() });

/** Gives both the order at once; asserts that one wins and the other is refused. */
async function race(racers: readonly [Racer, Racer], order: string): Promise<Ends> {
  for (const racer of racers) racer.tell(order);
  const [a, b] = await Promise.all([racers[0].answer(), racers[1].answer()]);
  assert.ok((a === 'won') !== (b === 'won'), `${order}: ${JSON.stringify([a, b])}`);
  const [winner, refused] = a === 'won' ? [racers[0], b] : [racers[1], a];
  return { winner, refused: refusedSchema.parse(refused) };
}

/** Who was refused is told the process of the winner, while it is at work. */
function namesWinner({ winner, refused }: Ends): void {
  assert.equal(refused.code, 'BACKUP-LOCKED');
  assert.ok(
    refused.owner.startsWith(`process ${winner.child.pid} on ${hostname()}, since 20`),
    refused.owner,
  );
}

/** Who comes while the winner is at work is told its process; who comes after it, that all is done. */
function namesWinnerOrEnd(ends: Ends): void {
  if (ends.refused.code !== 'BACKUP-SEALED') namesWinner(ends);
}

const removalSchema = z.object({
  removed: z.array(z.string()),
  left: z.array(z.object({ name: z.string(), reason: z.string() })),
  undeleted: z.array(z.unknown()),
});

describe('two processes that start at once', function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let racers: [Racer, Racer];

  before(async () => {
    scratch = await Scratch.make();
    await scratch.fill({ 'backup/x': '', 'second/x': '' });
    racers = [new Racer(scratch.root), new Racer(scratch.root)];
  });
  after(async () => {
    for (const racer of racers) await racer.end();
    await scratch[Symbol.asyncDispose]();
  });

  /** A sealed set with some content. */
  async function sealed(name: string): Promise<string> {
    const set = await setsIn(scratch).create(name, undefined);
    for (const file of ['a', 'b', 'c/d']) {
      await scratch.fill({ [`backup/${name}/${file}`]: `${name} ${file} `.repeat(5000) });
    }
    await setsIn(scratch).seal(set, { signal, by: 'x' });
    return set;
  }

  it('for the lock of a set: one gets it, the other is told by whom it is held', async () => {
    for (let round = 0; round < 60; round += 1) {
      const folder = scratch.at('locks', `${round}`);
      await mkdir(folder, { recursive: true });
      const ends = await race(racers, `lock ${folder}`);
      namesWinner(ends);
      for (const racer of racers) racer.tell('release');
      for (const racer of racers) await racer.answer();
      assert.deepEqual(await readdir(folder), []);
    }
  });

  it('for a lock that a dead process left: one takes it over, the other is told of that one', async () => {
    const dead = { host: hostname(), pid: 2 ** 22 + 1, started: '1', taken: Date.now() };
    for (let round = 0; round < 60; round += 1) {
      const folder = scratch.at('stale', `${round}`);
      await mkdir(folder, { recursive: true });
      await writeFile(`${folder}/${lockName}`, `${JSON.stringify(dead)}\n`);
      const ends = await race(racers, `lock ${folder}`);
      namesWinner(ends);
      for (const racer of racers) racer.tell('release');
      for (const racer of racers) await racer.answer();
      assert.deepEqual(await readdir(folder), []);
    }
  });

  it('to seal one set: one seals it, and it is whole', async () => {
    for (let round = 0; round < 4; round += 1) {
      const name = `seal${round}`;
      const set = await setsIn(scratch).create(name, undefined);
      await scratch.fill({ [`backup/${name}/a`]: 'a'.repeat(200_000) });
      namesWinnerOrEnd(await race(racers, `seal ${name}`));
      assert.deepEqual((await setsIn(scratch).verify(set, 'full', { signal })).findings, []);
    }
  });

  it('to make one second copy: one makes it, and it is whole', async () => {
    for (let round = 0; round < 4; round += 1) {
      const name = `copy${round}`;
      await sealed(name);
      namesWinnerOrEnd(await race(racers, `copy ${name}`));
      const copy = `${second}\\${name}`;
      assert.deepEqual((await setsIn(scratch).verify(copy, 'full', { signal })).findings, []);
      assert.ok(!(await readdir(scratch.at('second', name))).includes(lockName));
    }
  });

  it('to remove old sets: each goes once, the last verified one stays, nothing is left behind', async () => {
    for (let round = 0; round < 3; round += 1) {
      const before = await setsIn(scratch).list(undefined);
      const kept = await sealed(`good${round}`);
      await setsIn(scratch).verify(kept, 'full', { signal });
      for (const name of ['p', 'q', 'r', 's']) await sealed(`${name}${round}`);
      for (const racer of racers) racer.tell('prune');
      const reports = [
        removalSchema.parse(await racers[0].answer()),
        removalSchema.parse(await racers[1].answer()),
      ];
      const removed = reports.flatMap(report => report.removed).sort();
      assert.deepEqual(
        removed,
        [
          ...before.map(({ name }) => name),
          ...['p', 'q', 'r'].map(name => `${name}${round}`),
        ].sort(),
        JSON.stringify(reports),
      );
      for (const { undeleted } of reports) assert.deepEqual(undeleted, []);
      const names = await readdir(scratch.at('backup'));
      assert.deepEqual(names.sort(), ['backup-retention.jsonl', `good${round}`, `s${round}`, 'x']);
      assert.deepEqual((await setsIn(scratch).verify(kept, 'full', { signal })).findings, []);
    }
    const log = await readFile(scratch.at('backup/backup-retention.jsonl'), 'utf8');
    const noted = log.match(/"removed":"[^"]+"/g) ?? [];
    assert.equal(new Set(noted).size, noted.length, 'each is noted once');
  });
});
