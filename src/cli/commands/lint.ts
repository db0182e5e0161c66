import { resolve } from 'node:path';
import { formatDiagnostic, type Diagnostic } from '../../errors/diagnostic.ts';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';
import { lintOperand } from './lint-files.ts';
import { sarifLog, type FileFinding } from './sarif.ts';

/** How runbooks are to be held against the rules. */
export interface LintOrder {
  /** Estate file that was named. */
  readonly estate: string | undefined;
  readonly cwd: string;
  /** Whether the parser of the PowerShell that is there is asked, too. */
  readonly powershell: boolean;
}

/** What the composition root gives to `lint`. */
export interface LintServices {
  /** Version of the program, as SARIF names its tool. */
  readonly version: string;
  /** Every finding of a runbook. Throws a `Problem` for what cannot be read at all. */
  lint(file: string, order: LintOrder): Promise<readonly Diagnostic[]>;
  /** Ends what was started for it. */
  end(): void;
}

const usage = ['recovery-runbooks lint FILE… [--estate FILE] [--no-powershell] [--json | --sarif]'];

export { usage as lintUsage };

interface Linted {
  readonly findings: readonly FileFinding[];
  /** Something could not be read. */
  readonly unreadable: boolean;
}

async function lintAll(
  operands: readonly string[],
  order: LintOrder,
  services: LintServices,
): Promise<Linted> {
  const findings: FileFinding[] = [];
  const seen = new Set<string>();
  let unreadable = false;
  const refuse = (file: string, thrown: unknown): void => {
    unreadable = true;
    findings.push(unreadableFinding(file, thrown));
  };
  for (const operand of operands) {
    const named = await lintOperand(operand, order.cwd);
    if ('problem' in named) {
      refuse(operand, named.problem);
      continue;
    }
    for (const file of named.files) {
      const path = resolve(order.cwd, file);
      if (seen.has(path)) continue;
      seen.add(path);
      try {
        const found = await services.lint(path, order);
        findings.push(...found.map(each => ({ ...each, file })));
      } catch (thrown) {
        refuse(file, thrown);
      }
    }
  }
  return { findings, unreadable };
}

/**
 * `lint FILE…`: findings with file, line and column. Status 2 where something cannot be read, 1 on any
 * error, 0 with warnings only.
 */
export function lintCommand(services: LintServices): CliCommand {
  return {
    name: 'lint',
    usage,
    async run(words, context) {
      const { values, positionals } = readOptions(
        words,
        {
          json: { type: 'boolean' },
          sarif: { type: 'boolean' },
          estate: { type: 'string' },
          'no-powershell': { type: 'boolean' },
        },
        { least: 1, most: Number.POSITIVE_INFINITY },
        usage,
      );
      const powershell = !(values['no-powershell'] ?? false);
      const order = { estate: values.estate, cwd: context.cwd, powershell };
      try {
        const { findings, unreadable } = await lintAll(positionals, order, services);
        if (values.sarif ?? false) printJson(sarifLog(findings, services.version), context);
        else if (values.json ?? false) printJson(findings.map(listed), context);
        else for (const found of findings) context.out(`${formatDiagnostic(found.file, found)}\n`);
        if (unreadable) return 2;
        return findings.some(found => found.severity === 'error') ? 1 : 0;
      } finally {
        services.end();
      }
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
