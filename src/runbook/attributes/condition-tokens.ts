import type { ConditionFaultText } from '../../errors/runbook-diagnostics.ts';
import { namePattern } from '../names.ts';

export type ConditionToken =
  | {
      readonly kind: 'operand';
      readonly operand: Operand;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: '==' | '!=' | 'and' | 'or' | 'not' | '(' | ')' | 'end';
      readonly start: number;
      readonly end: number;
    };

/** What a condition compares. Offsets are into the text of the condition. */
export type Operand =
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'fact'; readonly path: string; readonly start: number; readonly end: number }
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number };

/** Why a condition cannot be read, and where: offsets into its text. */
export interface ConditionFault {
  readonly reason: ConditionFaultText['reason'];
  /** The text at fault. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What would be right in its place. */
  readonly fix?: string;
}

const pattern = new RegExp(
  [
    '(?<space>\\s+)',
    '(?<sign>==|!=|\\(|\\))',
    `\\$(?:(?<plain>${namePattern})|\\{(?<braced>${namePattern})\\}|\\{(?<fact>estate\\.[^{}\\r\\n]+)\\})`,
    '"(?<double>(?:[^"]|"")*)"',
    "'(?<single>(?:[^']|'')*)'",
    '(?<powershell>-(?:eq|ne|and|or|not|like|notlike|match|notmatch|gt|lt|ge|le|in|contains)\\b)',
    '(?<other>&&|\\|\\||<>|<=|>=|!|=|<|>|&|\\|)',
    '(?<word>[^\\s()=!<>&|$"\']+)',
    '(?<open>["\'])',
    '(?<bad>\\$(?:\\{[^}]*\\}?)?)',
  ].join('|'),
  'giuy',
);

const instead: Readonly<Record<string, string>> = {
  '-eq': '==',
  '-ne': '!=',
  '-and': 'and',
  '-or': 'or',
  '-not': 'not',
  '&&': 'and',
  '||': 'or',
  '<>': '!=',
  '=': '==',
  '!': 'not ',
};

type Groups = Readonly<Record<string, string | undefined>>;

function faultOf(groups: Groups, text: string, start: number): ConditionFault | undefined {
  const end = start + text.length;
  const at = { text, start, end };
  const fix = instead[text.toLowerCase()];
  const fixed = fix === undefined ? {} : { fix };
  if (groups.powershell !== undefined) return { reason: 'powershell', ...at, ...fixed };
  if (groups.other !== undefined) return { reason: 'other-operator', ...at, ...fixed };
  if (groups.open !== undefined) return { reason: 'unclosed-text', ...at };
  if (groups.bad !== undefined) return { reason: 'bad-reference', ...at };
  return undefined;
}

function operandOf(groups: Groups, start: number, end: number): Operand {
  const name = groups.plain ?? groups.braced;
  if (name !== undefined) return { kind: 'variable', name, start, end };
  if (groups.fact !== undefined) return { kind: 'fact', path: groups.fact.trim(), start, end };
  const { double, single, word = '' } = groups;
  const text = double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? word;
  return { kind: 'text', text, start, end };
}

function tokenOf(groups: Groups, start: number, end: number): ConditionToken {
  const { sign, word } = groups;
  if (sign === '==' || sign === '!=' || sign === '(' || sign === ')') {
    return { kind: sign, start, end };
  }
  const lower = word?.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'not') return { kind: lower, start, end };
  return { kind: 'operand', operand: operandOf(groups, start, end), start, end };
}

/** The tokens of a condition, with `end` as the last one, or the first thing that is none. */
export function conditionTokens(text: string): ConditionToken[] | ConditionFault {
  const tokens: ConditionToken[] = [];
  pattern.lastIndex = 0;
  for (let start = 0; start < text.length; start = pattern.lastIndex) {
    const match = pattern.exec(text);
    if (match === null) {
      return { reason: 'operand-expected', text: text.slice(start), start, end: text.length };
    }
    const groups: Groups = match.groups ?? {};
    if (groups.space !== undefined) continue;
    const fault = faultOf(groups, match[0], start);
    if (fault !== undefined) return fault;
    tokens.push(tokenOf(groups, start, start + match[0].length));
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length });
  return tokens;
}
