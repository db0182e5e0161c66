import * as l10n from '@vscode/l10n';
import { powershellRegions } from '../../runbook/powershell/text.ts';
import { bindCommand, parametersFor, type Binding } from '../cmdlets/binding.ts';
import { cmdletByName, cmdletNames, type CmdletParameter } from '../cmdlets/catalogue.ts';
import { cmdletText, parameterText } from '../cmdlets/describe.ts';
import { laterCmdlets } from '../cmdlets/later.ts';
import { certificateUses, moreValues } from '../cmdlets/values.ts';
import { scanPowerShell } from '../powershell/scanner.ts';
import type { ScannedCommand, Span } from '../powershell/script.ts';
import { plain } from './markdown.ts';
import type { Completion, Hover, World } from './model.ts';
import { variableHover } from './step-language.ts';
import { estateNames, variables, type ValueSubject } from './values.ts';

/** What stands before a cursor: code, or the inside of a string or comment. */
function regionBefore(text: string): 'code' | 'literal' | 'expandable' | 'comment' {
  const last = powershellRegions(text).at(-1);
  if (last === undefined || last.kind === 'code') return 'code';
  const piece = text.slice(last.start, last.end);
  const closed =
    last.kind === 'comment'
      ? piece.endsWith('#>') || piece.endsWith('\n')
      : piece.length > 1 && /["'\u2018-\u201E]$/u.test(piece);
  return closed ? 'code' : last.kind;
}

/** The command whose arguments a cursor is among: nothing but blanks lies between. */
function commandBefore(text: string, upTo: number): ScannedCommand | undefined {
  const { commands } = scanPowerShell(text.slice(0, upTo));
  for (const command of commands.toReversed()) {
    const between = text.slice(command.end, upTo);
    if (command.end < upTo && /^(?:[ \t]|`\r?\n|,)*$/u.test(between)) return command;
  }
  return undefined;
}

function allowed({ cmdlet, given }: Binding, name: string): boolean {
  const own = given
    .map(each => each.parameter.name)
    .filter(each => cmdlet.parameters.has(each.toLowerCase()));
  return cmdlet.sets.some(set =>
    [...own, name].every(each => set.mandatory.includes(each) || set.optional.includes(each)),
  );
}

function parameters(binding: Binding, span: Span): Completion[] {
  const { cmdlet, given } = binding;
  const taken = new Set(given.map(each => each.parameter.name));
  return [...cmdlet.parameters.values()]
    .filter(({ name }) => !taken.has(name) && allowed(binding, name))
    .map(parameter => {
      const mandatory = cmdlet.sets.some(set => set.mandatory.includes(parameter.name));
      return {
        label: `-${parameter.name}`,
        kind: 'parameter',
        insert: `-${parameter.name}`,
        span,
        detail: parameter.isSwitch ? l10n.t('switch') : parameter.type,
        documentation: parameterText(parameter, cmdlet),
        order: `${mandatory ? '0' : '1'}${parameter.name}`,
      };
    });
}

function subjectOf({ name, type }: CmdletParameter): ValueSubject {
  if (name.includes('Pool')) return 'pool';
  if (name.includes('FileShare')) return 'file-store';
  if (/FileName|Path|Report/u.test(name)) return 'path';
  if (type === 'Fqdn' || /Fqdn|Computer/u.test(name)) return 'server';
  return 'anything';
}

function values(
  parameter: CmdletParameter,
  cmdlet: string,
  world: World,
  span: Span,
): Completion[] {
  const listed =
    parameter.type === 'CertType[]'
      ? certificateUses
      : [...parameter.values, ...moreValues(cmdlet, parameter.name)];
  const constants = listed.map((value): Completion => ({
    label: value,
    kind: 'value',
    insert: value,
    span,
    order: `0${value}`,
  }));
  const subject = subjectOf(parameter);
  const names = subject === 'path' ? [] : estateNames(subject, world, span);
  return [...constants, ...names, ...variables(world, subject, span)];
}

/** The parameter whose value the cursor is about to write. */
function awaited(command: ScannedCommand, word: Span): CmdletParameter | undefined {
  const cmdlet = cmdletByName(command.name ?? '');
  const last = command.args.at(-1);
  if (cmdlet === undefined || last === undefined) return undefined;
  const before = command.args.findLast(arg => arg.kind === 'parameter');
  const open = last.kind === 'parameter' || (last.kind === 'value' && last.end <= word.start);
  if (before === undefined || !open) return undefined;
  const [parameter, other] = parametersFor(before.name, cmdlet);
  const filled = last !== before || before.value !== undefined;
  if (parameter === undefined || other !== undefined || parameter.isSwitch) return undefined;
  return filled ? undefined : parameter;
}

/** The parameter whose list of values is being written: `-Type Default,`. */
function listed(text: string, command: ScannedCommand, at: number): CmdletParameter | undefined {
  const cmdlet = cmdletByName(command.name ?? '');
  const before = command.args.findLast(arg => arg.kind === 'parameter');
  if (cmdlet === undefined || before === undefined || !/,\s*$/u.test(text.slice(0, at)))
    return undefined;
  return parametersFor(before.name, cmdlet)[0];
}

function cmdlets(typed: string, span: Span, world: World): Completion[] {
  const later = laterCmdlets();
  return cmdletNames
    .filter(name => typed.length === 0 || name[0]?.toLowerCase() === typed[0]?.toLowerCase())
    .filter(name => world.version !== '2013' || !later.has(name.toLowerCase()))
    .map(name => ({
      label: name,
      kind: 'cmdlet',
      insert: name,
      span,
      ...documented(name),
    }));
}

function documented(name: string): Pick<Completion, 'documentation'> {
  const cmdlet = cmdletByName(name);
  return cmdlet === undefined ? {} : { documentation: cmdletText(cmdlet) };
}

/** Whether a command could begin at an offset. */
function beginsCommand(text: string, at: number): boolean {
  return /(?:^|[\n;|({=&]|\b(?:in|return|throw|else|try|finally|do))[ \t]*$/iu.test(
    text.slice(Math.max(0, at - 200), at),
  );
}

/** What could stand at an offset of a `powershell` cell, of what is ours. Never throws. */
export function powershellCompletions(text: string, offset: number, world: World): Completion[] {
  const before = text.slice(0, offset);
  const region = regionBefore(before);
  if (region === 'comment') return [];
  const typed = /[$\-\u2013\u2014]?[\p{L}\p{Nd}_-]*$/u.exec(before)?.[0] ?? '';
  const span = { start: offset - typed.length, end: offset };
  if (typed.startsWith('$')) return region === 'literal' ? [] : variables(world, 'anything', span);
  if (region !== 'code') return [];
  const command = commandBefore(text, span.start);
  const cmdlet = command?.name === undefined ? undefined : cmdletByName(command.name);
  if (command !== undefined && cmdlet !== undefined) {
    if (/^[-\u2013\u2014]/u.test(typed)) {
      return parameters(bindCommand(command, cmdlet, [], before), span);
    }
    const parameter = awaited(command, span) ?? listed(text, command, span.start);
    if (parameter !== undefined) return values(parameter, cmdlet.name, world, span);
    return typed === '' ? parameters(bindCommand(command, cmdlet, [], before), span) : [];
  }
  return beginsCommand(text, span.start) && typed !== '' ? cmdlets(typed, span, world) : [];
}

/** What is told of the word at an offset of a `powershell` cell. */
export function powershellHover(text: string, offset: number, world: World): Hover | undefined {
  const variable = variableHover(text, offset, world);
  if (variable !== undefined) return variable;
  for (const { name, nameSpan, args } of scanPowerShell(text).commands) {
    if (name === undefined || nameSpan.start > offset) continue;
    const cmdlet = cmdletByName(name);
    if (offset <= nameSpan.end) return nameHover(name, nameSpan);
    const arg = args.find(each => offset >= each.start && offset <= each.end);
    if (cmdlet === undefined || arg?.kind !== 'parameter') continue;
    const [parameter, other] = parametersFor(arg.name, cmdlet);
    if (parameter === undefined || other !== undefined) continue;
    const span = { start: arg.start, end: arg.end };
    return { markdown: parameterText(parameter, cmdlet), span };
  }
  return undefined;
}

function nameHover(name: string, span: Span): Hover | undefined {
  const cmdlet = cmdletByName(name);
  if (cmdlet !== undefined) return { markdown: cmdletText(cmdlet), span };
  const later = laterCmdlets().get(name.toLowerCase());
  if (later === undefined) return undefined;
  const markdown = l10n.t('Came after Lync Server 2013. Instead: {0}', plain(later.instead));
  return { markdown, span };
}
