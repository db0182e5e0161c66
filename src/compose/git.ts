import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import type { LoggedRunbook } from '../log/events.ts';

/** Where a runbook's text can be found again. */
export type RunbookOrigin = Pick<LoggedRunbook, 'commit' | 'changedSince'>;

/**
 * The commit that holds the runbook as it is on disk, or the one since which it was changed; nothing
 * outside a repository, without git, and for a file that was never committed.
 */
export async function originOf(file: string): Promise<RunbookOrigin> {
  const cwd = dirname(file);
  const changed = await git(['status', '--porcelain', '--', basename(file)], cwd);
  const commit = await git(['log', '-1', '--format=%H', '--', basename(file)], cwd);
  if (changed === undefined || commit === undefined || commit === '') return {};
  return changed === '' ? { commit } : { changedSince: commit };
}

/** What git prints; `undefined` where it fails. The file's name is a name to it, and no pattern. */
function git(args: readonly string[], cwd: string): Promise<string | undefined> {
  const words = ['--literal-pathspecs', ...args];
  return new Promise(resolve => {
    execFile('git', words, { cwd, timeout: 5000, windowsHide: true }, (failure, output) => {
      resolve(failure === null ? output.trim() : undefined);
    });
  });
}
