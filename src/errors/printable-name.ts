/** A name or path with control characters as `\uXXXX`, so that it cannot disturb a terminal. */
export function printableName(name: string): string {
  return Array.from(name, character => {
    const code = character.codePointAt(0) ?? 0;
    return code < 32 || (code > 126 && code < 160)
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : character;
  }).join('');
}
