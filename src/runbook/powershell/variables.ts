import { isReservedName, nameKey, namePattern } from '../names.ts';
import { powershellRegions } from './text.ts';

/** A name at its offset in the text. */
export interface NameAt {
  readonly name: string;
  readonly offset: number;
}

/** What a PowerShell text does with variables of its session; automatic ones are left out. */
export interface PowerShellVariables {
  /** Set for the session, outside functions, in order. */
  readonly assigned: readonly NameAt[];
  /** Read, in order; not those that are local to a function or script block of the text. */
  readonly used: readonly NameAt[];
}

/** Strings in which nothing is replaced and comments are blanked out, so that offsets stay. */
function blanked(text: string, kept: readonly string[]): string {
  return powershellRegions(text)
    .map(({ kind, start, end }) => {
      const part = text.slice(start, end);
      return kept.includes(kind) ? part : part.replace(/[^\n]/g, ' ');
    })
    .join('');
}

const scope = '(?:(?:global|script|local|private|using|variable):)?';
const variable = new RegExp(
  `(?<![\`$])\\$(?:${scope}(${namePattern})(?![\\p{L}\\p{Nd}_]|:(?!:))|\\{${scope}(${namePattern})\\})|(?<=^|[\\s(,;|{])@(${namePattern})(?![({])`,
  'giu',
);
const one = `\\$(?:${scope}${namePattern}|\\{${scope}${namePattern}\\})`;
const assignment = new RegExp(
  `(?:${one}\\s*,\\s*)*${one}\\s*(?:=(?!=)|[-+*/%]=|\\?\\?=|\\+\\+|--)`,
  'giu',
);
const compound = /(?:[-+*/%]=|\?\?=|\+\+|--)$/;
const loop = new RegExp(`\\bforeach\\s*\\(\\s*(${one})\\s+in\\b`, 'giu');
/** Parameters that name a variable to be set, and the cmdlets that set one by name. */
const setting = [
  '-\\w*variable[\\s:]+\\+?',
  '-(?:ov|ev|wv|iv|pv)[\\s:]+\\+?',
  '\\b(?:set|new)-variable\\s+(?:-name[\\s:]+)?',
];
const named = new RegExp(`(?:${setting.join('|')})["']?(${namePattern})`, 'giu');

/** Offsets of the text between an opening mark at `from` and the one that closes it. */
function enclosed(code: string, from: number, open: string, close: string): [number, number] {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    if (code[at] === open) depth++;
    else if (code[at] === close && --depth === 0) return [from, at + 1];
  }
  return [from, code.length];
}

/** Bodies of classes, whose variables are properties, and parameters of methods. */
function classBodies(code: string): [number, number][] {
  return [...code.matchAll(/(?<![\w$.-])class\s+\w+[^{;]*\{/gi)].map(match =>
    enclosed(code, match.index + match[0].length - 1, '{', '}'),
  );
}

function functionBodies(code: string): [number, number][] {
  return [...code.matchAll(/\b(?:function|filter)\s+[\w:-]+[^{]*\{/gi)].map(match =>
    enclosed(code, match.index + match[0].length - 1, '{', '}'),
  );
}

/** Names that `param(…)` or `function Name (…)` declares; defaults in it are not looked at closely. */
function parameterNames(code: string): string[] {
  return [...code.matchAll(/(?:\bparam|\b(?:function|filter)\s+[\w:-]+)\s*\(/gi)].flatMap(match => {
    const [start, end] = enclosed(code, match.index + match[0].length - 1, '(', ')');
    return names(code.slice(start, end), 0).map(({ name }) => name);
  });
}

function names(text: string, offset: number): NameAt[] {
  return [...text.matchAll(variable)].flatMap(match => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return isReservedName(name) ? [] : [{ name, offset: offset + match.index }];
  });
}

interface Assignments {
  readonly assigned: NameAt[];
  /** Offsets of names that are written and not read. */
  readonly writes: Set<number>;
}

function assignments(code: string): Assignments {
  const assigned: NameAt[] = [];
  const writes = new Set<number>();
  for (const match of [...code.matchAll(assignment), ...code.matchAll(loop)]) {
    for (const found of names(match[0], match.index)) {
      assigned.push(found);
      if (!compound.test(match[0])) writes.add(found.offset);
    }
  }
  for (const match of code.matchAll(named)) {
    const name = match[1] ?? '';
    if (!isReservedName(name)) assigned.push({ name, offset: match.index });
  }
  return { assigned, writes };
}

/** Reads what a PowerShell text does with variables, as far as that shows without running it. */
export function powershellVariables(text: string): PowerShellVariables {
  if (!text.includes('$') && !text.includes('@') && !text.includes('-')) {
    return { assigned: [], used: [] };
  }
  const code = blanked(text, ['code']);
  const bodies = functionBodies(code);
  const inFunction = (offset: number): boolean =>
    bodies.some(([start, end]) => offset > start && offset < end);
  const { assigned, writes } = assignments(code);
  const classes = classBodies(code);
  const inClass = (offset: number): boolean =>
    classes.some(([start, end]) => offset > start && offset < end);
  const local = new Set(parameterNames(code).map(nameKey));
  for (const { name, offset } of assigned) if (inFunction(offset)) local.add(nameKey(name));
  const used = names(blanked(text, ['code', 'expandable']), 0);
  return {
    assigned: assigned
      .filter(
        ({ name, offset }) => !inFunction(offset) && !inClass(offset) && !local.has(nameKey(name)),
      )
      .sort((a, b) => a.offset - b.offset),
    used: used.filter(
      ({ name, offset }) => !writes.has(offset) && !inClass(offset) && !local.has(nameKey(name)),
    ),
  };
}
