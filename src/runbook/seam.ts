import { readBlocks } from './blocks.ts';
import { outdent, readFence, type Fence } from './fence.ts';
import { isBlank, linesOf, toLf, type LineEnd } from './lines.ts';

/** Whether the fence that begins `step` is read as a top-level fence after this prose. */
function opens(before: string, step: string): boolean {
  const lines = linesOf(step);
  const first = lines.findIndex(line => !isBlank(line.text));
  const lead = lines.slice(0, first).map(() => '\n');
  const start = toLf(before) + lead.join('');
  const [span] = readBlocks(`${start}${lines[first]?.text ?? ''}\n`).fences.slice(-1);
  return span?.start === start.length;
}

/** What may close what the prose left open, most likely first. */
function closers(prose: string): string[] {
  const fences = [...toLf(prose).matchAll(/^ {0,3}(`{3,}|~{3,})/gm)].map(match => match[1] ?? '');
  const tags = ['script', 'pre', 'style', 'textarea'];
  return [
    ...new Set(fences.reverse()),
    ...['-->', '?>', ']]>', '>'],
    ...tags.filter(tag => prose.toLowerCase().includes(`<${tag}`)).map(tag => `</${tag}>`),
  ];
}

function withoutIndent(step: string): string {
  const fence: Fence | undefined = readFence(step);
  if (fence === undefined || fence.indent === '') return step;
  return linesOf(step)
    .map(line => outdent(line.text, fence.indent) + line.end)
    .join('');
}

/**
 * Prose and the step after it, so that the step stays one: an open fence, comment or HTML block in
 * the prose is closed, and an indentation that would draw the step into a list is taken away.
 * `glue` is what is wanted between the two; it is kept where it does.
 */
export function joinToStep(
  prose: string,
  glue: string,
  step: string,
  lineEnd: LineEnd,
): { readonly glue: string; readonly step: string } {
  const own = glue === '' && !/[\r\n]$/.test(prose) ? lineEnd : '';
  const glues = [
    glue,
    glue + lineEnd,
    ...closers(prose).map(closer => `${own}${glue}${closer}${lineEnd}${lineEnd}`),
  ];
  for (const text of new Set([step, withoutIndent(step)])) {
    const fitting = glues.find(candidate => opens(prose + candidate, text));
    if (fitting !== undefined) return { glue: fitting, step: text };
  }
  return { glue, step };
}
