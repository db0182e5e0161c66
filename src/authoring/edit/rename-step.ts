import { editAttributes, readInfo } from '../../runbook/attributes/info-string.ts';
import { isStepId } from '../../runbook/attributes/step-attributes.ts';
import { closesFence, readOpening, stepLanguage } from '../../runbook/markdown/fence.ts';

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * An info string in which a step's id has another name: where it is the step's own, and in `requires`.
 * The info string itself where it does not name the step.
 */
export function renamedInInfo(info: string, from: string, to: string): string {
  const { attributes } = readInfo(info);
  const id = attributes.find(({ key }) => key === 'id')?.value;
  const requires = attributes.find(({ key }) => key === 'requires')?.value;
  const changed = requires?.replace(/[^\s,]+/gu, each => (same(each, from) ? to : each));
  return editAttributes(info, {
    ...(id !== undefined && same(id, from) ? { id: to } : {}),
    ...(requires !== undefined && changed !== undefined && changed !== requires
      ? { requires: changed }
      : {}),
  });
}

/** Prose in which code spans with exactly the id have its new name. */
export function renamedInProse(text: string, from: string, to: string): string {
  return text.replace(/(?<!`)`([^`\n]+)`(?!`)/gu, (whole, inner: string) =>
    same(inner.replace(/^#/u, ''), from) ? `\`${inner.startsWith('#') ? '#' : ''}${to}\`` : whole,
  );
}

/** Why a step cannot be called so; `undefined` where it can. */
export function renameFault(
  to: string,
  from: string,
  ids: readonly string[],
): 'no-id' | 'taken' | undefined {
  if (!isStepId(to)) return 'no-id';
  return ids.some(id => same(id, to) && !same(id, from)) ? 'taken' : undefined;
}

/** A line of a file that changes with a rename; `line` is 0-based. */
export interface RenamedLine {
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** The lines of a runbook file in which a step's id has another name: fences, and code spans in prose. */
export function renamedLines(text: string, from: string, to: string): RenamedLine[] {
  const changed: RenamedLine[] = [];
  let inside: string | undefined;
  text.split('\n').forEach((raw, line) => {
    const before = raw.replace(/\r$/u, '');
    if (inside !== undefined) {
      if (closesFence(inside, before)) inside = undefined;
      return;
    }
    const opening = readOpening(before);
    if (opening !== undefined) inside = opening.fence;
    const info = opening?.info ?? '';
    const head = before.slice(0, before.length - before.trimStart().length);
    const after =
      opening === undefined
        ? renamedInProse(before, from, to)
        : stepLanguage(info) === undefined
          ? before
          : `${head}${opening.fence}${opening.gap}${renamedInInfo(info, from, to)}`;
    if (after !== before.trimEnd() && after !== before) changed.push({ line, before, after });
  });
  return changed;
}
