import { join } from 'node:path';
import { findingText } from '../errors/backup-findings.ts';
import { setNotComparable } from '../errors/backup.ts';
import { manifestName } from './names.ts';
import { readManifest, type ManifestReading } from './read-manifest.ts';
import type { SetComparison } from './sets.ts';
import type { Work } from './work.ts';

export interface CompareOrder {
  readonly left: { readonly folder: string; readonly shown: string };
  readonly right: { readonly folder: string; readonly shown: string };
}

/** Files of one kind that a comparison names one by one; the counts are whole. */
const mostNames = 10_000;

async function manifestAt(
  { folder, shown }: CompareOrder['left'],
  work: Work,
): Promise<ManifestReading> {
  const read = await readManifest(folder, work.files);
  if (read.found === 'manifest') return read.manifest;
  const reason =
    read.found === 'nothing' ? undefined : findingText({ fact: 'manifest', reason: read.reason });
  throw setNotComparable(join(shown, manifestName), reason);
}

class Named {
  readonly names: string[] = [];
  count = 0;

  add(name: string): void {
    this.count += 1;
    if (this.names.length < mostNames) this.names.push(name);
  }
}

/**
 * Compares two sealed sets by their manifests: which files each has alone, and which differ. Nothing
 * but the manifests is read, so this says what was sealed, not what is on the disk now. Throws a
 * refusal for a set without a manifest that can be believed.
 */
export async function compareSets(order: CompareOrder, work: Work): Promise<SetComparison> {
  const left = await manifestAt(order.left, work);
  const right = await manifestAt(order.right, work);
  const others = new Map(right.files.map(file => [file.path, file]));
  const [onlyLeft, changed] = [new Named(), new Named()];
  let same = 0;
  for (const { path, size, sha256 } of left.files) {
    const other = others.get(path);
    others.delete(path);
    if (other === undefined) onlyLeft.add(path);
    else if (other.size === size && other.sha256 === sha256) same += 1;
    else changed.add(path);
  }
  const onlyRight = new Named();
  for (const path of others.keys()) onlyRight.add(path);
  return {
    left: { path: order.left.shown, ...left.head, ...left.totals },
    right: { path: order.right.shown, ...right.head, ...right.totals },
    same,
    onlyLeft: { count: onlyLeft.count, files: onlyLeft.names },
    onlyRight: { count: onlyRight.count, files: onlyRight.names },
    changed: { count: changed.count, files: changed.names },
  };
}
