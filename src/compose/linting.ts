import { readFile } from 'node:fs/promises';
import { RunbookLinter } from '../authoring/linter.ts';
import { cannotRead } from '../errors/cli.ts';
import type { Diagnostic } from '../errors/diagnostic.ts';
import type { Estate } from '../estate/model.ts';
import { commandEffect } from '../executors/powershell/effects.ts';
import { sqlEffect } from '../executors/sql/effects.ts';
import { stepActions } from '../executors/steps/registry.ts';
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

/** Every finding of a runbook file. Throws a `Problem` where it cannot be read at all. */
export async function lintRunbookFile(
  file: string,
  linter: RunbookLinter,
  estate?: Estate,
): Promise<readonly Diagnostic[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw cannotRead(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
  return linter.lint(readRunbook(bytes, file), estate);
}
