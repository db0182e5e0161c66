import { readFile } from 'node:fs/promises';
import { inOrder } from '../authoring/lint.ts';
import { RunbookLinter } from '../authoring/linter.ts';
import { syntaxFindings, type CheckSyntax } from '../authoring/powershell/syntax.ts';
import { inFile } from '../authoring/step-facts.ts';
import { cannotRead } from '../errors/cli.ts';
import type { Diagnostic } from '../errors/diagnostic.ts';
import type { Estate } from '../estate/model.ts';
import { commandEffect } from '../executors/powershell/effects.ts';
import { sqlEffect } from '../executors/sql/cells/effects.ts';
import { stepActions } from '../executors/steps/registry.ts';
import type { Runbook } from '../runbook/model.ts';
import { readRunbook } from '../runbook/read.ts';

/** A linter that judges texts as the executors do. */
export function runbookLinter(): RunbookLinter {
  return new RunbookLinter(stepActions(), {
    command: ({ name, line, parameters }) => {
      const command = { name, line, parameters, known: true, whatIf: false };
      const { kind, loss } = commandEffect(command);
      return { kind, losses: loss === undefined ? [] : [loss] };
    },
    sql: sqlEffect,
  });
}

async function syntaxOf(runbook: Runbook, check: CheckSyntax): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const step of runbook.steps) {
    if (step.language !== 'powershell') continue;
    const faults = await check(step.text);
    if (faults === undefined) break;
    found.push(...syntaxFindings(faults, step.text).map(each => inFile(each, step)));
  }
  return found;
}

/**
 * Every finding of a runbook file; `check` adds what PowerShell's own parser says. Throws a `Problem`
 * where the file cannot be read at all.
 */
export async function lintRunbookFile(
  file: string,
  linter: RunbookLinter,
  estate?: Estate,
  check?: CheckSyntax,
): Promise<readonly Diagnostic[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw cannotRead(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
  const runbook = readRunbook(bytes, file);
  const found = linter.lint(runbook, estate);
  return check === undefined ? found : inOrder([...found, ...(await syntaxOf(runbook, check))]);
}
