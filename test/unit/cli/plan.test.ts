import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planCommand } from '../../../src/cli/commands/plan.ts';
import { estateOf } from '../recovery/estates.ts';
import { recordingContext } from './in-process.ts';

async function withPlan(
  work: (
    plan: (...words: readonly string[]) => Promise<number>,
    folder: string,
    said: () => string,
  ) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plan-'));
  const context = recordingContext(folder);
  const command = planCommand({ readEstate: () => Promise.resolve(estateOf()) });
  try {
    await work(
      (...words) => command.run(words, context),
      folder,
      () => context.written.out,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('recovery-runbooks plan', () => {
  it('writes the runbook and says which procedure, why, and what is affected', async () => {
    await withPlan(async (plan, folder, said) => {
      assert.equal(await plan('fe02', '--out', 'fe02.runbook.md'), 0);
      const text = await readFile(join(folder, 'fe02.runbook.md'), 'utf8');
      assert.match(text, /^---\ntitle: Recover the Front End fe02\.contoso\.com\n/u);
      assert.match(said(), /Of the pool are left: fe01\.contoso\.com, fe03\.contoso\.com/u);
      assert.doesNotMatch(said(), /`/u);
    });
  });

  it('never writes over a file that is there', async () => {
    await withPlan(async (plan, folder) => {
      const file = join(folder, 'mine.runbook.md');
      await writeFile(file, 'my changes');
      await assert.rejects(plan('fe02', '--out', file), { code: 'RECOVERY-FILE-EXISTS' });
      assert.equal(await readFile(file, 'utf8'), 'my changes');
    });
  });

  it('takes what is lost beside the server, and answers in JSON', async () => {
    await withPlan(async (plan, folder, said) => {
      const words = ['be01', '--lost', 'be02', '--out', 'be.runbook.md', '--json'];
      assert.equal(await plan(...words), 0);
      const answer: unknown = JSON.parse(said());
      assert.partialDeepStrictEqual(answer, {
        procedure: 'back-end',
        file: join(folder, 'be.runbook.md'),
        others: [],
      });
    });
  });

  it('writes the runbooks of a site beside the one that links them, or nothing at all', async () => {
    await withPlan(async (plan, folder) => {
      await writeFile(join(folder, 'recover-fs01.contoso.com.runbook.md'), 'mine');
      const words = ['Paris', '--out', 'paris.runbook.md'];
      await assert.rejects(plan(...words), { code: 'RECOVERY-FILE-EXISTS' });
      await assert.rejects(readFile(join(folder, 'paris.runbook.md')));
      await rm(join(folder, 'recover-fs01.contoso.com.runbook.md'));
      assert.equal(await plan(...words), 0);
      const links = (await readFile(join(folder, 'paris.runbook.md'), 'utf8')).matchAll(
        /\]\(([^)]+)\)/gu,
      );
      let count = 0;
      for (const [, file = ''] of links) {
        assert.match(await readFile(join(folder, file), 'utf8'), /preflight/u);
        count += 1;
      }
      assert.ok(count > 8);
    });
  });

  it('asks where to write', async () => {
    await withPlan(async plan => {
      await assert.rejects(plan('fe02'), { code: 'CLI-USE' });
    });
  });
});
