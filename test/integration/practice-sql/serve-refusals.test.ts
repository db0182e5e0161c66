import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeProblem, Problem } from '../../../src/errors/problem.ts';
import {
  createPracticeDatabases,
  instanceFolder,
} from '../../../src/practice/sql/estate/create-databases.ts';
import { createPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import { servePracticeSql } from '../../../src/practice/sql/serve.ts';

const host = 'sql01.contoso.com';

describe('A practice server that cannot be served', () => {
  let folder: string;
  let instanceFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serve-refusals-'));
    await createPracticeDatabases(folder, { host, instance: 'rtc', databases: ['LcsLog'] });
    await createPracticeLogins(folder, randomBytes);
    instanceFile = join(instanceFolder(folder, host, 'rtc'), 'instance.json');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });

  /** The code of the problem with which starting ends, and what the operator reads. */
  async function refusal(): Promise<{ code: string; shown: string }> {
    const instances = [{ name: `${host}\\rtc`, host, instance: 'rtc' }];
    const onDefect = (error: unknown): void => {
      throw error;
    };
    try {
      const options = { estateFolder: folder, instances, paths: [], onDefect };
      await (await servePracticeSql({ ...options, browserPort: false })).close();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { code: error.code, shown: describeProblem(error.data).join('\n') };
    }
    throw new Error('it was served');
  }

  it('for want of its logins, or with a file of logins that is none: which file, and what to do', async () => {
    const file = join(folder, 'practice-logins.yaml');
    for (const make of [
      () => rm(file),
      () => writeFile(file, 'logins: ['),
      () => writeFile(file, 'logins: [{user: x}]\n'),
      async () => {
        await rm(file);
        await mkdir(file);
      },
    ]) {
      await make();
      const { code, shown } = await refusal();
      assert.equal(code, 'PRACTICE-SQL-LOGINS');
      assert.match(shown, /The logins of the practice SQL servers cannot be read: \S/u);
      assert.ok(shown.includes(file), shown);
      assert.match(
        shown,
        /Next: Make a new practice estate: recovery-runbooks practice create DIR/u,
      );
    }
  });

  it('with a file of its own that is damaged: which instance, and that nothing was changed', async () => {
    for (const text of ['{"format":1,', '{"format":9}', '']) {
      await writeFile(instanceFile, text);
      const { code, shown } = await refusal();
      assert.equal(code, 'PRACTICE-SQL-INSTANCE', shown);
      assert.match(shown, /The practice SQL instance sql01\.contoso\.com\\rtc cannot start: \S/u);
      assert.match(shown, /Its files were not changed/u);
      assert.match(shown, /Next: Install the server again, or make a new practice estate/u);
      assert.equal(await readFile(instanceFile, 'utf8'), text);
    }
  });

  it('of a version that it does not play, made or read: the versions that it does', async () => {
    const text = await readFile(instanceFile, 'utf8');
    await writeFile(instanceFile, text.replace('11.0.7001.0', '8.0.2039'));
    const { code, shown } = await refusal();
    assert.equal(code, 'PRACTICE-SQL-VERSION', shown);
    assert.match(shown, /does not play SQL Server version "8\.0\.2039"/u);
    assert.match(shown, /Next: Write 2008 R2, 2012, 2014, or a full version number/u);
    const other = { host: 'sql02.contoso.com', instance: 'rtc', databases: [], version: '7.0' };
    await assert.rejects(createPracticeDatabases(folder, other), { code: 'PRACTICE-SQL-VERSION' });
  });
});
