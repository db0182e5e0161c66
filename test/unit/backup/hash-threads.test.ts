import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, symlink, writeFile } from 'node:fs/promises';
import { hashFile, hashFileNow, type HashResult } from '../../../src/backup/hash-file.ts';
import { ThreadedHasher } from '../../../src/backup/hash-threads.ts';
import { threadModule } from '../../../src/backup/thread-module.ts';
import { CancelFlag } from '../../../src/backup/threads.ts';
import { Scratch, TestWork } from './work-in-test.ts';

describe('Hashing of a file', () => {
  it('gives the same on the calling thread as beside it, whatever the length of its buffer', async () => {
    await using scratch = await Scratch.make();
    const { files, check } = new TestWork();
    for (const length of [0, 1, 99, 100, 101, 200, 1234]) {
      const content = randomBytes(length);
      const file = scratch.at(`${length}.bin`);
      await writeFile(file, content);
      for (const sync of [false, true]) {
        const now = hashFileNow(file, Buffer.alloc(100), { check, sync });
        assert.deepEqual(now, await hashFile(file, { files, check, sync }));
        const sha256 = createHash('sha256').update(content).digest('hex');
        assert.equal(now.result === 'hashed' && now.sha256, sha256);
      }
    }
  });

  it('follows no link, and tells what cannot be read', async () => {
    await using scratch = await Scratch.make();
    const { check } = new TestWork();
    await writeFile(scratch.at('real'), 'x');
    await symlink(scratch.at('real'), scratch.at('link'));
    for (const name of ['link', 'missing']) {
      const { result } = hashFileNow(scratch.at(name), Buffer.alloc(10), { check, sync: false });
      assert.equal(result, 'unreadable', name);
    }
  });
});

describe('Hashing in threads', () => {
  const count = 600;
  /** ext4, whatever the tests lie on. */
  const localDisk = { bavail: 1e6, bsize: 4096, blocks: 1e6, type: 0xef53 };
  const path = process.env.PATH;

  afterEach(() => {
    process.env.PATH = path;
  });

  /** What is heard of each file, in order. */
  async function hashed(scratch: Scratch): Promise<readonly HashResult['result'][][]> {
    const items = Array.from({ length: count }, (_, i) => ({
      path: scratch.at(`${i}.bin`),
      size: 4,
    }));
    await scratch.fill(
      Object.fromEntries(Array.from(items.keys(), i => [`${i}.bin`, String(1000 + i)])),
    );
    const heard: HashResult['result'][][] = items.map(() => []);
    const work = new TestWork({ statfs: () => Promise.resolve(localDisk) });
    await using hasher = new ThreadedHasher(threadModule(), new CancelFlag(), work);
    await hasher.hashAll({
      items,
      sync: true,
      onBytes: () => undefined,
      onResult: (index, { result }) => {
        heard[index]?.push(result);
      },
    });
    return heard;
  }

  it('forces all files to the disk, and tells of each once', async () => {
    await using scratch = await Scratch.make();
    const heard = await hashed(scratch);
    assert.deepEqual(new Set(heard.map(each => each.join())), new Set(['hashed']));
  });

  it('asks for each file where all together did not reach the disk, and tells of what is lost', async function () {
    if (process.platform !== 'linux') this.skip();
    await using scratch = await Scratch.make();
    const lost = scratch.at('7.bin');
    const failing = `#!/bin/sh\n/bin/rm '${lost}'\nexit 1\n`;
    await scratch.fill({ 'bin/sync': failing });
    await chmod(scratch.at('bin/sync'), 0o755);
    process.env.PATH = scratch.at('bin');
    const heard = await hashed(scratch);
    assert.equal(heard[7]?.join(), 'hashed,unreadable');
    const others = heard.filter((_, i) => i !== 7);
    assert.deepEqual(new Set(others.map(each => each.join())), new Set(['hashed']));
  });
});
