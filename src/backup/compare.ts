import type { FindingFact } from '../errors/backup-findings.ts';
import type { ManifestReading } from './read-manifest.ts';
import type { FindingKind } from './sets.ts';
import type { FileStamp, Tree, TreeEntry } from './tree.ts';

/** A finding before it has its words. */
export interface RawFinding {
  readonly kind: FindingKind;
  readonly file: string;
  readonly fact: FindingFact;
}

/** A file that is where it should be and as long as it should be; its content is another question. */
export interface Candidate {
  readonly path: string;
  readonly sha256: string;
  readonly stamp: FileStamp;
}

export interface Comparison {
  readonly findings: readonly RawFinding[];
  readonly candidates: readonly Candidate[];
}

function oddity(entry: TreeEntry): FindingFact {
  switch (entry.kind) {
    case 'link':
      return { fact: 'link' };
    case 'not-text':
      return { fact: 'not-text' };
    case 'unreadable':
      return { fact: 'unreadable', text: entry.theirs.text };
    case 'file':
    case 'folder':
    case 'special':
      return { fact: 'not-a-file' };
  }
}

/** A file that was not seen: missing, or in a folder into which nobody could look. */
function absent(file: string, unreadable: ReadonlyMap<string, string>): RawFinding {
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
    const text = unreadable.get(file.slice(0, end));
    if (text !== undefined) return { kind: 'content', file, fact: { fact: 'unreadable', text } };
  }
  return { kind: 'missing', file, fact: { fact: 'missing' } };
}

/** Holds the tree of a set against its manifest: names, kinds and sizes. */
export function compareTree(manifest: ManifestReading, tree: Tree): Comparison {
  const findings: RawFinding[] = [];
  const candidates: Candidate[] = [];
  const found = new Map<string, TreeEntry>(tree.entries.map(entry => [entry.path, entry]));
  const unreadable = new Map(
    tree.entries.flatMap(entry =>
      entry.kind === 'unreadable' ? [[entry.path, entry.theirs.text]] : [],
    ),
  );
  for (const { path, reason } of manifest.faults) {
    findings.push({ kind: 'manifest', file: path, fact: { fact: 'manifest', reason } });
  }
  for (const { path, size, sha256 } of manifest.files) {
    const entry = found.get(path);
    found.delete(path);
    if (entry === undefined) findings.push(absent(path, unreadable));
    else if (entry.kind !== 'file') {
      findings.push({ kind: 'content', file: path, fact: oddity(entry) });
    } else if (entry.stamp.size !== size) {
      const fact = { fact: 'size', expected: size, found: entry.stamp.size } as const;
      findings.push({ kind: 'size', file: path, fact });
    } else candidates.push({ path, sha256, stamp: entry.stamp });
  }
  for (const path of manifest.emptyFolders) {
    const entry = found.get(path);
    found.delete(path);
    if (entry?.kind === 'folder') continue;
    findings.push({ kind: 'missing', file: path, fact: { fact: 'missing-folder' } });
  }
  for (const entry of found.values()) {
    if (entry.kind === 'folder') continue;
    const fact: FindingFact = entry.kind === 'file' ? { fact: 'extra' } : oddity(entry);
    findings.push({
      kind: entry.kind === 'unreadable' ? 'content' : 'extra',
      file: entry.path,
      fact,
    });
  }
  return { findings, candidates };
}
