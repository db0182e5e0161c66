import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { FolderBackupSets } from '../src/backup/folder-sets.ts';
import { PathMap } from '../src/estate/path-map.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;
const largeBytes = 2048 * mebibyte;
const smallFiles = 20_000;
/** Bytes copied while event loop and memory are watched: neither grows with the length of a file. */
const watchedBytes = 512 * mebibyte;
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

async function makeLarge(root: string, bytes: number = largeBytes): Promise<string> {
  const file = join(root, 'from', 'large.bin');
  await mkdir(join(root, 'from'));
  const handle = await open(file, 'w');
  const block = Buffer.alloc(8 * mebibyte);
  for (let at = 0; at < bytes; at += block.length) {
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

/** With the threads of the built program, as they are shipped: those of a checkout translate themselves first. */
function sets(): FolderBackupSets {
  const threadModule = new URL('../dist/backup-thread.mjs', import.meta.url);
  return new FolderBackupSets({
    paths: new PathMap([], 'posix'),
    location: undefined,
    threadModule,
  });
}

async function ours(root: string, to: string): Promise<void> {
  await sets().copy(
    { from: join(root, 'from'), to: join(root, to), exclude: [], overwrite: false },
    { signal },
  );
}

/** What a careful person does by hand: copy, make it durable (or not), hash what arrived. */
async function byHand(root: string, to: string, durable: boolean): Promise<void> {
  await run('cp', ['-a', join(root, 'from'), join(root, to)]);
  if (durable) await run('sync', ['-f', join(root, to)]);
  const list = 'find "$1" -type f -print0 | xargs -0 sha256sum';
  await run('sh', ['-c', list, 'sh', join(root, to)], { maxBuffer: 64 * mebibyte });
}

/** Copies with checksums by other programs. */
const peers: readonly {
  readonly name: string;
  readonly words: (root: string, to: string) => string[];
}[] = [
  {
    name: 'rclone',
    words: (root, to) => [
      'rclone',
      'copy',
      '--config',
      '',
      '--quiet',
      join(root, 'from'),
      join(root, to),
    ],
  },
  {
    name: 'rsync --checksum',
    words: (root, to) => [
      'rsync',
      '--archive',
      '--checksum',
      `${join(root, 'from')}/`,
      `${join(root, to)}/`,
    ],
  },
];

async function byPeer(words: readonly string[], durableAt: string | undefined): Promise<void> {
  const [program = '', ...args] = words;
  await run(program, args);
  if (durableAt !== undefined) await run('sync', ['-f', durableAt]);
}

async function isThere(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

type Way = (to: string) => Promise<void>;

/**
 * Ours, and each peer twice: as it is, and followed by `sync`, after which alone its copy is as safe from a
 * power cut as ours is when it says that it is done.
 */
async function waysOf(root: string): Promise<ReadonlyMap<string, Way>> {
  const ways = new Map<string, Way>([
    ['ours', to => ours(root, to)],
    ['cp + sha256sum', to => byHand(root, to, false)],
    [`cp + sha256sum${synced}`, to => byHand(root, to, true)],
  ]);
  for (const { name, words } of peers) {
    const [program = ''] = words(root, '');
    if (!(await isThere(program))) continue;
    ways.set(name, to => byPeer(words(root, to), undefined));
    ways.set(`${name}${synced}`, to => byPeer(words(root, to), join(root, to)));
  }
  return ways;
}

/** Ending of the name of a peer that is followed by `sync`. */
const synced = ' + sync';

/**
 * Least of the times of each program, ms, taken in alternation so that all meet the same machine. Each
 * turn fills a folder of its own. With `keep` nothing is deleted between: ext4 makes new files many times
 * more slowly for minutes after thousands were deleted. What one leaves unwritten is flushed before the
 * next.
 */
async function timesOfAll(
  root: string,
  turns: number,
  keep: boolean,
): Promise<ReadonlyMap<string, number>> {
  const ways = await waysOf(root);
  const best = new Map<string, number>();
  let copies = 0;
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, copy] of ways) {
      await run('sync', ['-f', root]);
      const to = `copy-${(copies += 1)}`;
      const ms = await timed(() => copy(to));
      best.set(name, Math.min(best.get(name) ?? Infinity, ms));
      if (!keep) await rm(join(root, to), { recursive: true });
    }
  }
  return best;
}

/** What no copy that hashes with SHA-256 in one pass can beat: reading and hashing on one core. */
async function oneCore(root: string): Promise<number> {
  const list = 'find "$1" -type f -print0 | xargs -0 sha256sum';
  const args = ['-c', list, 'sh', join(root, 'from')];
  return timed(() => run('sh', args, { maxBuffer: 64 * mebibyte }));
}

/**
 * Our time by what is allowed: 0.9 of the fastest other program that makes its copy durable as ours is
 * (the others are shown beside it); where SHA-256 on one core is slower than that, its time at 85 % of its
 * speed. Programs that are not installed are named.
 */
async function ratio(
  root: string,
  turns: number,
  keep: boolean,
): Promise<{ value: number; detail: string }> {
  const times = await timesOfAll(root, turns, keep);
  const own = times.get('ours') ?? Infinity;
  const others = [...times].filter(([name]) => name !== 'ours').sort(([, a], [, b]) => a - b);
  const fastest = others.find(([name]) => name.endsWith(synced))?.[1] ?? Infinity;
  const hashing = await oneCore(root);
  const missing = peers.filter(({ name }) => !times.has(name)).map(({ name }) => name);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const detail = [
    `ours ${seconds(own)}`,
    ...others.map(([name, ms]) => `${name} ${seconds(ms)}`),
    `SHA-256 on one core alone ${seconds(hashing)}`,
    `${(own / fastest).toFixed(2)} of the fastest that is durable, ${(own / (others[0]?.[1] ?? Infinity)).toFixed(2)} of the fastest at all`,
    ...(missing.length === 0
      ? []
      : [`not installed: ${missing.join(', ')} (apt-get install rclone rsync)`]),
  ];
  return { value: own / Math.max(0.9 * fastest, hashing / 0.85), detail: detail.join('; ') };
}

/** The same files read and hashed by one core with the plain tool, and by a full verification. */
async function verification(root: string): Promise<{ value: number; detail: string }> {
  const set = await sets().create('set', root);
  for (let i = 0; i < 128; i++) {
    await writeFile(join(set, `${i}.bin`), randomFillSync(Buffer.alloc(4 * mebibyte)));
  }
  await sets().seal(set, { signal, by: 'bench' });
  return timesOfVerification(set);
}

async function timesOfVerification(set: string): Promise<{ value: number; detail: string }> {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    theirs.push(
      await timed(() =>
        run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: set, maxBuffer: 64 * mebibyte }),
      ),
    );
    mine.push(await timed(() => sets().verify(set, 'full', { signal })));
  }
  const [a, b] = [Math.min(...mine), Math.min(...theirs)];
  const cores = availableParallelism();
  return {
    value: b / a,
    detail: `${a.toFixed(0)} ms on ${cores} cores against ${b.toFixed(0)} ms of sha256sum --check on one`,
  };
}

/** The same for the many short files of a share, for which more goes into opening than into hashing. */
async function verificationOfSmall(root: string): Promise<{ value: number; detail: string }> {
  await makeSmall(root);
  const set = await sets().create('set', root);
  await ours(root, join(basename(set), 'files'));
  await sets().seal(set, { signal, by: 'bench' });
  return timesOfVerification(set);
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
    name: 'copy with hashes, one file of 2 GiB',
    limit: '<= 1',
    unit: 'of 0.9 of the fastest other program, or of the limit of one core',
    run: () =>
      inScratch(async root => {
        await makeLarge(root);
        return ratio(root, 2, false);
      }),
  },
  {
    name: 'copy with hashes, 20,000 small files',
    limit: '<= 1',
    unit: 'of 0.9 of the fastest other program, or of the limit of one core',
    run: () =>
      inScratch(async root => {
        await makeSmall(root);
        return ratio(root, 3, true);
      }),
  },
  {
    name: 'full verification of a set',
    limit: '>= 1.3',
    unit: 'times the speed of sha256sum --check',
    run: () => inScratch(verification),
  },
  {
    name: 'full verification of 20,000 small files',
    limit: '>= 0.7',
    unit: 'times the speed of sha256sum --check, which looks for no file too many and no change meanwhile',
    run: () => inScratch(verificationOfSmall),
  },
  {
    name: 'event loop while copying',
    limit: '< 50',
    unit: 'ms',
    run: () =>
      inScratch(async root => {
        await makeLarge(root, watchedBytes);
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
        await makeLarge(root, watchedBytes);
        const { memoryMb } = await burden(root);
        return { value: memoryMb, detail: `growth over ${watchedBytes / mebibyte} MiB copied` };
      }),
  },
];
