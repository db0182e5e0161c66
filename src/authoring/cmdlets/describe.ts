import * as l10n from '@vscode/l10n';
import { code, codeBlock, plain } from '../language/markdown.ts';
import type { Cmdlet, CmdletParameter, ParameterSet } from './catalogue.ts';
import { dangerOf } from './checks/dangers.ts';
import { cmdletSummary } from './summaries.ts';

function typeText({ type, isSwitch, values }: CmdletParameter): string {
  if (isSwitch) return l10n.t('switch');
  return values.length > 0 ? values.map(code).join(', ') : code(type);
}

function written(name: string, cmdlet: Cmdlet, mandatory: boolean): string {
  const parameter = cmdlet.parameters.get(name.toLowerCase());
  const value = parameter === undefined || parameter.isSwitch ? '' : ` <${parameter.type}>`;
  return mandatory ? `-${name}${value}` : `[-${name}${value}]`;
}

/** Parameters that every management cmdlet has are left out of the syntax: they tell nothing. */
const usual = new Set(['Confirm', 'WhatIf', 'Force', 'Report']);

function syntax(cmdlet: Cmdlet, { mandatory, optional }: ParameterSet): string {
  const parts = [
    cmdlet.name,
    ...mandatory.map(name => written(name, cmdlet, true)),
    ...optional.filter(name => !usual.has(name)).map(name => written(name, cmdlet, false)),
  ];
  return parts.join(' ');
}

const shownSets = 6;

/** A cmdlet as a person wants it told: what it does, how it is written, one line a parameter set. */
export function cmdletText(cmdlet: Cmdlet): string {
  const sets = cmdlet.sets.slice(0, shownSets).map(set => syntax(cmdlet, set));
  const more =
    cmdlet.sets.length > shownSets
      ? [l10n.t('{0} more parameter sets.', cmdlet.sets.length - shownSets)]
      : [];
  const also = [...cmdlet.parameters.values()]
    .map(({ name }) => name)
    .filter(name => usual.has(name));
  return [
    ...cmdletSummary(cmdlet.name).map(plain),
    codeBlock('powershell', sets.join('\n')),
    ...more,
    ...(also.length > 0
      ? [l10n.t('Also {0}.', also.map(name => code(`-${name}`)).join(', '))]
      : []),
    l10n.t('As the reference of Lync Server 2013 has it.'),
  ].join('\n\n');
}

/** A parameter of a cmdlet: type, where it belongs, what is dangerous about it. */
export function parameterText(parameter: CmdletParameter, cmdlet: Cmdlet): string {
  const { name } = parameter;
  const inSets = cmdlet.sets.filter(
    set => set.mandatory.includes(name) || set.optional.includes(name),
  );
  const mandatory = inSets.filter(set => set.mandatory.includes(name)).length;
  const lines = [`${code(`-${name}`)}: ${typeText(parameter)}`];
  if (mandatory > 0) {
    lines.push(
      mandatory === inSets.length
        ? l10n.t('Mandatory in its parameter sets.')
        : l10n.t('Mandatory in {0} of {1} parameter sets.', mandatory, inSets.length),
    );
  }
  const danger = dangerOf(cmdlet.name, name);
  if (danger !== undefined) lines.push(l10n.t('Dangerous: {0}', danger));
  return lines.join('\n\n');
}
