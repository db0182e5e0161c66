import { resolve } from 'node:path';
import { formatDiagnostic, type Diagnostic } from '../../errors/diagnostic.ts';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';
import { sarifLog, type FileFinding } from './sarif.ts';

/** What the composition root gives to `lint`. */
export interface LintServices {
  /** Version of the program, as SARIF names its tool. */
  readonly version: string;
  /**
   * Every finding of a runbook; `estate` is the file that was named, if any. Throws a `Problem` for
   * what cannot be read at all.
   */
  lint(file: string, estate: string | undefined, cwd: string): Promise<readonly Diagnostic[]>;
}

const usage = ['recovery-runbooks lint FILE… [--estate FILE] [--json | --sarif]'];

export { usage as lintUsage };

/** `lint FILE…`: findings with file, line and column; status 1 on any error, 0 with warnings only. */
export function lintCommand(services: LintServices): CliCommand {
  return {
    name: 'lint',
    usage,
    async run(words, context) {
      const { values, positionals } = readOptions(
        words,
        { json: { type: 'boolean' }, sarif: { type: 'boolean' }, estate: { type: 'string' } },
        { least: 1, most: Number.POSITIVE_INFINITY },
        usage,
      );
      const findings: FileFinding[] = [];
      let unreadable = false;
      for (const file of positionals) {
        try {
          const found = await services.lint(resolve(context.cwd, file), values.estate, context.cwd);
          findings.push(...found.map(each => ({ ...each, file })));
        } catch (thrown) {
          unreadable = true;
          findings.push(unreadableFinding(file, thrown));
        }
      }
      if (values.sarif ?? false) printJson(sarifLog(findings, services.version), context);
      else if (values.json ?? false) printJson(findings.map(listed), context);
      else for (const found of findings) context.out(`${formatDiagnostic(found.file, found)}\n`);
      if (unreadable) return 2;
      return findings.some(found => found.severity === 'error') ? 1 : 0;
    },
  };
}

function unreadableFinding(file: string, thrown: unknown): FileFinding {
  const problem = asProblem(thrown);
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const message = describeProblem(problem.data).join(' ');
  return { file, code: problem.code.toLowerCase(), severity: 'error', message, ...place };
}

function printJson(value: unknown, context: CliContext): void {
  context.out(`${JSON.stringify(value, undefined, 2)}\n`);
}

function listed(found: FileFinding): unknown {
  const { file, line, column, endLine, endColumn, severity, code, message, fix } = found;
  const place = { file, line, column, endLine, endColumn };
  return { ...place, severity, code, message, ...(fix === undefined ? {} : { fix }) };
}
