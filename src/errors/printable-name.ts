/**
 * Signs that a terminal acts on, or that make text look like another: control characters, line and
 * paragraph separators, marks that turn the direction of writing.
 */
const disturbing = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}\ufeff]/u;

/** A name or path with such signs as `\uXXXX`, so that it cannot disturb or deceive its reader. */
export function printableName(name: string): string {
  return Array.from(name, character => {
    const code = character.codePointAt(0) ?? 0;
    return disturbing.test(character) ? `\\u${code.toString(16).padStart(4, '0')}` : character;
  }).join('');
}
