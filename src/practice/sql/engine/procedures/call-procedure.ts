import { Cursor } from '../../language/cursor.ts';
import { parseObjectName } from '../../language/parse-expression.ts';
import { parseType } from '../../language/parse-type.ts';
import { intType, type SqlType, type SqlValue } from '../../values/types.ts';
import { errorsOf, notSupported, sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { otherProcedures, systemProcedures } from './all-procedures.ts';
import { argumentText, type ProcedureArgument } from './argument.ts';

export interface ProcedureResult {
  readonly status: number;
  /** Values of output parameters, by place of the argument. */
  readonly outputs: ReadonlyMap<number, { name: string; type: SqlType; value: SqlValue }>;
}

interface Parameter {
  readonly name: string;
  readonly type: SqlType;
  readonly output: boolean;
}

/** Parameter definitions as sp_executesql takes them: `@a int, @b nvarchar(20) OUTPUT`. */
function parseParameters(text: string, major: number): Parameter[] {
  const cursor = new Cursor(text, major);
  const parameters: Parameter[] = [];
  if (cursor.peek().kind === 'end') return parameters;
  do {
    const name = cursor.variable();
    cursor.accept('AS');
    const type = parseType(cursor);
    const output = cursor.oneOf('OUTPUT', 'OUT') !== undefined;
    parameters.push({ name, type, output });
  } while (cursor.accept(','));
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  return parameters;
}

/** The value given for a parameter: by name, else by place. */
function given(
  parameter: Parameter,
  place: number,
  values: readonly ProcedureArgument[],
): { argument: ProcedureArgument; at: number } | undefined {
  const named = values.findIndex(
    value => value.name?.toLowerCase() === parameter.name.toLowerCase(),
  );
  const at = named >= 0 ? named : values[place]?.name === undefined ? place : -1;
  const argument = values[at];
  return argument === undefined ? undefined : { argument, at };
}

/** Runs text with parameters; `skipped` is how many arguments stand before the values. */
async function runText(
  execution: Execution,
  text: string,
  definitions: string,
  values: readonly ProcedureArgument[],
  skipped: number,
): Promise<ProcedureResult> {
  const parameters = parseParameters(definitions, execution.instance.product.version[0]);
  if (values.length > parameters.length) throw sqlError(8144, 'sp_executesql');
  const places: { at: number; parameter: Parameter }[] = [];
  for (const [place, parameter] of parameters.entries()) {
    const found = given(parameter, place, values);
    if (found === undefined)
      throw sqlError(8178, `(${definitions})${text}`.slice(0, 2000), parameter.name);
    execution.declare(parameter.name, parameter.type, null);
    execution.assign(parameter.name, found.argument.value, found.argument.type);
    if (parameter.output) places.push({ at: found.at + skipped, parameter });
  }
  const statements = execution.session.parse(text, execution);
  if (statements === undefined) return { status: 1, outputs: new Map() };
  const status = await execution.runBatch(statements);
  const outputs = new Map(
    places.map(({ at, parameter: { name, type } }) => [
      at,
      { name, type, value: execution.variable(name).value },
    ]),
  );
  return { status: execution.failed ? execution.session.lastError : status, outputs };
}

function handleOf(argument: ProcedureArgument | undefined): number {
  return Number(argument?.value ?? 0);
}

function handleOutput(handle: number): ProcedureResult['outputs'] {
  return new Map([[0, { name: '@handle', type: intType, value: BigInt(handle) }]]);
}

/** Procedures that run text: their values follow the text. */
async function callTextProcedure(
  execution: Execution,
  name: string,
  list: readonly ProcedureArgument[],
): Promise<ProcedureResult | undefined> {
  const { session } = execution;
  switch (name) {
    case 'sp_executesql':
      return runText(execution, argumentText(list[0]), argumentText(list[1]), list.slice(2), 2);
    case 'sp_prepexec': {
      const [, definitions, text] = list;
      const handle = session.prepare(argumentText(definitions), argumentText(text));
      const result = await runText(
        execution,
        argumentText(text),
        argumentText(definitions),
        list.slice(3),
        3,
      );
      return { ...result, outputs: new Map([...result.outputs, ...handleOutput(handle)]) };
    }
    case 'sp_prepare': {
      const handle = session.prepare(argumentText(list[1]), argumentText(list[2]));
      return { status: 0, outputs: handleOutput(handle) };
    }
    case 'sp_execute': {
      const prepared = session.prepared.get(handleOf(list[0]));
      if (prepared === undefined) throw sqlError(8179, handleOf(list[0]));
      return runText(execution, prepared.text, prepared.parameters, list.slice(1), 1);
    }
    case 'sp_unprepare': {
      if (!session.prepared.delete(handleOf(list[0]))) throw sqlError(8179, handleOf(list[0]));
      return { status: 0, outputs: new Map() };
    }
    default:
      return undefined;
  }
}

/**
 * Calls a procedure in `execution`, which is its own. `parts` is its name, outermost part first;
 * throws 2812 for one that there is not.
 */
export async function callProcedure(
  execution: Execution,
  parts: readonly string[],
  list: readonly ProcedureArgument[],
): Promise<ProcedureResult> {
  const { database, name } = resolve(execution, parts);
  if (name === 'sp_reset_connection') return callByName(execution, name, parts, list);
  return execution.inItsDatabase(database, () => callByName(execution, name, parts, list));
}

/** The parts of a procedure's name; a client's RPC gives them in one text. Throws 2812. */
function resolve(
  execution: Execution,
  parts: readonly string[],
): { readonly database: string; readonly name: string } {
  const written = parts.length === 1 ? splitName(execution, parts[0] ?? '') : parts;
  const [name = '', schema = '', database = '', server = ''] = [...written].reverse();
  if (server !== '') throw notSupported('A linked server');
  const known = ['', 'dbo', 'sys'].includes(schema.toLowerCase());
  if (!known || (database !== '' && execution.instance.find(database) === undefined))
    throw sqlError(2812, written.join('.'));
  return { database, name: name.toLowerCase() };
}

function splitName(execution: Execution, text: string): readonly string[] {
  const trimmed = text.replace(/^\.+/u, '');
  try {
    return parseObjectName(new Cursor(trimmed, execution.instance.product.version[0])).parts;
  } catch (error) {
    if (errorsOf(error) === undefined) throw error;
    return [text];
  }
}

async function callByName(
  execution: Execution,
  name: string,
  parts: readonly string[],
  list: readonly ProcedureArgument[],
): Promise<ProcedureResult> {
  const result = await callTextProcedure(execution, name, list);
  if (result !== undefined) return result;
  const procedure = systemProcedures.get(name);
  if (procedure === undefined && otherProcedures.has(name)) throw notSupported(name);
  if (procedure === undefined) throw sqlError(2812, parts.join('.'));
  const status = await procedure(execution, list);
  return { status, outputs: new Map() };
}
