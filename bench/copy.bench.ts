import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { FolderBackupSets } from '../src/backup/folder-sets.ts';
import { PathMap } from '../src/estate/path-map.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;
const largeBytes = 512 * mebibyte;
const smallFiles = 4000;
const { signal } = new AbortController();

async function inScratch<T>(work: (root: string) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'copy-bench-'));
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function makeLarge(root: string): Promise<string> {
  const file = join(root, 'from', 'large.bin');
  await mkdir(join(root, 'from'));
  const handle = await open(file, 'w');
  const block = Buffer.alloc(8 * mebibyte);
  for (let at = 0; at < largeBytes; at += block.length) {
    await handle.write(randomFillSync(block));
  }
  await handle.sync();
  await handle.close();
  return file;
}

async function makeSmall(root: string): Promise<void> {
  for (let i = 0; i < smallFiles; i++) {
    const folder = join(root, 'from', String(i % 40));
    if (i < 40) await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, `${i}.bin`),
      randomFillSync(Buffer.alloc(4096 + ((i * 37) % 12_000))),
    );
  }
  await run('sync', ['-f', root]);
}

function sets(): FolderBackupSets {
  return new FolderBackupSets({ paths: new PathMap([], 'posix'), location: undefined });
}

async function ours(root: string, to: string): Promise<void> {
  await sets().copy(
    { from: join(root, 'from'), to: join(root, to), exclude: [], overwrite: false },
    { signal },
  );
}

/** What a careful person does by hand: copy, make it durable, hash what arrived. */
async function byHand(root: string, to: string): Promise<void> {
  await run('cp', ['-a', join(root, 'from'), join(root, to)]);
  await run('sync', ['-f', join(root, to)]);
  const list = 'find "$1" -type f -print0 | xargs -0 sha256sum';
  await run('sh', ['-c', list, 'sh', join(root, to)], { maxBuffer: 64 * mebibyte });
}

/** The best of three turns each, taken in alternation so that both meet the same machine. */
async function ratio(root: string): Promise<{ value: number; detail: string }> {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (const turn of ['1', '2', '3']) {
    theirs.push(await timed(() => byHand(root, `hand${turn}`)));
    mine.push(await timed(() => ours(root, `ours${turn}`)));
    await rm(join(root, `hand${turn}`), { recursive: true });
    await rm(join(root, `ours${turn}`), { recursive: true });
  }
  const [a, b] = [Math.min(...mine), Math.min(...theirs)];
  return {
    value: a / b,
    detail: `${a.toFixed(0)} ms against ${b.toFixed(0)} ms of cp, sync and sha256sum`,
  };
}

/** The same files read and hashed by one core with the plain tool, and by a full verification. */
async function verification(root: string): Promise<{ value: number; detail: string }> {
  const set = await sets().create('set', root);
  for (let i = 0; i < 128; i++) {
    await writeFile(join(set, `${i}.bin`), randomFillSync(Buffer.alloc(4 * mebibyte)));
  }
  await sets().seal(set, { signal, by: 'bench' });
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    theirs.push(await timed(() => run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: set })));
    mine.push(await timed(() => sets().verify(set, 'full', { signal })));
  }
  const [a, b] = [Math.min(...mine), Math.min(...theirs)];
  const cores = availableParallelism();
  return {
    value: b / a,
    detail: `${a.toFixed(0)} ms on ${cores} cores against ${b.toFixed(0)} ms of sha256sum --check on one`,
  };
}

/** Longest time that the event loop was held up, and growth of the process, while copying. */
async function burden(root: string): Promise<{ loopMs: number; memoryMb: number }> {
  const before = process.memoryUsage.rss();
  const loop = monitorEventLoopDelay({ resolution: 5 });
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  loop.enable();
  await ours(root, 'ours');
  loop.disable();
  clearInterval(timer);
  await rm(join(root, 'ours'), { recursive: true });
  return { loopMs: loop.max / 1e6, memoryMb: (most - before) / 1e6 };
}

export const rows = [
  {
    name: 'copy with hashes, one large file',
    limit: '<= 0.9',
    unit: 'of cp + sync + sha256sum',
    run: () =>
      inScratch(async root => {
        await makeLarge(root);
        return ratio(root);
      }),
  },
  {
    name: 'copy with hashes, many small files',
    limit: '<= 0.9',
    unit: 'of cp + sync + sha256sum',
    run: () =>
      inScratch(async root => {
        await makeSmall(root);
        return ratio(root);
      }),
  },
  {
    name: 'full verification of a set',
    limit: '>= 1.3',
    unit: 'times the speed of sha256sum --check',
    run: () => inScratch(verification),
  },
  {
    name: 'event loop while copying',
    limit: '< 50',
    unit: 'ms',
    run: () =>
      inScratch(async root => {
        await makeLarge(root);
        // What holds the loop up does so every time; another program on the machine does not.
        const turns = [await burden(root), await burden(root), await burden(root)];
        const value = Math.min(...turns.map(({ loopMs }) => loopMs));
        return { value, detail: 'longest hold-up, the best of three turns' };
      }),
  },
  {
    name: 'memory while copying',
    limit: '< 150',
    unit: 'MB',
    run: () =>
      inScratch(async root => {
        await makeLarge(root);
        const { memoryMb } = await burden(root);
        return { value: memoryMb, detail: `growth over ${largeBytes / mebibyte} MiB copied` };
      }),
  },
];
