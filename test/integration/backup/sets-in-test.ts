import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderBackupSets } from '../../../src/backup/folder-sets.ts';
import { describeProblem, Problem } from '../../../src/errors/problem.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import type { Scratch } from '../../unit/backup/work-in-test.ts';

export const location = '\\\\bk01.contoso.com\\LyncBackup';
export const share = '\\\\se01.contoso.com\\LyncShare';

export const second = '\\\\bk02.contoso.com\\LyncBackup';

/** Sets of an estate whose shares are folders below `root`. */
export function setsAt(root: string): FolderBackupSets {
  const mappings = [
    { unc: location, local: join(root, 'backup') },
    { unc: share, local: join(root, 'share') },
    { unc: second, local: join(root, 'second') },
  ];
  return new FolderBackupSets({ paths: new PathMap(mappings, 'posix'), location });
}

export function setsIn(scratch: Scratch): FolderBackupSets {
  return setsAt(scratch.root);
}

export const signal = new AbortController().signal;

/** Waits for the refusal with that code and gives it. */
export async function refusal(action: Promise<unknown>, code: string): Promise<Problem> {
  let found: Problem | undefined;
  await assert.rejects(action, (thrown: unknown) => {
    assert.ok(thrown instanceof Problem, thrown instanceof Error ? thrown.stack : String(thrown));
    assert.equal(thrown.code, code);
    found = thrown;
    return true;
  });
  assert.ok(found);
  return found;
}

export function words(problem: Problem): string {
  return describeProblem({ ...problem.data, what: '', next: [] }).join('\n');
}

/** Bytes of a file; 0 where there is none. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
