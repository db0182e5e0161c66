/** What an element may be made of; text is always set as text, never as HTML. */
interface Parts {
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element with its children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  parts: Parts = {},
  children: readonly (Node | undefined)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (parts.className !== undefined) made.className = parts.className;
  if (parts.text !== undefined) made.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) {
    made.setAttribute(name, value);
  }
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** A list of lines; nothing where there are none. */
export function lineList(lines: readonly string[], className: string): HTMLElement | undefined {
  if (lines.length === 0) return undefined;
  return element(
    'ul',
    { className },
    lines.map(text => element('li', { text })),
  );
}

/** A push button. */
export function button(text: string, className: string, onPress: () => void): HTMLButtonElement {
  const made = element('button', { text, className, attributes: { type: 'button' } });
  made.addEventListener('click', onPress);
  return made;
}
