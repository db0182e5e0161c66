import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '../../../src/compose/git.ts';
import { scratch } from '../../unit/log/surroundings.ts';

/** Git that reads no settings of the computer. */
function git(cwd: string, ...words: string[]): string {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@contoso.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@contoso.com',
  };
  return execFileSync('git', words, { cwd, env, encoding: 'utf8' }).trim();
}

function commitAll(folder: string): string {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'Runbooks');
  return git(folder, 'rev-parse', 'HEAD');
}

describe('where the text of a runbook comes from', function () {
  this.timeout(60_000);
  const folder = scratch();

  it('is the last commit of the file, not of the repository, and also with a detached head', async () => {
    const repository = folder();
    git(repository, 'init', '-q');
    const file = join(repository, 'a [1] *.runbook.md');
    writeFileSync(file, '# A\n');
    const commit = commitAll(repository);
    writeFileSync(join(repository, 'a 1 x.runbook.md'), '# B\n');
    const later = commitAll(repository);
    assert.deepEqual(await originOf(file), { commit });
    git(repository, 'checkout', '-q', '--detach', later);
    assert.deepEqual(await originOf(file), { commit });
  });

  it('is the commit since which it was changed, on the disk or for the next commit', async () => {
    const repository = folder();
    git(repository, 'init', '-q');
    const file = join(repository, 'a.runbook.md');
    writeFileSync(file, '# A\n');
    const commit = commitAll(repository);
    writeFileSync(file, '# A, at night\n');
    assert.deepEqual(await originOf(file), { changedSince: commit });
    git(repository, 'add', '-A');
    assert.deepEqual(await originOf(file), { changedSince: commit });
  });

  it('is known in a second work tree, and in a folder of the repository', async () => {
    const repository = folder();
    git(repository, 'init', '-q');
    mkdirSync(join(repository, 'sites'));
    writeFileSync(join(repository, 'sites', 'a.runbook.md'), '# A\n');
    const commit = commitAll(repository);
    const tree = join(folder(), 'tree');
    git(repository, 'worktree', 'add', '-q', '--detach', tree);
    assert.deepEqual(await originOf(join(tree, 'sites', 'a.runbook.md')), { commit });
  });

  it('is not known outside a repository, before the first commit, and for what is not in it', async () => {
    const outside = folder();
    const file = (place: string): string => join(place, 'a.runbook.md');
    writeFileSync(file(outside), '# A\n');
    assert.deepEqual(await originOf(file(outside)), {});
    const repository = folder();
    git(repository, 'init', '-q');
    writeFileSync(file(repository), '# A\n');
    assert.deepEqual(await originOf(file(repository)), {});
    writeFileSync(join(repository, '.gitignore'), 'a.runbook.md\n');
    commitAll(repository);
    assert.deepEqual(await originOf(file(repository)), {});
  });
});
