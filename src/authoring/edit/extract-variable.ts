import type { StepLanguage } from '../../runbook/model.ts';
import { isVariableName } from '../../runbook/names.ts';
import { powershellRegions } from '../../runbook/powershell/text.ts';
import { sqlRegions } from '../../runbook/sql/text.ts';
import { isAbsolutePath, isFqdn } from '../../runbook/variables/value-types.ts';
import type { Span } from '../powershell/script.ts';
import { yamlText } from './templates.ts';

/** What takes the place of a selected text, and the value that it had. */
export interface Extraction {
  readonly span: Span;
  readonly replacement: string;
  readonly value: string;
}

function unquoted(text: string, quote: string): string {
  return text.slice(1, -1).replaceAll(`${quote}${quote}`, quote);
}

function inPowerShell(text: string, span: Span, name: string): Extraction | undefined {
  const region = powershellRegions(text).find(
    ({ start, end }) => span.start >= start && span.end <= end,
  );
  const selected = text.slice(span.start, span.end);
  if (region === undefined || region.kind === 'comment') return undefined;
  if (region.kind === 'code') {
    return /[$()\s]/u.test(selected)
      ? undefined
      : { span, replacement: `$${name}`, value: selected };
  }
  const whole = text.slice(region.start, region.end);
  const inner = { start: region.start + 1, end: region.end - 1 };
  const all = span.start <= inner.start && span.end >= inner.end;
  if (all && !whole.startsWith('@') && !(region.kind === 'expandable' && whole.includes('$'))) {
    const value = unquoted(whole, whole[0] ?? "'");
    return { span: region, replacement: `$${name}`, value };
  }
  if (region.kind === 'literal' || selected.includes('$')) return undefined;
  return { span, replacement: `\${${name}}`, value: selected };
}

function inSql(text: string, span: Span, name: string): Extraction | undefined {
  const region = sqlRegions(text).find(({ start, end }) => span.start >= start && span.end <= end);
  const selected = text.slice(span.start, span.end);
  if (region === undefined || region.kind === 'comment') return undefined;
  if (region.kind === 'code') {
    return /^\d+$/u.test(selected) ? { span, replacement: `@${name}`, value: selected } : undefined;
  }
  const inner = { start: region.start + 1, end: region.end - 1 };
  const all = span.start <= inner.start && span.end >= inner.end;
  if (region.kind === 'string' && all) {
    const start = /n$/iu.test(text.slice(0, region.start)) ? region.start - 1 : region.start;
    const value = unquoted(text.slice(region.start, region.end), "'");
    return { span: { start, end: region.end }, replacement: `@${name}`, value };
  }
  const within = { start: Math.max(span.start, inner.start), end: Math.min(span.end, inner.end) };
  const value = text.slice(within.start, within.end);
  return { span: within, replacement: `\${${name}}`, value };
}

/**
 * Puts a variable in the place of a selected text of a cell, in the form that its language takes:
 * `undefined` where a variable cannot stand there.
 */
export function extractVariable(
  language: StepLanguage,
  text: string,
  span: Span,
  name: string,
): Extraction | undefined {
  if (!isVariableName(name) || span.end <= span.start) return undefined;
  const selected = text.slice(span.start, span.end);
  if (selected.includes('\n')) return undefined;
  switch (language) {
    case 'powershell':
      return inPowerShell(text, span, name);
    case 'sql':
      return inSql(text, span, name);
    case 'step':
      return selected.includes('$')
        ? undefined
        : { span, replacement: `\${${name}}`, value: selected };
  }
}

/** Type of a variable that has this value. */
function typeOf(value: string): string {
  if (isFqdn(value)) return 'fqdn';
  return isAbsolutePath(value) ? 'path' : 'string';
}

/** Front matter (without its marks) in which one more variable is declared; all other lines stay. */
export function withVariable(front: string, name: string, value: string): string {
  const lines = front === '' ? [] : front.replace(/\n$/u, '').split('\n');
  const at = lines.findIndex(line =>
    /^variables[ \t]*:[ \t]*(?:#.*|\{[ \t]*\}[ \t]*)?$/u.test(line),
  );
  const written = yamlText(value.replaceAll('$', '$$$$'));
  const declared = (indent: string): string =>
    `${indent}${name}: { type: ${typeOf(value)}, default: ${flowText(written)} }`;
  if (at < 0) return [...lines, 'variables:', declared('  ')].join('\n');
  const indent = /^([ \t]+)\S/u.exec(lines[at + 1] ?? '')?.[1] ?? '  ';
  let last = at;
  for (
    let index = at + 1;
    index < lines.length && /^(?:[ \t]|#|$)/u.test(lines[index] ?? '');
    index += 1
  ) {
    if ((lines[index] ?? '').trim() !== '') last = index;
  }
  const head = (lines[at] ?? '').replace(/\{[ \t]*\}/u, '').trimEnd();
  return [
    ...lines.slice(0, at),
    head,
    ...lines.slice(at + 1, last + 1),
    declared(indent),
    ...lines.slice(last + 1),
  ].join('\n');
}

/** Inside braces, commas and brackets want quotes. */
function flowText(text: string): string {
  return text.startsWith("'") || !/[,[\]{}]/u.test(text) ? text : `'${text}'`;
}
