import { readBlocks } from './blocks.ts';
import { outdent, readFence, type Fence } from './fence.ts';
import { isBlank, lineEndAfter, linesOf, toLf, type LineEnd } from './lines.ts';

/** Whether the fence that begins `step` is read as a top-level fence after this prose. */
function opens(before: string, step: string): boolean {
  const lines = linesOf(step);
  const first = lines.findIndex(line => !isBlank(line.text));
  const lead = lines.slice(0, first).map(() => '\n');
  const start = toLf(before) + lead.join('');
  const [span] = readBlocks(`${start}${lines[first]?.text ?? ''}\n`).fences.slice(-1);
  return span?.start === start.length;
}

const marks: readonly (readonly [opening: string, closer: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![cdata[', ']]>'],
  ['<!', '>'],
  ...['script', 'pre', 'style', 'textarea'].map(tag => [`<${tag}`, `</${tag}>`] as const),
];

/** What may close what the prose left open, most likely first. */
function closers(prose: string): string[] {
  const lower = toLf(prose).toLowerCase();
  const fences = [...lower.matchAll(/(?:^|\n) {0,3}(`{3,}|~{3,})/g)].map(match => match[1] ?? '');
  const opened = marks.filter(([opening]) => lower.includes(opening));
  return [...new Set(fences.reverse()), ...opened.map(([, closer]) => closer)];
}

function withoutIndent(step: string): string {
  const fence: Fence | undefined = readFence(step);
  if (fence === undefined || fence.indent === '') return step;
  return linesOf(step)
    .map(line => outdent(line.text, fence.indent) + line.end)
    .join('');
}

/** Ends a list without a word to the reader. */
const listBreak = '<!-- -->';

/** A step to be joined to prose; `free` where its bytes may change, because it changes anyway. */
export interface JoinedStep {
  readonly text: string;
  readonly free: boolean;
}

/**
 * Prose and the step after it, so that the step stays one: an open fence, comment or HTML block in
 * the prose is closed, and a list that would draw in an indented step is ended. `glue` is what is
 * wanted between the two; it is kept where it does.
 */
export function joinToStep(
  prose: string,
  glue: string,
  step: JoinedStep,
  lineEnd: LineEnd,
): { readonly glue: string; readonly step: string } {
  const apart = glue + lineEndAfter(prose + glue, lineEnd);
  const closed = [...closers(prose), listBreak].map(
    closer => `${glue}${closer}${lineEnd}${lineEnd}`,
  );
  const plain = [glue, apart];
  const outdented = withoutIndent(step.text);
  const tries: [string[], string][] = step.free
    ? [
        [plain, step.text],
        [plain, outdented],
        [closed, step.text],
        [closed, outdented],
      ]
    : [[[...plain, ...closed], step.text]];
  for (const [glues, text] of tries) {
    const fitting = glues.find(candidate => opens(prose + candidate, text));
    if (fitting !== undefined) return { glue: fitting, step: text };
  }
  return { glue, step: step.text };
}
