import { languageWord } from '../markdown/fence.ts';

/** One attribute of an info string. Offsets are into the info string. */
export interface InfoAttribute {
  /** `id` for `#name`; a class (`.name`) keeps its dot. */
  readonly key: string;
  /** Without quotes and escapes; a flag has none. */
  readonly value?: string;
  readonly start: number;
  readonly end: number;
  /** Where the value's own text begins, after `=` and an opening quote. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** The value stands as written, so that an offset into it is an offset into the info string. */
  readonly verbatim: boolean;
}

/** What cannot be read in an info string. */
export interface InfoFault {
  readonly kind: 'unclosed-brace' | 'unclosed-quote' | 'empty-id' | 'stray' | 'outside';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** An info string, taken apart. */
export interface Info {
  /** The language as written. */
  readonly language: string;
  readonly attributes: readonly InfoAttribute[];
  readonly faults: readonly InfoFault[];
  /** Offsets of the opening brace and of what follows the closing one, if there are attributes. */
  readonly braces:
    { readonly start: number; readonly end: number; readonly closed: boolean } | undefined;
}

const item = new RegExp(
  [
    '(?<space>[ \\t]+)',
    '(?<close>\\})',
    '#(?<id>[^\\s{}"\'=]*)',
    "(?<key>\\.?[^\\s{}\"'=#]+)(?:=(?:\"(?<double>(?:[^\"\\\\]|\\\\[^])*)\"|'(?<single>(?:[^']|'')*)'|(?<plain>(?:\\$\\{[^{}\\s]*\\}|[^\\s{}\"'])*)(?![{\"'])))?(?=[\\s}]|$)",
    '(?<stray>[^\\s}]+)',
  ].join('|'),
  'gy',
);

interface ItemMatch {
  readonly groups: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function idAttribute({ groups, start, end }: ItemMatch): InfoAttribute {
  const value = groups.id ?? '';
  return { key: 'id', value, start, end, valueStart: start + 1, valueEnd: end, verbatim: true };
}

function keyAttribute({ groups, text, start, end }: ItemMatch): InfoAttribute {
  const { key = '', double, single, plain } = groups;
  const flag = !text.slice(key.length).startsWith('=');
  const at = { key, start, end };
  if (flag) return { ...at, valueStart: end, valueEnd: end, verbatim: true };
  const valueStart = start + key.length + 1;
  if (plain !== undefined) {
    return { ...at, value: plain, valueStart, valueEnd: end, verbatim: true };
  }
  const written = double ?? single ?? '';
  const value =
    double === undefined ? written.replaceAll("''", "'") : written.replace(/\\(["\\])/g, '$1');
  const quoted = { valueStart: valueStart + 1, valueEnd: end - 1 };
  return { ...at, value, ...quoted, verbatim: value === written };
}

function strayFault({ text, start, end }: ItemMatch): InfoFault {
  const quotes = (text.match(/["']/g) ?? []).length;
  return { kind: quotes === 1 ? 'unclosed-quote' : 'stray', text, start, end };
}

interface ReadItems {
  readonly attributes: InfoAttribute[];
  readonly faults: InfoFault[];
  readonly end: number;
  readonly closed: boolean;
}

function readItems(info: string, from: number): ReadItems {
  const attributes: InfoAttribute[] = [];
  const faults: InfoFault[] = [];
  item.lastIndex = from;
  for (let start = from; start < info.length; start = item.lastIndex) {
    const found = item.exec(info);
    if (found === null) break;
    const text = found[0];
    const match = { groups: found.groups ?? {}, text, start, end: start + text.length };
    const { space, close, id, key } = match.groups;
    if (space !== undefined) continue;
    if (close !== undefined) return { attributes, faults, end: match.end, closed: true };
    if (id === '') faults.push({ kind: 'empty-id', text, start, end: match.end });
    else if (id !== undefined) attributes.push(idAttribute(match));
    else if (key !== undefined) attributes.push(keyAttribute(match));
    else faults.push(strayFault(match));
  }
  return { attributes, faults, end: info.length, closed: false };
}

/**
 * Reads an info string: a language, then `{#id key=value flag key="quoted value"}`. In double quotes
 * `\"` is a quote and `\\` a backslash; in single quotes `''` is a quote and a backslash is itself.
 * Never throws; what cannot be read is a fault.
 */
export function readInfo(info: string): Info {
  const language = languageWord(info);
  const open = info.indexOf('{', language.length);
  const outside = (start: number, end: number): InfoFault[] => {
    const text = info.slice(start, end).trim();
    const at = info.indexOf(text, start);
    return text === '' ? [] : [{ kind: 'outside', text, start: at, end: at + text.length }];
  };
  if (open < 0) {
    return {
      language,
      attributes: [],
      faults: outside(language.length, info.length),
      braces: undefined,
    };
  }
  const { attributes, faults, end, closed } = readItems(info, open + 1);
  const before = outside(language.length, open);
  const brace: InfoFault[] = closed
    ? outside(end, info.length)
    : [{ kind: 'unclosed-brace', text: '{', start: open, end: open + 1 }];
  return {
    language,
    attributes,
    faults: [...before, ...faults, ...brace],
    braces: { start: open, end, closed },
  };
}

/** A value as an attribute writes it: bare where that is enough, else in quotes. */
export function formatValue(value: string): string {
  const text = value.replace(/[\r\n]+/g, ' ');
  if (/^(?:\$\{[^{}\s"']*\}|[^\s{}"'`])+$/.test(text)) return text;
  if (!/["\\]/.test(text)) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** One attribute as written; `value` is missing for a flag. */
export function formatAttribute(key: string, value?: string): string {
  if (value === undefined) return key;
  if (key === 'id' && /^[^\s{}"'=]+$/.test(value)) return `#${value}`;
  return `${key}=${formatValue(value)}`;
}

/** What becomes of an attribute: a value, `true` for a flag, `undefined` to take it away. */
export type AttributeChange = string | true | undefined;

/** Cuts an attribute out together with the blanks before it. */
function cut(info: string, { start, end }: InfoAttribute): string {
  const before = info.slice(0, start).replace(/[ \t]+$/, '');
  const after = info.slice(end);
  return before.endsWith('{') ? before + after.replace(/^[ \t]+/, '') : before + after;
}

function insert(info: string, key: string, text: string): string {
  const { braces, language } = readInfo(info);
  if (braces === undefined) {
    const rest = info.slice(language.length).trim();
    return [language, ...(rest === '' ? [] : [rest]), `{${text}}`].join(' ');
  }
  const inside = braces.closed ? braces.end - 1 : braces.end;
  if (key === 'id') {
    const rest = info.slice(braces.start + 1);
    const gap = /^[ \t]*(?:\}|$)/.test(rest) ? '' : ' ';
    return `${info.slice(0, braces.start + 1)}${text}${gap}${rest.replace(/^[ \t]+/, '')}`;
  }
  const before = info.slice(0, inside).replace(/[ \t]+$/, '');
  const gap = before.endsWith('{') ? '' : ' ';
  return `${before}${gap}${text}${info.slice(inside)}`;
}

function editOne(info: string, key: string, change: AttributeChange): string {
  const { attributes } = readInfo(info);
  const same = attributes.filter(attribute => attribute.key === key);
  const kept = same.at(-1);
  let text = info;
  for (const extra of same.slice(0, -1).reverse()) text = cut(text, extra);
  if (kept === undefined) {
    return change === undefined ? text : insert(text, key, formatAttribute(key, flagOr(change)));
  }
  const shift = text.length - info.length;
  const here = { ...kept, start: kept.start + shift, end: kept.end + shift };
  if (change === undefined) return withoutEmptyBraces(cut(text, here));
  if (change === (kept.value ?? true)) return text;
  const written = formatAttribute(key, flagOr(change));
  return text.slice(0, here.start) + written + text.slice(here.end);
}

function flagOr(change: string | true): string | undefined {
  return change === true ? undefined : change;
}

function withoutEmptyBraces(info: string): string {
  return info.replace(/[ \t]*\{[ \t]*\}[ \t]*$/, '');
}

/**
 * An info string with attributes changed; all the rest stays as it is written. The id has the key
 * `id`. Of an attribute that stood there twice, only the changed one remains.
 */
export function editAttributes(
  info: string,
  changes: Readonly<Record<string, AttributeChange>>,
): string {
  let text = info;
  for (const [key, change] of Object.entries(changes)) text = editOne(text, key, change);
  return text;
}
