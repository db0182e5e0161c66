/** A text, or a sign that opens, closes or parts. Runs over text that is known to be JSON. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

function keyOf(text: string): string {
  const key: unknown = JSON.parse(text);
  return typeof key === 'string' ? key : '';
}

/**
 * Whether an object in this JSON text names a key twice. Readers differ in which of the two they take,
 * so such a text says one thing to one program and another to the next. `value` is what it was parsed to;
 * text that a program wrote without blanks is known at once.
 */
export function namesKeyTwice(text: string, value: unknown): boolean {
  if (JSON.stringify(value) === text.trimEnd()) return false;
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (const [part] of text.matchAll(token)) {
    const keys = open.at(-1);
    switch (part) {
      case '{':
        open.push(new Set());
        isKey = true;
        break;
      case '[':
        open.push(undefined);
        isKey = false;
        break;
      case '}':
      case ']':
        open.pop();
        isKey = false;
        break;
      case ',':
        isKey = keys !== undefined;
        break;
      default: {
        if (!isKey || keys === undefined) break;
        isKey = false;
        const key = keyOf(part);
        if (keys.has(key)) return true;
        keys.add(key);
      }
    }
  }
  return false;
}
