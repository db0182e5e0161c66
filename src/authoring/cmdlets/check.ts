import * as findings from '../../errors/cmdlets.ts';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import { TextPlaces } from '../../runbook/positions.ts';
import { scanPowerShell } from '../powershell/scanner.ts';
import type { ScannedCommand, ScannedScript } from '../powershell/script.ts';
import { bindCommand } from './binding.ts';
import { cmdletByName } from './catalogue.ts';
import { checkDangers } from './checks/dangers.ts';
import { over, type CommandCheck, type SpanFinding } from './checks/finding.ts';
import { checkNames, checkSpelling } from './checks/parameters.ts';
import { checkMissing, checkMixedSets } from './checks/sets.ts';
import { checkTraps, replicaName } from './checks/traps.ts';
import { checkSwitches, checkValues } from './checks/values.ts';
import { laterCmdlets } from './later.ts';
import { judgeName } from './names.ts';

export interface CsCheckOptions {
  /** Version of the product that the text is for: `2013` (default), `2015`, `2019`. */
  readonly version?: string;
  /** Functions that are defined elsewhere in the same session. */
  readonly functions?: Iterable<string>;
}

const checks: readonly CommandCheck[] = [
  checkNames,
  checkSpelling,
  checkMixedSets,
  checkMissing,
  checkValues,
  checkSwitches,
  checkDangers,
  checkTraps,
];

/** `Uninstall -CsMirrorDatabase`: the name with a blank in it. */
function splitName({ name, nameSpan, args }: ScannedCommand): SpanFinding[] {
  const [first] = args;
  if (name === undefined || first?.kind !== 'parameter' || !/^cs/iu.test(first.name)) return [];
  const whole = cmdletByName(`${name}-${first.name}`)?.name;
  if (whole === undefined) return [];
  const span = { start: nameSpan.start, end: first.end };
  return [over(span, findings.misspelledCmdlet(`${name} -${first.name}`, whole))];
}

/** Commands of Windows that are given the name of a service. */
const services = /^(?:Start|Stop|Restart|Get|Set|Suspend|Resume)-Service$/iu;

function serviceName({ name, args }: ScannedCommand, text: string): SpanFinding[] {
  if (name === undefined || !services.test(name)) return [];
  return args.flatMap(arg => (arg.kind === 'value' ? replicaName(arg.value, text) : []));
}

function checkName(command: ScannedCommand, name: string, version: string): SpanFinding[] {
  const later = laterCmdlets().get(name.toLowerCase());
  if (later !== undefined) {
    return version === '2013'
      ? [over(command.nameSpan, findings.laterCmdlet(name, later.instead))]
      : [];
  }
  const verdict = judgeName(name);
  switch (verdict.kind) {
    case 'known':
    case 'foreign':
      return [];
    case 'misspelled':
      return [over(command.nameSpan, findings.misspelledCmdlet(name, verdict.meant))];
    case 'not-described':
      return [over(command.nameSpan, findings.cmdletNotDescribed(name))];
    case 'unknown':
      return [over(command.nameSpan, findings.unknownCmdlet(name))];
  }
}

/**
 * `-FileName x` where a command begins: the line above ends its command, most often because a blank
 * stands behind its backtick.
 */
function strayParameter({ name, nameSpan }: ScannedCommand, text: string): SpanFinding[] {
  if (name === undefined || !/^-\p{L}/u.test(name)) return [];
  const before = /`([^\S\n]+)\r?\n\s*$/u.exec(text.slice(0, nameSpan.start));
  if (before === null) return [over(nameSpan, findings.strayParameter(name))];
  const start = before.index;
  const end = start + 1 + (before[1] ?? '').length;
  return [over({ start, end }, findings.brokenContinuation())];
}

function checkCommand(
  command: ScannedCommand,
  script: ScannedScript,
  text: string,
  version: string,
): SpanFinding[] {
  const { name } = command;
  if (name === undefined) return [];
  const cmdlet = cmdletByName(name);
  if (cmdlet === undefined) {
    return [
      ...checkName(command, name, version),
      ...splitName(command),
      ...serviceName(command, text),
      ...strayParameter(command, text),
    ];
  }
  const binding = bindCommand(command, cmdlet, script.tables, text);
  return checks.flatMap(check => check({ binding, text, version }));
}

/** Names by which a text calls what it defines itself: functions, and aliases. */
function ownNames(
  script: ScannedScript,
  text: string,
  functions: Iterable<string>,
): ReadonlySet<string> {
  const own = [...functions, ...script.functions];
  for (const { name, args } of script.commands) {
    const values = args.flatMap(arg => (arg.kind === 'value' ? [arg.value] : []));
    const [first] = values.flatMap(value => (value.kind === 'text' ? [value.text] : []));
    if (first === undefined) continue;
    if (/^(?:(?:Set|New)-Alias|sal|nal)$/iu.test(name ?? '')) own.push(first);
    if (/^(?:(?:New|Set)-Item|ni|si)$/iu.test(name ?? '')) {
      own.push(first.replace(/^(?:function|alias):\\?/iu, ''));
    }
  }
  // `${function:Name} = {…}`
  for (const [, name] of text.matchAll(/\$\{(?:function|alias):([^}\n]+)\}/giu))
    own.push(name ?? '');
  return new Set(own.map(name => name.replace(/^(?:global|script|local):/iu, '').toLowerCase()));
}

/** What is wrong with the management cmdlets of a scanned text, in the order of the text. */
export function checkCsScript(
  script: ScannedScript,
  text: string,
  { version = '2013', functions = [] }: CsCheckOptions = {},
): SpanFinding[] {
  const own = ownNames(script, text, functions);
  return script.commands
    .filter(({ name }) => name !== undefined && !own.has(name.toLowerCase()))
    .flatMap(command => checkCommand(command, script, text, version))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Findings at offsets as diagnostics with 1-based places inside the text. */
export function inText(found: readonly SpanFinding[], text: string): readonly Diagnostic[] {
  const places = new TextPlaces(text);
  return found.map(({ start, end, ...finding }) => {
    const from = places.at(start);
    const to = places.at(end);
    return { ...finding, ...from, endLine: to.line, endColumn: to.column };
  });
}

/**
 * Holds the management cmdlets in a PowerShell text against the reference of Lync Server 2013: names,
 * parameters, parameter sets, values, and known traps. Places are 1-based inside the text. `error`:
 * it cannot work there; `warning`: it most likely is not what is meant; `information`: worth a look.
 * Never throws; what only running the text would tell is not reported.
 */
export function checkCsCommands(text: string, options: CsCheckOptions = {}): readonly Diagnostic[] {
  return inText(checkCsScript(scanPowerShell(text), text, options), text);
}
