import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  type Manifest,
  type ManifestFile,
  manifestFormat,
  manifestText,
  manifestVersion,
  sumsLines,
} from '../../../src/backup/manifest.ts';
import { isPathInside, parseManifest } from '../../../src/backup/read-manifest.ts';

const sha256 = 'a'.repeat(64);

function manifest(files: readonly unknown[], more: object = {}): Uint8Array {
  const text = JSON.stringify({
    format: manifestFormat,
    version: manifestVersion,
    name: '2026-11-22_0200',
    created: '2026-11-22T02:00:00.000Z',
    sealed: '2026-11-22T02:10:00.000Z',
    by: 'operator',
    files,
    emptyFolders: [],
    totals: { files: files.length, bytes: files.length },
    ...more,
  });
  return Buffer.from(text);
}

function faultsOf(bytes: Uint8Array): string[] {
  const read = parseManifest(bytes);
  if (read.found === 'fault') return [read.reason];
  return read.found === 'manifest' ? read.manifest.faults.map(({ reason }) => reason) : [];
}

describe('a manifest', () => {
  const whole: Manifest = {
    format: manifestFormat,
    version: manifestVersion,
    name: '2026-11-22_0200',
    created: '2026-11-22T02:00:00.000Z',
    sealed: '2026-11-22T02:10:00.000Z',
    by: 'operator',
    files: [
      { path: 'CsConfig.zip', size: 5, sha256, step: 'export-cms', source: 'se01.contoso.com' },
      { path: 'filestore/é', size: 0, sha256, modified: '2026-11-21T00:00:00.000Z' },
    ],
    emptyFolders: ['filestore/empty'],
    totals: { files: 2, bytes: 5 },
  };

  it('is canonical JSON with a line feed, and reads back as what it says', () => {
    const text = manifestText(whole);
    assert.match(text, /^\{"by":"operator","created":.*"version":1\}\n$/);
    const bytes = Buffer.from(text);
    const read = parseManifest(bytes);
    assert.ok(read.found === 'manifest');
    assert.deepEqual(read.manifest.files, whole.files);
    assert.deepEqual(read.manifest.emptyFolders, whole.emptyFolders);
    assert.deepEqual(read.manifest.faults, []);
    assert.equal(read.manifest.hash, createHash('sha256').update(bytes).digest('hex'));
  });

  const entry = (more: object): object => ({ path: 'a', size: 1, sha256, ...more });
  const hostile: readonly (readonly [title: string, entries: readonly unknown[], fault: string])[] =
    [
      ['a path with ..', [entry({ path: '../../etc/passwd' })], 'path'],
      ['a path with .. in its middle', [entry({ path: 'a/../../b' })], 'path'],
      ['an absolute path', [entry({ path: '/etc/passwd' })], 'path'],
      ['a drive', [entry({ path: 'C:\\Windows\\x' })], 'path'],
      ['a drive with slashes', [entry({ path: 'C:/Windows/x' })], 'path'],
      ['a network path', [entry({ path: '\\\\evil\\share\\x' })], 'path'],
      ['a network path with slashes', [entry({ path: '//evil/share/x' })], 'path'],
      ['a backslash', [entry({ path: 'a\\..\\b' })], 'path'],
      ['a stream of a file', [entry({ path: 'a.txt:hidden' })], 'path'],
      ['a NUL', [entry({ path: 'a\0b' })], 'path'],
      ['a line break', [entry({ path: 'a\nb' })], 'path'],
      ['an empty part', [entry({ path: 'a//b' })], 'path'],
      ['the set itself', [entry({ path: '.' })], 'path'],
      ['nothing as a path', [entry({ path: '' })], 'path'],
      ['half a surrogate pair', [entry({ path: 'a\uD800' })], 'path'],
      ['a path that is too long', [entry({ path: 'a/'.repeat(40_000) + 'a' })], 'path'],
      ['a file twice', [entry({}), entry({})], 'duplicate'],
      ['two names that differ in case', [entry({}), entry({ path: 'A' })], 'case'],
      ['the manifest itself', [entry({ path: 'Backup-Set.manifest.JSON' })], 'reserved'],
      ['a size below zero', [entry({ size: -1 })], 'number'],
      ['half a byte', [entry({ size: 1.5 })], 'number'],
      ['more bytes than a number can count', [entry({ size: 2 ** 60 })], 'number'],
      ['a size as text', [entry({ size: '1' })], 'number'],
      ['a hash that is none', [entry({ sha256: 'xyz' })], 'hash'],
      ['a hash in capitals', [entry({ sha256: 'A'.repeat(64) })], 'hash'],
      ['an entry that is no object', [null], 'shape'],
      ['an entry without a path', [{ size: 1, sha256 }], 'shape'],
    ];
  for (const [title, entries, fault] of hostile) {
    it(`with ${title} is not believed there`, () => {
      const faults = faultsOf(manifest(entries));
      assert.equal(faults[0], fault);
      const read = parseManifest(manifest(entries));
      assert.ok(read.found === 'manifest');
      assert.ok(read.manifest.files.length < entries.length);
    });
  }

  const unreadable: readonly (readonly [title: string, bytes: Uint8Array, fault: string])[] = [
    ['0 bytes', Buffer.alloc(0), 'not-json'],
    ['cut off', manifest([entry({})]).subarray(0, 80), 'not-json'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not-utf8'],
    ['a list', Buffer.from('[]'), 'shape'],
    ['null', Buffer.from('null'), 'shape'],
    ['of another format', manifest([], { format: 'x' }), 'shape'],
    ['of a later version', manifest([], { version: 2 }), 'version'],
    ['with a time that is none', manifest([], { sealed: 'yesterday' }), 'shape'],
    ['without files', manifest([], { files: undefined }), 'shape'],
    ['nested without end', Buffer.from('['.repeat(200_000)), 'not-json'],
    ['nested too deep', Buffer.from(`{"x":${'['.repeat(1e5)}${']'.repeat(1e5)}}`), 'not-json'],
    [
      'with signs for a terminal in its time',
      manifest([], { sealed: 'Nov 22 2026 (\u001b[2J)' }),
      'shape',
    ],
    ['UTF-16', Buffer.from(Buffer.from(manifest([])).toString(), 'utf16le'), 'not-json'],
    [
      'UTF-16 with its mark',
      Buffer.from(`\ufeff${Buffer.from(manifest([])).toString()}`, 'utf16le'),
      'not-utf8',
    ],
    [
      'with a key twice',
      Buffer.from(Buffer.from(manifest([])).toString().replace('"by":', '"by":"x","by":')),
      'key-twice',
    ],
    [
      'with a key of an entry twice, once written otherwise',
      Buffer.from(
        Buffer.from(manifest([entry({})]))
          .toString()
          .replace('"path":', '"p\\u0061th":"b","path":'),
      ),
      'key-twice',
    ],
    [
      'with totals that do not fit',
      manifest([entry({})], { totals: { files: 2, bytes: 1 } }),
      'totals',
    ],
    [
      'with a number beyond all numbers',
      Buffer.from(
        Buffer.from(manifest([entry({ size: 7 })]))
          .toString()
          .replace('"size":7', '"size":1e999'),
      ),
      'number',
    ],
  ];
  for (const [title, bytes, fault] of unreadable) {
    it(`that is ${title} is told as such`, () => {
      assert.deepEqual(faultsOf(bytes).slice(0, 1), [fault]);
    });
  }

  it('never leads out of the set, whatever its paths say', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'a', 'C:', '\\', '/', '~', '%2e%2e', 'con', '..\\..', ' '),
      fc.string({ maxLength: 6, unit: 'binary' }),
    );
    const text = fc.array(part, { maxLength: 6 }).map(parts => parts.join('/'));
    fc.assert(
      fc.property(text, tried => {
        if (!isPathInside(tried)) return;
        for (const rules of [path.posix, path.win32]) {
          const root = rules === path.posix ? '/sets/one' : 'D:\\sets\\one';
          const joined = rules.resolve(root, tried);
          assert.ok(joined.startsWith(root + rules.sep), JSON.stringify(tried));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the list of hashes', () => {
  it('escapes names as sha256sum does', () => {
    const file = (name: string): ManifestFile => ({ path: name, size: 1, sha256 });
    assert.deepEqual(
      [...sumsLines([file('a b'), file('c\nd'), file('e\\f')])],
      [`${sha256}  a b\n`, `\\${sha256}  c\\nd\n`, `\\${sha256}  e\\\\f\n`],
    );
  });
});
