import type Mocha from 'mocha';
import { appendFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';

/**
 * Runs every bundled test file beside this one in the editor's extension host. The report goes to
 * a file that the caller follows, because the editor's own output is full of its own log.
 */
export async function run(): Promise<void> {
  const file = process.env.RECOVERY_RUNBOOKS_TEST_RESULTS;
  if (file === undefined) throw new Error('RECOVERY_RUNBOOKS_TEST_RESULTS names no file.');
  const { default: MochaClass } = await import('mocha');
  MochaClass.reporters.Base.consoleLog = (...words: unknown[]) => {
    appendFileSync(`${file}.txt`, `${format(...words)}\n`);
  };
  const mocha: Mocha = new MochaClass({
    ui: 'bdd',
    color: false,
    timeout: 240_000,
    reporter: 'spec',
    forbidOnly: true,
  });
  const names = (await readdir(__dirname)).filter(name => name.endsWith('.test.cjs'));
  for (const name of names.sort()) mocha.addFile(join(__dirname, name));
  const failures: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>(resolve => {
    const runner = mocha.run(() => {
      resolve(runner.stats);
    });
    runner.on('fail', test => failures.push(test.fullTitle()));
  });
  const counts = {
    passed: stats?.passes ?? 0,
    failed: stats?.failures ?? 0,
    skipped: stats?.pending ?? 0,
    failures,
  };
  await writeFile(file, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} failing: ${failures.join('; ')}`);
}
