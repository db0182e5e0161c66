import { execFile, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const project = join(import.meta.dirname, '..', 'dotnet', 'script-dom');
const output = join(project, 'bin', 'test');
const program = join(output, 'script-dom.dll');

/** Whether the .NET SDK is there. */
export async function hasDotnet(): Promise<boolean> {
  return run('dotnet', ['--version'], { timeout: 60_000 }).then(
    () => true,
    () => false,
  );
}

/** Builds the parser program where it is missing or older than its source. */
export async function buildParser(): Promise<void> {
  const source = Math.max(
    ...['Program.cs', 'script-dom.csproj'].map(name => statSync(join(project, name)).mtimeMs),
  );
  if (existsSync(program) && statSync(program).mtimeMs > source) return;
  const words = ['build', '-c', 'Release', '-o', output, '--nologo', '-v', 'q'];
  await run('dotnet', words, { cwd: project, timeout: 220_000 });
}

const line = z.union([
  z.object({ parsed: z.number() }),
  z.object({
    index: z.number(),
    parser: z.string(),
    line: z.number(),
    column: z.number(),
    message: z.string(),
  }),
]);

/** What the parsers for SQL Server 2008 R2 and 2012 say against these texts: one line for each error. */
export async function parseErrors(texts: readonly string[]): Promise<string[]> {
  const child = spawn('dotnet', [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  let answer = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (answer += part));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(texts.map(text => `${JSON.stringify(text)}\n`).join(''));
  const status = await ended;
  const lines = answer
    .trim()
    .split('\n')
    .map(each => line.parse(JSON.parse(each)));
  const last = lines.at(-1);
  if (status !== 0 || last === undefined || !('parsed' in last) || last.parsed !== texts.length) {
    throw new Error(`the parsers did not read all of ${texts.length} texts: ${answer}`);
  }
  return lines.flatMap(each =>
    'parsed' in each
      ? []
      : `SQL Server ${each.parser}, ${each.line}:${each.column}: ${each.message}\n${texts[each.index] ?? ''}`,
  );
}
