import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';

/**
 * Commit that holds the runbook as it is on disk; `undefined` outside a repository, without git, and
 * where the file was changed since.
 */
export async function commitOf(file: string): Promise<string | undefined> {
  const cwd = dirname(file);
  const changed = await git(['status', '--porcelain', '--', basename(file)], cwd);
  if (changed === undefined || changed !== '') return undefined;
  const commit = await git(['log', '-1', '--format=%H', '--', basename(file)], cwd);
  return commit === '' ? undefined : commit;
}

function git(args: readonly string[], cwd: string): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile('git', [...args], { cwd, timeout: 5000, windowsHide: true }, (failure, output) => {
      resolve(failure === null ? output.trim() : undefined);
    });
  });
}
