// PowerShell takes typographic quotes and dashes for straight ones.
const single = "'\u2018\u2019\u201A\u201B";
const double = '"\u201C\u201D\u201E';
const dashes = '-\u2013\u2014\u2015';

export function isSingleQuote(char: string | undefined): boolean {
  return char !== undefined && single.includes(char);
}

export function isDoubleQuote(char: string | undefined): boolean {
  return char !== undefined && double.includes(char);
}

export function isQuote(char: string | undefined): boolean {
  return isSingleQuote(char) || isDoubleQuote(char);
}

export function isDash(char: string | undefined): boolean {
  return char !== undefined && dashes.includes(char);
}

/** Dashes of word processors, which PowerShell takes for straight ones in some places or nowhere. */
const otherDashes = /[\u2010-\u2015\u2212]/gu;

/** A name of a command with straight dashes, as it was meant. */
export function withStraightDashes(name: string): string {
  return name.replace(otherDashes, '-');
}

/** A blank that does not end a line. */
export function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\u00A0' || char === '\f' || char === '\v';
}

export function isLineEnd(char: string | undefined): boolean {
  return char === '\n' || char === '\r';
}

/** Whether a bare word ends before this character. */
export function endsWord(char: string | undefined): boolean {
  return char === undefined || isSpace(char) || isLineEnd(char) || ';|&(){},'.includes(char);
}

const wordPattern = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const variablePattern =
  /\$(?:\{([^}\n]*)\}|((?:[\p{L}_][\p{L}\p{Nd}_]*:)?[\p{L}\p{Nd}_?]+|[$^?]))/uy;
const scopePattern = /^(?:global|script|local|private|using|variable|workflow):/iu;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The word of letters, digits and underscores at an offset; empty where there is none. */
export function wordAt(text: string, at: number): string {
  return matchAt(wordPattern, text, at)?.[0] ?? '';
}

/** The variable that is written at an offset, without its scope. */
export function variableAt(
  text: string,
  at: number,
): { readonly name: string; readonly length: number } | undefined {
  const match = matchAt(variablePattern, text, at);
  if (match === null) return undefined;
  const name = (match[1] ?? match[2] ?? '').replace(scopePattern, '');
  return { name, length: match[0].length };
}
