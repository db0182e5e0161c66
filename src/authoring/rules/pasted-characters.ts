import type { Diagnostic } from '../../errors/diagnostic.ts';
import {
  pastedBlank,
  pastedCharacter,
  pastedInAttribute,
  pastedInCommand,
} from '../../errors/runbook-rules.ts';
import type { Attribute, ProseText, TextRange } from '../../runbook/model.ts';
import { TextPlaces } from '../../runbook/positions.ts';
import { sqlRegions } from '../../runbook/sql/text.ts';
import { over, type SpanFinding } from '../cmdlets/checks/finding.ts';
import { withStraightDashes } from '../powershell/characters.ts';
import type { ScannedArgument, ScannedCommand } from '../powershell/script.ts';
import { rangeOf, type StepFacts } from '../step-facts.ts';
import { at, type RunbookRule } from './rule.ts';

/** Without one of these there is nothing to be found. */
const worth = /[\u00A0\u00AB\u00BB\u2007\u2010-\u201F\u202F\u2039\u203A\u2212]/u;

/** The quotation mark that a word processor made this one of. */
function straightQuote(mark: string): string {
  return /[\u2018-\u201B\u2039\u203A]/u.test(mark) ? "'" : '"';
}

const commandName = /^[\p{L}\d]+(?:[-\u2010-\u2015\u2212][\p{L}\d]+)+$/u;

/** A name of a command with such a dash, unless the runbook defines it so. */
function inName({ nameSpan }: ScannedCommand, text: string, all: string): SpanFinding[] {
  const written = text.slice(nameSpan.start, nameSpan.end);
  const meant = withStraightDashes(written);
  if (meant === written || !commandName.test(written)) return [];
  const own = new RegExp(`\\b(?:function|filter)\\s+(?:\\w+:)?${written}(?![\\p{L}\\d])`, 'iu');
  return own.test(all) ? [] : [over(nameSpan, pastedInCommand(written, meant))];
}

/** PowerShell knows typographic quotation marks and three dashes of parameters; others are text. */
function inArgument(arg: ScannedArgument): SpanFinding[] {
  const value = arg.kind === 'value' ? arg.value : undefined;
  if (value?.kind !== 'text' && value?.kind !== 'expandable') return [];
  if (value.kind === 'text' && value.quoted) return [];
  const [first = ''] = value.text;
  const span = { start: value.start, end: value.start + 1 };
  if (/^[\u2010-\u2012\u2212]\p{L}/u.test(value.text)) {
    return [over(span, pastedCharacter(first, '-', 'PowerShell', '-'))];
  }
  if (!/^[\u00AB\u2039]/u.test(value.text)) return [];
  return [over(span, pastedCharacter(first, straightQuote(first), 'PowerShell'))];
}

function inScript({ script, step }: StepFacts, all: string): SpanFinding[] {
  return (script?.commands ?? []).flatMap(command => [
    ...inName(command, step.text, all),
    ...command.args.flatMap(inArgument),
  ]);
}

function inSql(text: string): SpanFinding[] {
  return sqlRegions(text).flatMap(({ kind, start, end }) => {
    if (kind !== 'code') return [];
    const marks = /([\u2018-\u201F\u00AB\u00BB\u2039\u203A])|[\u2010-\u2015\u2212]+/gu;
    return Array.from(text.slice(start, end).matchAll(marks), ({ 0: all, 1: quote, index }) => {
      const span = { start: start + index, end: start + index + all.length };
      if (quote === undefined) {
        // one alone may have been a minus or the two of a comment
        const meant = all.length > 1 ? '-'.repeat(all.length) : undefined;
        return over(span, pastedCharacter(all.slice(0, 1), '-', 'SQL Server', meant));
      }
      const meant = straightQuote(quote);
      return over(span, pastedCharacter(quote, meant, 'SQL Server', meant));
    });
  });
}

/*
 * Both expressions take time that grows with the length of a line and not with its square: what may
 * repeat before a mark is looked at only where there is one, and in one way only.
 */

const blanks =
  /^[ \t-]*([\u00A0\u2007\u202F]+)|^[ \t-]*[\p{L}\d_][\p{L}\d_-]*:[ \t]*([\u00A0\u2007\u202F]+)/gmu;

const quoted =
  /(?=[\u201C-\u201E\u2018-\u201A\u00AB])(?<=(?:^|[\s{,[])(?:[\p{L}\d_-]+:|-|[{,[])[ \t]+)([\u201C-\u201E\u2018-\u201A\u00AB])([^\n\u2018-\u201F\u00AB\u00BB]+)[\u2018-\u201F\u00BB](?=[ \t]*(?:$|[,}\]#\r]))/gmu;

/** One word or a path: in prose typographic marks are meant, and stay. */
function isPlainValue(value: string): boolean {
  return !/\s/u.test(value) || /[\\/$]/u.test(value);
}

function inYaml(text: string): SpanFinding[] {
  const indents = Array.from(text.matchAll(blanks), match => {
    const found = match[1] ?? match[2] ?? '';
    const start = match.index + match[0].length - found.length;
    const fix = ' '.repeat(found.length);
    return over({ start, end: start + found.length }, pastedBlank(found.slice(0, 1), fix));
  });
  const values = Array.from(text.matchAll(quoted)).flatMap(match => {
    const [all, mark = '', value = ''] = match;
    if (!isPlainValue(value)) return [];
    const span = { start: match.index, end: match.index + all.length };
    const meant = value.includes('\\') ? "'" : '"';
    const fix = /["']/u.test(value) ? undefined : `${meant}${value.trim()}${meant}`;
    return over(span, pastedCharacter(mark, meant, 'YAML', fix));
  });
  return [...indents, ...values];
}

function inAttribute({ key, value = '', range }: Attribute): Diagnostic[] {
  const match =
    /^([\u2018-\u201F\u00AB])([^\u2018-\u201F\u00AB\u00BB"\\]*)([\u2018-\u201F\u00BB])?$/u.exec(
      value,
    );
  if (match === null) return [];
  const [, mark = '', inner = '', closing] = match;
  return [at(range, pastedInAttribute(mark, closing && `${key}="${inner}"`))];
}

function inStep(facts: StepFacts, all: string): Diagnostic[] {
  const { step } = facts;
  const attributes = step.attributes.all.flatMap(inAttribute);
  if (!worth.test(step.text)) return attributes;
  const found = {
    powershell: () => inScript(facts, all),
    sql: () => inSql(step.text),
    step: () => inYaml(step.text),
  }[step.language]();
  return [...attributes, ...found.map(finding => at(rangeOf(facts, finding), plain(finding)))];
}

/** The finding without its offsets. */
function plain({ code, severity, message, fix }: SpanFinding): Omit<SpanFinding, 'start' | 'end'> {
  return { code, severity, message, ...(fix === undefined ? {} : { fix }) };
}

function inFrontMatter({ kind, line, text }: ProseText): Diagnostic[] {
  if (kind !== 'yaml' || !worth.test(text)) return [];
  const places = new TextPlaces(text);
  const place = (offset: number): TextRange['start'] => {
    const { line: inText, column } = places.at(offset);
    return { line: line + inText - 1, column };
  };
  return inYaml(text).map(finding =>
    at({ start: place(finding.start), end: place(finding.end) }, plain(finding)),
  );
}

/** Quotation marks, dashes and blanks of word processors where they are not what they look like. */
export const pastedCharacters: RunbookRule = ({ runbook, steps }) => {
  const scripts = steps.filter(({ step }) => step.language === 'powershell');
  const all = scripts.some(({ step }) => worth.test(step.text))
    ? scripts.map(({ step }) => step.text).join('\n')
    : '';
  return [...runbook.prose.flatMap(inFrontMatter), ...steps.flatMap(facts => inStep(facts, all))];
};
