import type { z } from 'zod';
import { cancelled, type TheirWords } from '../../errors/problem.ts';
import { shellAnswerStrange, shellDied, shellFailed, type ShellUse } from '../../errors/steps.ts';
import type { ShellError, ShellResult, ShellValue } from '../powershell/session.ts';
import { toOutput } from '../powershell/to-output.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices } from './action.ts';

/** One script for one server. `changed` says what is so if it fails. */
export interface Script {
  /** FQDN; `undefined` is this computer. */
  readonly server: string | undefined;
  /** What is being done, one clause, for the texts of a failure. */
  readonly doing: string;
  readonly changed: string;
  readonly next?: readonly string[];
  /** PowerShell 3.0; values come in by `param(…)` alone. */
  readonly text: string;
  readonly parameters?: Readonly<Record<string, ShellValue>>;
}

function useOf(script: Script): ShellUse {
  return {
    server: script.server ?? 'localhost',
    doing: script.doing,
    changed: script.changed,
    ...(script.next === undefined ? {} : { next: script.next }),
  };
}

function theirWords(error: ShellError, server: string): TheirWords {
  return {
    source: error.command === '' ? server : `${server} ${error.command}`,
    text: error.message,
    ...(error.errorId === '' ? {} : { number: error.errorId }),
  };
}

function throwUnlessCompleted(result: ShellResult, script: Script, signal: AbortSignal): void {
  if (result.end === 'completed') return;
  signal.throwIfAborted();
  const use = useOf(script);
  if (result.end === 'stopped') throw cancelled(use.server);
  if (result.end === 'died') throw shellDied(use, result.reason ?? '');
  throw shellFailed(
    use,
    result.errors.map(error => theirWords(error, use.server)),
  );
}

/**
 * Runs a script that only reads, and gives its objects held against `schema`. Throws a `Problem` when
 * it fails or gives something else.
 */
export async function ask<S extends z.ZodType>(
  script: Script,
  schema: S,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<z.output<S>[]> {
  const session = await services.shells.session(script.server, context.signal, context.people);
  const result = await session.invoke({
    script: script.text,
    // With parameters, none at all too, a script leaves no variables behind in the session.
    parameters: script.parameters ?? {},
    results: 'objects',
    signal: context.signal,
  });
  throwUnlessCompleted(result, script, context.signal);
  return result.objects.map(object => {
    const read = schema.safeParse(object);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw shellAnswerStrange(
      useOf(script),
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  });
}

/** Runs a script that changes something; its streams go to the step's output. Throws a `Problem`. */
export async function act(
  script: Script,
  context: ActionRunContext,
  services: ActionServices,
): Promise<ShellResult> {
  const session = await services.shells.session(script.server, context.signal, context.people);
  const result = await session.invoke({
    script: script.text,
    // With parameters, none at all too, a script leaves no variables behind in the session.
    parameters: script.parameters ?? {},
    results: 'stream',
    signal: context.signal,
    ...toOutput(context.output),
  });
  throwUnlessCompleted(result, script, context.signal);
  return result;
}

/**
 * Script text that reads instances of a WMI class, with `Get-WmiObject` (Windows PowerShell) or
 * `Get-CimInstance` (PowerShell 6 and later, which lacks it). All three are constants of the caller.
 */
export function readClass(name: string, properties: readonly string[], filter?: string): string {
  const where = filter === undefined ? '' : ` | Where-Object { ${filter} }`;
  const select = `Select-Object -Property ${properties.join(', ')}`;
  return [
    'if (Get-Command -Name Get-WmiObject -ErrorAction SilentlyContinue) {',
    `  Get-WmiObject -Class ${name}${where} | ${select}`,
    '} else {',
    `  Get-CimInstance -ClassName ${name}${where} | ${select}`,
    '}',
  ].join('\n');
}
