import { NameMap, namePattern } from '../names.ts';
import { sqlRegions, type SqlRegion } from './text.ts';

/** A place in a batch where a value of the runbook is meant. Offsets are into the batch. */
export type SqlReference =
  /** `@Name`; `local` where the batch declares it itself. */
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly local: boolean;
      readonly start: number;
      readonly end: number;
    }
  /** `${Name}` or `${estate.…}`; `where` says how its value has to be written. */
  | {
      readonly kind: 'value';
      readonly where: 'bracket' | 'quoted' | 'string' | 'bare';
      readonly name: string;
      readonly fact: boolean;
      readonly start: number;
      readonly end: number;
    }
  /** `$${`: a literal `${`. */
  | { readonly kind: 'escape'; readonly start: number; readonly end: number }
  | {
      readonly kind: 'malformed';
      readonly text: string;
      readonly start: number;
      readonly end: number;
    }
  /** `$Name` without braces, which is not replaced. */
  | {
      readonly kind: 'dollar';
      readonly name: string;
      readonly inString: boolean;
      readonly start: number;
      readonly end: number;
    };

const braced = /(\$?)\$\{([^{}\r\n]*)(\}?)/g;
const unbraced = new RegExp(`(?<![\\p{L}\\p{Nd}_@#$])\\$(${namePattern})`, 'gu');
const wholeName = new RegExp(`^${namePattern}$`, 'u');
const parameters = /(?<![\p{L}\p{Nd}_@#$])@[\p{L}_#$][\p{L}\p{Nd}_@#$]*/gu;

function valuesIn(text: string, region: SqlRegion): SqlReference[] {
  const { kind } = region;
  if (kind === 'comment') return [];
  return [...text.slice(region.start, region.end).matchAll(braced)].map(match => {
    const [whole, escape, inner = '', close] = match;
    const start = region.start + match.index;
    const end = start + whole.length;
    if (escape === '$') return { kind: 'escape', start, end: start + 3 };
    const fact = /^estate\./i.test(inner);
    if (close === '' || !(fact || wholeName.test(inner))) {
      return { kind: 'malformed', text: whole, start, end };
    }
    const where = kind === 'code' ? 'bare' : kind;
    return { kind: 'value', where, name: inner.trim(), fact, start, end };
  });
}

function dollarsIn(text: string, region: SqlRegion): SqlReference[] {
  const { kind } = region;
  if (kind === 'comment') return [];
  const outside = text
    .slice(region.start, region.end)
    .replace(braced, whole => ' '.repeat(whole.length));
  return [...outside.matchAll(unbraced)].map(match => {
    const start = region.start + match.index;
    const name = match[1] ?? '';
    return { kind: 'dollar', name, inString: kind !== 'code', start, end: start + name.length + 1 };
  });
}

/** Words that begin a statement, and so end a `DECLARE` without a semicolon. */
const statement =
  /^(?:alter|backup|begin|close|commit|create|dbcc|deallocate|delete|drop|else|end|exec|execute|fetch|goto|if|insert|kill|merge|open|print|raiserror|restore|return|rollback|save|select|set|throw|truncate|update|use|waitfor|while|with)$/i;

/** Names that the code declares with `DECLARE`, or as parameters of a module that it creates. */
function localNames(code: string): NameMap<true> {
  const names = new NameMap<true>();
  const tokens = /@@?[\p{L}\p{Nd}_@#$]+|[\p{L}_#][\p{L}\p{Nd}_@#$]*|[(),;]/gu;
  let declaring: 'no' | 'next' | 'yes' | 'module' = 'no';
  let depth = 0;
  let before = '';
  for (const [token] of code.matchAll(tokens)) {
    const word = token.toLowerCase();
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (word === 'declare') [declaring, depth] = ['next', 0];
    else if (/^proc(?:edure)?$|^function$/.test(word) && /^(?:create|alter)$/.test(before)) {
      [declaring, depth] = ['module', 0];
    } else if (token.startsWith('@') && declaring !== 'no') {
      if (declaring === 'module' || declaring === 'next') names.set(token.slice(1), true);
      if (declaring === 'next') declaring = 'yes';
    } else if (declaring === 'next')
      declaring = 'no'; // a cursor
    else if (token === ',' && declaring === 'yes' && depth === 0) declaring = 'next';
    else if (token === ';' && declaring !== 'module') declaring = 'no';
    else if (declaring === 'module' && word === 'as') declaring = 'no';
    else if (declaring === 'yes' && depth === 0 && statement.test(word)) declaring = 'no';
    before = word;
  }
  return names;
}

/** The code of a batch, with everything else blanked out so that offsets stay. */
function codeOf(text: string, regions: readonly SqlRegion[]): string {
  return regions
    .map(({ kind, start, end }) =>
      kind === 'code' ? text.slice(start, end) : ' '.repeat(end - start),
    )
    .join('');
}

/**
 * Every place of a batch where a value of the runbook is or may be meant, in order. `@Name` is found in
 * code only, `${Name}` in strings, delimited identifiers and code; nothing in comments.
 */
export function sqlReferences(text: string): SqlReference[] {
  if (!/[@$]/.test(text)) return [];
  const regions = sqlRegions(text);
  const code = codeOf(text, regions);
  const local = localNames(code);
  const found: SqlReference[] = regions.flatMap(region => [
    ...valuesIn(text, region),
    ...dollarsIn(text, region),
  ]);
  for (const match of code.matchAll(parameters)) {
    const name = match[0].slice(1);
    const start = match.index;
    const end = start + match[0].length;
    found.push({ kind: 'parameter', name, local: local.has(name), start, end });
  }
  return found.sort((a, b) => a.start - b.start);
}
