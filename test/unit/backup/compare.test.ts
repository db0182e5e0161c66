import assert from 'node:assert/strict';
import { compareTree } from '../../../src/backup/compare.ts';
import type { ManifestReading } from '../../../src/backup/read-manifest.ts';
import type { TreeEntry } from '../../../src/backup/tree.ts';

const sha256 = 'a'.repeat(64);
const stamp = { size: 1, modifiedNs: 0n, changedNs: 0n, mode: 0, modifiedMs: 0, accessedMs: 0 };

function manifest(...paths: readonly string[]): ManifestReading {
  return {
    hash: sha256,
    head: { name: 's', created: '', sealed: '', by: 'x' },
    files: paths.map(path => ({ path, size: 1, sha256 })),
    emptyFolders: [],
    totals: { files: paths.length, bytes: paths.length },
    faults: [],
  };
}

describe('a tree held against its manifest', () => {
  it('tells a file that is missing from one in a folder into which nobody could look', () => {
    const theirs = { text: 'permission denied', code: 'EACCES' };
    const entries: TreeEntry[] = [
      { kind: 'unreadable', path: 'd', theirs },
      { kind: 'file', path: 'seen', stamp },
    ];
    const { findings } = compareTree(manifest('d/e/f', 'dd', 'seen'), { entries });
    assert.deepEqual(
      findings.map(({ kind, file, fact }) => `${kind} ${file} ${fact.fact}`),
      ['content d/e/f unreadable', 'missing dd missing', 'content d unreadable'],
    );
  });

  it('trusts no name that is no text, nor one that reads like it', () => {
    const entry: TreeEntry = { kind: 'not-text', path: 'x\ufffd' };
    const { findings, candidates } = compareTree(manifest('x\ufffd'), { entries: [entry, entry] });
    assert.deepEqual(candidates, []);
    assert.deepEqual(
      findings.map(({ kind, fact }) => `${kind} ${fact.fact}`),
      ['content not-text'],
    );
  });
});
