import fc from 'fast-check';
import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { isQuestioned } from '../../../src/backup/content/zip-content.ts';
import { leftOutBy } from '../../../src/backup/copy/globs.ts';
import { partFilesOf } from '../../../src/backup/copy/part-names.ts';
import { appendDurably, renamePatiently, writeDurably } from '../../../src/backup/durable.ts';
import { batchesOf } from '../../../src/backup/hasher.ts';
import { appendToJournal, originOf, readJournal } from '../../../src/backup/journal.ts';
import { journalName } from '../../../src/backup/names.ts';
import { placesBelow } from '../../../src/backup/tree.ts';
import {
  readVerifications,
  recordVerification,
  type VerificationState,
} from '../../../src/backup/verifications.ts';
import { sampleOf } from '../../../src/backup/verify.ts';
import { foldCase } from '../../../src/estate/unc.ts';
import { fileError, Scratch, TestWork } from './work-in-test.ts';

describe('globs that leave out', () => {
  const cases: readonly (readonly [glob: string, path: string, out: boolean])[] = [
    ['Meeting.Active', 'a/b/Meeting.Active', true],
    ['meeting.active', 'Meeting.Active', true],
    ['Meeting.Active', 'a/Meeting.Active.bak', false],
    ['*.tmp', 'a/.x.tmp', true],
    ['*.tmp', 'a.tmp/b', false],
    ['a/*.tmp', 'a/b.tmp', true],
    ['a/*.tmp', 'x/a/b.tmp', false],
    ['**/ABFiles', '1-WebServices-1/ABFiles', true],
    ['1-WebServices-1\\ABFiles\\', '1-WebServices-1/ABFiles', true],
    ['./a/b', 'a/b', true],
    ['!keep', 'other', false],
    ['', 'a', false],
    ['{x,y}.log', 'd/y.log', true],
  ];
  for (const [glob, path, out] of cases) {
    it(`${glob === '' ? '(nothing)' : glob} ${out ? 'leaves out' : 'keeps'} ${path}`, () => {
      assert.equal(leftOutBy([glob])(path), out);
    });
  }
});

describe('places below a folder', () => {
  for (const [root, separator, place] of [
    ['/srv/share', '/', '/srv/share/a b/c.txt'],
    ['/', '/', '/a b/c.txt'],
    ['D:\\', '\\', 'D:\\a b\\c.txt'],
    ['\\\\?\\UNC\\fs01\\share', '\\', '\\\\?\\UNC\\fs01\\share\\a b\\c.txt'],
  ] as const) {
    it(`are written as the system of ${root} writes them`, () => {
      assert.equal(placesBelow(root, separator)('a b/c.txt'), place);
    });
  }

  it('keep what is a letter of a name on POSIX', () => {
    assert.equal(placesBelow('/d', '/')('a\\b'), '/d/a\\b');
  });
});

describe('part files', () => {
  it('have names that fit, stay the same, and are no other file of the copy', () => {
    const name = fc.string({
      minLength: 1,
      maxLength: 255,
      unit: fc.constantFrom('a', 'é', '😀', '.'),
    });
    fc.assert(
      fc.property(name, given => {
        const fits = Buffer.byteLength(given) <= 255 ? given : given.slice(0, 40);
        const target = `/d/${fits}`;
        const first = partFilesOf(target, new Set());
        assert.deepEqual(partFilesOf(target, new Set()), first);
        assert.ok(Buffer.byteLength(first.chunks.slice(3)) <= 255);
        const second = partFilesOf(target, new Set([foldCase(first.part)]));
        assert.notEqual(second.part, first.part);
      }),
    );
  });
});

describe('orders for hashing threads', () => {
  it('hold every file once, the largest first', () => {
    const sizes = fc.array(fc.nat(10_000_000), { maxLength: 300 });
    fc.assert(
      fc.property(sizes, given => {
        const batches = batchesOf(given.map((size, i) => ({ path: String(i), size })));
        const indexes = batches.flatMap(batch => batch.indexes);
        assert.deepEqual(
          indexes.toSorted((a, b) => a - b),
          [...given.keys()],
        );
        assert.ok(batches.every(batch => batch.indexes.length <= 64));
        const [first] = indexes;
        if (first !== undefined) assert.equal(given[first], Math.max(...given));
      }),
    );
  });
});

describe('a sample', () => {
  it('covers every file in seven days, wherever they start, and is a part each day', () => {
    const files = Array.from({ length: 1000 }, (_, i) => ({ path: `d/${i}` }));
    const start = Date.UTC(2026, 10, 22, 23, 59);
    const seen = new Set<string>();
    for (let day = 0; day < 7; day++) {
      const part = sampleOf(files, start + day * 86_400_000);
      assert.ok(part.length < 300 && part.length > 50);
      for (const { path } of part) seen.add(path);
    }
    assert.equal(seen.size, 1000);
    assert.equal(sampleOf(files.slice(0, 5), start).length, 5);
  });
});

describe('durable writing', () => {
  it('tries a rename again while somebody holds the file, and not longer than 10 s', async () => {
    let refusals = 3;
    const work = new TestWork({
      rename: () =>
        refusals-- > 0 ? Promise.reject(fileError('EBUSY', 'rename')) : Promise.resolve(),
    });
    await renamePatiently('a', 'b', work);
    assert.equal(work.pauses.length, 3);
    const never = new TestWork({ rename: () => Promise.reject(fileError('EPERM', 'rename')) });
    await assert.rejects(renamePatiently('a', 'b', never), { code: 'EPERM' });
    assert.equal(
      never.pauses.reduce((sum, ms) => sum + ms, 0),
      10_000,
    );
  });

  it('does not try again what cannot get better', async () => {
    const work = new TestWork({ rename: () => Promise.reject(fileError('EACCES', 'rename')) });
    await assert.rejects(renamePatiently('a', 'b', work), { code: 'EACCES' });
    assert.deepEqual(work.pauses, []);
  });

  it('leaves the old file whole when the new one cannot be written', async () => {
    await using scratch = await Scratch.make();
    await scratch.fill({ m: 'old' });
    const work = new TestWork({ rename: () => Promise.reject(fileError('EIO', 'rename')) });
    await assert.rejects(writeDurably(scratch.at('m'), ['new'], work), { code: 'EIO' });
    assert.equal(await readFile(scratch.at('m'), 'utf8'), 'old');
    await writeDurably(scratch.at('m'), ['n', 'ew'], new TestWork());
    assert.equal(await readFile(scratch.at('m'), 'utf8'), 'new');
  });

  it('closes a torn last line before it appends', async () => {
    await using scratch = await Scratch.make();
    await writeFile(scratch.at('j'), 'one\ntw');
    await appendDurably(scratch.at('j'), 'three', new TestWork().files);
    assert.equal(await readFile(scratch.at('j'), 'utf8'), 'one\ntw\nthree\n');
  });
});

describe('the journal of an unfinished set', () => {
  it('gives each file the origin that was told last, or that of what is around it', async () => {
    await using scratch = await Scratch.make();
    const { files } = new TestWork();
    const add = (line: Parameters<typeof appendToJournal>[1]): Promise<void> =>
      appendToJournal(scratch.root, line, files);
    await add({ created: '2026-11-22T02:00:00.000Z' });
    await add({ copied: { to: 'filestore', from: '\\\\se01\\LyncShare', isFolder: true } });
    await add({ produced: { file: 'a.zip', step: 'one', source: 'se01' } });
    await add({ produced: { file: 'a.zip', step: 'two', source: 'se02' } });
    await add({ produced: { file: 'sql', step: 'sql', source: 'be01\\rtc' } });
    await appendFile(
      scratch.at(journalName),
      '{"produced":{"file":"../x","step":"s","source":"s"}}\n{"torn',
    );
    const journal = await readJournal(scratch.root, files);
    assert.equal(journal.created, '2026-11-22T02:00:00.000Z');
    assert.deepEqual([...journal.produced.keys()], ['a.zip', 'sql']);
    assert.deepEqual(originOf('a.zip', journal), { step: 'two', source: 'se02' });
    assert.deepEqual(originOf('sql/LcsCDR.bak', journal), { step: 'sql', source: 'be01\\rtc' });
    assert.deepEqual(originOf('filestore/x/y', journal), { source: '\\\\se01\\LyncShare' });
    assert.deepEqual(originOf('filestore2/x', journal), {});
  });

  it("has ZIP files questioned but for users' own deep in a copied tree", () => {
    const copied = [
      { to: 'filestore', from: 's', isFolder: true },
      { to: 'exports/a.zip', from: 's', isFolder: false },
    ];
    assert.ok(isQuestioned('CsConfig.zip', copied));
    assert.ok(isQuestioned('exports/a.zip', copied));
    assert.ok(isQuestioned('filestore/export.zip', copied));
    assert.ok(!isQuestioned('filestore/1-WebServices-1/CollabContent/x/y.zip', copied));
  });
});

describe('verifications beside a set', () => {
  const record = {
    level: 'full',
    manifest: 'm',
    set: 's',
    files: 1,
    bytes: 1,
    damaged: [],
    lines: [],
  } as const;
  it('count for their own manifest and place only, and damage stays until a full one is clean', async () => {
    await using scratch = await Scratch.make();
    const { files } = new TestWork();
    const state = (): Promise<VerificationState> =>
      readVerifications(scratch.root, 'm', 's', files);
    const add = (more: object): Promise<void> =>
      recordVerification(
        scratch.root,
        { ...record, at: '2026-11-22T03:00:00Z', findings: 0, ...more },
        files,
      );
    assert.deepEqual(await state(), { damage: [], damagedFiles: [] });
    await add({ manifest: 'other' });
    await add({ set: 'elsewhere' });
    assert.deepEqual(await state(), { damage: [], damagedFiles: [] });
    await add({ level: 'sample' });
    assert.deepEqual((await state()).clean, { at: '2026-11-22T03:00:00Z', level: 'sample' });
    await add({ findings: 2, lines: ['a: changed'], damaged: ['a'] });
    await add({ level: 'quick' });
    assert.deepEqual(await state(), { damage: ['a: changed'], damagedFiles: ['a'] });
    await add({ at: '2026-11-23T03:00:00Z' });
    await appendFile(scratch.at('backup-set.verifications.jsonl'), '{"at":');
    assert.deepEqual(await state(), {
      clean: { at: '2026-11-23T03:00:00Z', level: 'full' },
      full: '2026-11-23T03:00:00Z',
      damage: [],
      damagedFiles: [],
    });
  });
});
