import { stringify } from 'yaml';
import { formatAttribute } from '../../runbook/attributes/info-string.ts';
import type { StepDraft } from '../draft.ts';

function bodyText({ body }: StepDraft): string {
  if (body.kind === 'powershell') return body.script.trim();
  const { action, parameters } = body;
  if (parameters === undefined) return `${action}:`;
  return stringify({ [action]: parameters }, { lineWidth: 96, blockQuote: 'literal' }).trimEnd();
}

function attributesOf(step: StepDraft, requires: readonly string[]): string {
  const { id, target, when, confirm, rolling, timeout, expect, onError } = step;
  const all: (readonly [string, string | undefined] | undefined)[] = [
    ['id', id],
    target === undefined ? undefined : ['target', target],
    requires.length === 0 ? undefined : ['requires', requires.join(',')],
    when === undefined ? undefined : ['when', when],
    confirm === true ? ['confirm', undefined] : undefined,
    rolling === true ? ['rolling', undefined] : undefined,
    timeout === undefined ? undefined : ['timeout', timeout],
    expect === undefined ? undefined : ['expect', expect],
    onError === undefined ? undefined : ['on-error', onError],
  ];
  return all.flatMap(one => (one === undefined ? [] : [formatAttribute(...one)])).join(' ');
}

/** Backticks, unless the line holds one, which CommonMark forbids there; longer than any inside. */
function fenceFor(info: string, body: string): string {
  const mark = info.includes('`') ? '~' : '`';
  const runs = body.match(mark === '`' ? /`+/gu : /~+/gu) ?? [];
  return mark.repeat(Math.max(3, ...runs.map(run => run.length + 1)));
}

/** A step as the fenced block that it is in the file. */
export function stepFence(step: StepDraft, requires: readonly string[]): string {
  const language = step.body.kind === 'powershell' ? 'powershell' : 'step';
  const info = `${language} {${attributesOf(step, requires)}}`;
  const body = bodyText(step);
  const fence = fenceFor(info, body);
  return `${fence}${info}\n${body}\n${fence}`;
}
