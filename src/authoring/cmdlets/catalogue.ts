import data from './lync-2013.json' with { type: 'json' };

export interface CmdletParameter {
  readonly name: string;
  /** .NET type without its namespace, or the values it can have with `|` between them. */
  readonly type: string;
  readonly isSwitch: boolean;
  /** The only constants allowed; empty where there is no list. */
  readonly values: readonly string[];
}

/** Names of the parameters that can be used together. */
export interface ParameterSet {
  readonly mandatory: readonly string[];
  readonly optional: readonly string[];
}

/** A management cmdlet as the reference of Lync Server 2013 describes it. */
export interface Cmdlet {
  readonly name: string;
  /** By name in lower case, in the order of the reference. */
  readonly parameters: ReadonlyMap<string, CmdletParameter>;
  readonly sets: readonly ParameterSet[];
  /** Parameters that only later versions of the product have. */
  readonly later: readonly string[];
}

/** Parameters that every cmdlet has, with the short names that PowerShell gives them. */
export const commonParameters: readonly { readonly name: string; readonly short: string }[] = [
  { name: 'Verbose', short: 'vb' },
  { name: 'Debug', short: 'db' },
  { name: 'ErrorAction', short: 'ea' },
  { name: 'WarningAction', short: 'wa' },
  { name: 'InformationAction', short: 'infa' },
  { name: 'ErrorVariable', short: 'ev' },
  { name: 'WarningVariable', short: 'wv' },
  { name: 'InformationVariable', short: 'iv' },
  { name: 'OutVariable', short: 'ov' },
  { name: 'OutBuffer', short: 'ob' },
  { name: 'PipelineVariable', short: 'pv' },
];

interface Entry {
  readonly each: string;
  readonly sets?: readonly string[];
  readonly types?: Readonly<Record<string, string | undefined>>;
  readonly later?: string;
}

const entries: Readonly<Record<string, Entry | undefined>> = data.cmdlets;
const types: Readonly<Record<string, string | undefined>> = data.types;

function words(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter(word => word !== '');
}

function setOf(written: readonly string[]): ParameterSet {
  const names = (mandatory: boolean): string[] =>
    written
      .filter(word => word.endsWith('!') === mandatory)
      .map(word => (mandatory ? word.slice(0, -1) : word));
  return { mandatory: names(true), optional: names(false) };
}

function parameterOf(name: string, entry: Entry): CmdletParameter {
  const type = entry.types?.[name] ?? types[name] ?? 'String';
  const values = type.includes('|') ? type.split('|') : [];
  return { name, type, isSwitch: type === 'SwitchParameter', values };
}

function cmdletOf(name: string, entry: Entry): Cmdlet {
  const each = words(entry.each);
  const own = (entry.sets ?? ['']).map(words);
  const sets = own.map(set => setOf([...set, ...each]));
  const names = new Set(sets.flatMap(set => [...set.mandatory, ...set.optional]));
  const parameters = new Map(
    [...names].map(each => [each.toLowerCase(), parameterOf(each, entry)]),
  );
  return { name, parameters, sets, later: words(entry.later) };
}

/** Every cmdlet of the catalogue, as it is written. */
export const cmdletNames: readonly string[] = Object.keys(data.cmdlets);

const spelling = new Map(cmdletNames.map(name => [name.toLowerCase(), name]));
/** Cmdlets that were asked for: a runbook names few of them. */
const known = new Map<string, Cmdlet>();

/** A cmdlet by its name, upper and lower case being the same. */
export function cmdletByName(name: string): Cmdlet | undefined {
  const written = spelling.get(name.toLowerCase());
  if (written === undefined) return undefined;
  let cmdlet = known.get(written);
  const entry = entries[written];
  if (cmdlet === undefined && entry !== undefined) {
    cmdlet = cmdletOf(written, entry);
    known.set(written, cmdlet);
  }
  return cmdlet;
}
