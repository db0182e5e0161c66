import { namePattern } from '../names.ts';

/** A part of a text in which `$Name`, `${Name}` and `${estate.…}` stand for values. */
export type TextPart =
  | { readonly kind: 'literal'; readonly text: string; readonly offset: number }
  /** `text` is the reference as written. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly text: string;
      readonly offset: number;
    }
  /** `name` is the whole path, beginning with `estate.`. */
  | { readonly kind: 'fact'; readonly name: string; readonly text: string; readonly offset: number }
  /** `${` without a name in it, or without its `}`. */
  | { readonly kind: 'malformed'; readonly text: string; readonly offset: number };

const dollar = new RegExp(
  `\\$(?:(\\$)|(${namePattern})|\\{(${namePattern})\\}|\\{(estate\\.[^{}\\r\\n]+)\\}|(\\{[^{}\\r\\n]*\\}?))`,
  'giu',
);

function partOf(match: RegExpExecArray): TextPart {
  const [text, twice, plain, braced, fact] = match;
  const offset = match.index;
  if (twice !== undefined) return { kind: 'literal', text: '$', offset };
  const name = plain ?? braced;
  if (name !== undefined) return { kind: 'variable', name, text, offset };
  if (fact !== undefined) return { kind: 'fact', name: fact.trim(), text, offset };
  return { kind: 'malformed', text, offset };
}

/**
 * Cuts a text into literal parts and references. `$$` is a dollar sign; a `$` before anything but a
 * name or `{` is literal.
 */
export function readReferences(text: string): TextPart[] {
  if (!text.includes('$')) return text === '' ? [] : [{ kind: 'literal', text, offset: 0 }];
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(dollar)) {
    if (match.index > from) {
      parts.push({ kind: 'literal', text: text.slice(from, match.index), offset: from });
    }
    parts.push(partOf(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'literal', text: text.slice(from), offset: from });
  return parts;
}

const nameInFact = new RegExp(`\\$(${namePattern})`, 'giu');

/** Names of variables inside the path of a fact, as in `estate.servers.$Server.media`. */
export function namesInFact(path: string): string[] {
  return Array.from(path.matchAll(nameInFact), match => match[1] ?? '');
}

/** The path of a fact with the variables in it replaced; `valueOf` gives the value of a name. */
export function factPath(path: string, valueOf: (name: string) => string): string {
  return path.replace(nameInFact, (_, name: string) => valueOf(name));
}

/** Names of the variables that a text refers to, those inside paths of facts among them. */
export function namesInText(text: string): string[] {
  return readReferences(text).flatMap(part => {
    if (part.kind === 'variable') return [part.name];
    return part.kind === 'fact' ? namesInFact(part.name) : [];
  });
}
