/**
 * Shows `recovery-runbooks set verify` on a set of 5 GiB and 20,000 files: makes and seals it in a
 * temporary folder, flips a bit, removes a file, adds one and cuts one, and holds what is found against
 * that. The large files are sparse, so that the disk needs little room; every byte is read all the same.
 *
 *     node scripts/large-set.mjs
 *
 * Exit status: 0 all four findings and no other, 1 anything else.
 */
import { mkdir, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBackupSets } from '../src/backup/folder-sets.ts';
import { PathMap } from '../src/estate/path-map.ts';
import { root } from './places.mjs';
import { projectNode, run } from './process.mjs';

const gibibyte = 1024 ** 3;
const smallFiles = 20_000;
const { signal } = new AbortController();

async function fill(set) {
  for (let i = 0; i < 5; i += 1) {
    const file = join(set, `large-${i}.bin`);
    await writeFile(file, `large file ${i}`);
    await truncate(file, gibibyte);
  }
  for (let i = 0; i < smallFiles; i += 1) {
    const folder = join(set, 'small', String(i % 100));
    if (i < 100) await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${i}.txt`), `file ${i}\n`.repeat(1 + (i % 40)));
  }
}

async function damage(set) {
  const handle = await open(join(set, 'large-3.bin'), 'r+');
  await handle.write(Buffer.from([1]), 0, 1, gibibyte / 2);
  await handle.close();
  await rm(join(set, 'small', '17', '17.txt'));
  await writeFile(join(set, 'small', '18', 'extra.txt'), 'came later');
  await truncate(join(set, 'small', '19', '119.txt'), 3);
}

const expected = [
  'hash large-3.bin',
  'missing small/17/17.txt',
  'size small/19/119.txt',
  'extra small/18/extra.txt',
].sort();

const location = await mkdtemp(join(tmpdir(), 'large-set-'));
try {
  const sets = new FolderBackupSets({ paths: new PathMap([], 'posix'), location });
  const set = await sets.create('large', undefined);
  await fill(set);
  const from = performance.now();
  const { files, bytes } = await sets.seal(set, { signal, by: 'large-set' });
  const sealedIn = ((performance.now() - from) / 1000).toFixed(1);
  process.stdout.write(`sealed ${files} files, ${bytes} bytes in ${sealedIn} s\n`);
  await damage(set);
  const start = performance.now();
  const cli = join(root, 'dist', 'cli.mjs');
  const words = ['set', 'verify', set, '--level', 'full', '--json'];
  const { status, output } = await run(projectNode(), [cli, ...words], { quiet: true });
  const tookS = ((performance.now() - start) / 1000).toFixed(1);
  const { findings } = JSON.parse(output);
  const found = findings.map(({ kind, file }) => `${kind} ${file}`).sort();
  process.stdout.write(`verified in ${tookS} s, exit status ${status}\n${found.join('\n')}\n`);
  const right = status === 1 && found.join() === expected.join();
  process.stdout.write(right ? 'as expected\n' : `expected:\n${expected.join('\n')}\n`);
  process.exitCode = right ? 0 : 1;
} finally {
  await rm(location, { recursive: true, force: true });
}
