import { resolve } from 'node:path';
import { formatDiagnostic, type Diagnostic } from '../../errors/diagnostic.ts';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import type { Runbook } from '../../runbook/model.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';

/** What the composition root gives to `lint`. */
export interface LintServices {
  /** Reads a runbook with every finding; throws a `Problem` for what cannot be read at all. */
  readRunbook(file: string): Promise<Runbook>;
}

const usage = ['recovery-runbooks lint FILE… [--json]'];

type Finding = Diagnostic & { readonly file: string };

/** `lint FILE…`: findings with file, line and column; status 1 on any error, 0 with warnings only. */
export function lintCommand(services: LintServices): CliCommand {
  return {
    name: 'lint',
    usage,
    async run(words, context) {
      const { values, positionals } = readOptions(
        words,
        { json: { type: 'boolean' } },
        { least: 1, most: Number.POSITIVE_INFINITY },
        usage,
      );
      const findings: Finding[] = [];
      let unreadable = false;
      for (const file of positionals) {
        try {
          const runbook = await services.readRunbook(resolve(context.cwd, file));
          findings.push(...runbook.diagnostics.map(found => ({ ...found, file })));
        } catch (thrown) {
          unreadable = true;
          findings.push(unreadableFinding(file, thrown));
        }
      }
      print(findings, values.json ?? false, context);
      if (unreadable) return 2;
      return findings.some(found => found.severity === 'error') ? 1 : 0;
    },
  };
}

function unreadableFinding(file: string, thrown: unknown): Finding {
  const problem = asProblem(thrown);
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const message = describeProblem(problem.data).join(' ');
  return { file, code: problem.code.toLowerCase(), severity: 'error', message, ...place };
}

function print(findings: readonly Finding[], json: boolean, context: CliContext): void {
  if (json) {
    const list = findings.map(
      ({ file, line, column, endLine, endColumn, severity, code, message, fix }) => ({
        file,
        line,
        column,
        endLine,
        endColumn,
        severity,
        code,
        message,
        ...(fix === undefined ? {} : { fix }),
      }),
    );
    context.out(`${JSON.stringify(list, undefined, 2)}\n`);
    return;
  }
  for (const found of findings) context.out(`${formatDiagnostic(found.file, found)}\n`);
}
