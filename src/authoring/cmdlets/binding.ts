import type {
  ScannedArgument,
  ScannedCommand,
  ScannedTable,
  ScannedValue,
  Span,
} from '../powershell/script.ts';
import { commonParameters, type Cmdlet, type CmdletParameter } from './catalogue.ts';

/** A parameter as a command gives it. */
export interface GivenParameter extends Span {
  /** As written, without the dash. */
  readonly written: string;
  readonly parameter: CmdletParameter;
  readonly value?: ScannedValue;
  /** The value is tied to it by a colon. */
  readonly tied: boolean;
  /** It is a key of a table that is splatted. */
  readonly splatted: boolean;
}

/** A name that is no parameter, or that could be several. */
export interface UnboundParameter extends Span {
  readonly written: string;
  readonly value?: ScannedValue;
  readonly tied: boolean;
  readonly splatted: boolean;
  /** What an abbreviation could stand for. */
  readonly candidates: readonly string[];
}

/** The arguments of a command, bound to the parameters of a cmdlet. */
export interface Binding {
  readonly command: ScannedCommand;
  readonly cmdlet: Cmdlet;
  readonly given: readonly GivenParameter[];
  readonly unbound: readonly UnboundParameter[];
  readonly positional: readonly ScannedValue[];
  /** There may be parameters that the text does not show: a splatted variable, `--%`. */
  readonly dynamic: boolean;
}

type Named = Pick<GivenParameter, 'written' | 'value' | 'tied' | 'splatted' | 'start' | 'end'>;

/** What can be done about an error, a warning or an information. */
const actions = ['SilentlyContinue', 'Stop', 'Continue', 'Inquire', 'Ignore', 'Suspend', 'Break'];

const common: ReadonlyMap<string, CmdletParameter> = new Map(
  commonParameters.flatMap(({ name, short }) => {
    const isSwitch = name === 'Verbose' || name === 'Debug';
    const type = isSwitch ? 'SwitchParameter' : 'String';
    const parameter = { name, type, isSwitch, values: name.endsWith('Action') ? actions : [] };
    return [
      [name.toLowerCase(), parameter],
      [short, parameter],
    ];
  }),
);
const shortNames: Readonly<Record<string, string>> = { wi: 'whatif', cf: 'confirm' };

/** What a written parameter name stands for: a whole name, a short one, or the beginning of one name. */
export function parametersFor(written: string, cmdlet: Cmdlet): readonly CmdletParameter[] {
  const key = written.toLowerCase();
  const exact = cmdlet.parameters.get(shortNames[key] ?? key) ?? common.get(key) ?? undefined;
  if (exact !== undefined) return [exact];
  const found = new Map<string, CmdletParameter>();
  for (const [name, parameter] of [...cmdlet.parameters, ...common]) {
    if (name.startsWith(key) && name === parameter.name.toLowerCase()) found.set(name, parameter);
  }
  return [...found.values()];
}

/** The tables that a splatted variable can only be: assigned once, with plain keys, not changed. */
function tableFor(
  name: string,
  before: number,
  tables: readonly ScannedTable[],
  text: string,
): ScannedTable | undefined {
  const same = tables.filter(table => table.variable.toLowerCase() === name.toLowerCase());
  const [only] = same;
  if (only === undefined || same.length > 1 || !only.plain || only.end > before) return undefined;
  const quoted = name.replace(/[^\p{L}\p{Nd}_]/gu, '');
  const uses = new RegExp(`[$@](?:\\w+:)?\\{?${quoted}\\b\\}?\\s*(?:[.[=+]|-=)`, 'giu');
  let changed = 0;
  for (const use of text.matchAll(uses)) if (use[0] !== '') changed += 1;
  return changed <= 1 ? only : undefined;
}

/** What the arguments name, with the values that follow their names. */
function namedOf(
  args: readonly ScannedArgument[],
  cmdlet: Cmdlet,
): { named: Named[]; positional: ScannedValue[] } {
  const named: Named[] = [];
  const positional: ScannedValue[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === undefined || arg.kind === 'splat' || arg.kind === 'verbatim') continue;
    if (arg.kind === 'value') {
      positional.push(arg.value);
      continue;
    }
    const { start, end, name: written } = arg;
    const base = { written, start, end, splatted: false };
    if (arg.value !== undefined) {
      named.push({ ...base, value: arg.value, tied: true });
      continue;
    }
    const following = args[at + 1];
    const all = parametersFor(written, cmdlet);
    const takesValue = all.length === 0 ? false : !all.every(parameter => parameter.isSwitch);
    if (takesValue && following?.kind === 'value') {
      named.push({ ...base, value: following.value, tied: false });
      at += 1;
    } else if (all.length === 0 && following?.kind === 'value') {
      // whether an unknown parameter takes a value is not known: its value is nobody else's
      named.push({ ...base, value: following.value, tied: false });
      at += 1;
    } else named.push({ ...base, tied: false });
  }
  return { named, positional };
}

/** Binds the arguments of a command. `text` is what the tables and the command were scanned from. */
export function bindCommand(
  command: ScannedCommand,
  cmdlet: Cmdlet,
  tables: readonly ScannedTable[],
  text: string,
): Binding {
  const { named, positional } = namedOf(command.args, cmdlet);
  let dynamic = false;
  for (const arg of command.args) {
    if (arg.kind === 'verbatim') dynamic = true;
    if (arg.kind !== 'splat') continue;
    const table = tableFor(arg.name, command.start, tables, text);
    if (table === undefined) dynamic = true;
    for (const { name, start, end, value } of table?.keys ?? []) {
      const given = value === undefined ? {} : { value };
      named.push({ written: name, start, end, tied: true, splatted: true, ...given });
    }
  }
  const given: GivenParameter[] = [];
  const unbound: UnboundParameter[] = [];
  for (const one of named) {
    const found = parametersFor(one.written, cmdlet);
    const [parameter] = found;
    if (parameter !== undefined && found.length === 1) given.push({ ...one, parameter });
    else unbound.push({ ...one, candidates: found.map(each => each.name) });
  }
  return { command, cmdlet, given, unbound, positional, dynamic };
}
