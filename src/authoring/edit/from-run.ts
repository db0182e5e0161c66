import * as l10n from '@vscode/l10n';
import { formatAttribute } from '../../runbook/attributes/info-string.ts';
import { isStepId } from '../../runbook/attributes/step-attributes.ts';
import { fenceFor } from '../../runbook/markdown/fence.ts';
import type { StepLanguage } from '../../runbook/model.ts';
import { isAbsolutePath, isFqdn } from '../../runbook/variables/value-types.ts';
import { yamlText } from './templates.ts';

/** A step as a log tells it. */
export interface DoneStep {
  readonly id: string;
  readonly language?: StepLanguage;
  readonly title?: string;
  readonly target?: string;
  readonly text?: string;
  readonly succeeded: boolean;
  /** It asked before it began. */
  readonly confirmed?: boolean;
  /** What became of one that did not succeed, in a few words. */
  readonly outcome: string;
}

/** A run as a log tells it. */
export interface DoneRun {
  readonly title: string;
  /** Local time of its beginning, for people. */
  readonly when: string;
  /** Steps in the order in which they were begun. */
  readonly steps: readonly DoneStep[];
  /** Values by the name of their variable; a secret has none. */
  readonly variables: ReadonlyMap<string, string | undefined>;
}

function typeOf(value: string | undefined): string {
  if (value === undefined) return 'secret';
  if (isFqdn(value)) return 'fqdn';
  return isAbsolutePath(value) ? 'path' : 'string';
}

function variableLines([name, value]: readonly [string, string | undefined]): string[] {
  const given = value === undefined || value === '' ? [] : [`    default: ${quoted(value)}`];
  return [`  ${name}:`, `    type: ${typeOf(value)}`, ...given];
}

/** A value as YAML text; what looks like a reference in it stays what it is. */
function quoted(value: string): string {
  return yamlText(value.replaceAll('$', '$$$$'));
}

/** A target that was a value of a variable becomes that variable again. */
function targetOf(target: string, { variables }: DoneRun): string {
  for (const [name, value] of variables) {
    if (value?.toLowerCase() === target.toLowerCase()) return `$${name}`;
  }
  return target;
}

function stepLines(step: DoneStep, before: string | undefined, run: DoneRun): string[] {
  const { id, language = 'powershell', text = '', title, target, confirmed } = step;
  const attributes = [
    formatAttribute('id', id),
    ...(target === undefined || language === 'step'
      ? []
      : [formatAttribute('target', targetOf(target, run))]),
    ...(before === undefined ? [] : [formatAttribute('requires', before)]),
    ...(confirmed === true ? ['confirm'] : []),
  ];
  const fence = fenceFor(text);
  const heading = (title ?? '').replace(/\s+/gu, ' ').trim();
  return [
    `## ${heading === '' ? id : heading}`,
    '',
    `${fence}${language} {${attributes.join(' ')}}`,
    text,
    fence,
    '',
  ];
}

/**
 * A runbook of what was done in a run: the steps that succeeded, in the order in which they were done,
 * each requiring the one before; values become defaults. What did not succeed is named in words.
 */
export function runbookFromRun(run: DoneRun): string {
  const done = run.steps.filter(
    ({ succeeded, text, id }) => succeeded && text !== undefined && isStepId(id),
  );
  const left = run.steps.filter(step => !done.includes(step));
  const variables = [...run.variables].flatMap(variableLines);
  const lines = [
    '---',
    `title: ${yamlText(run.title)}`,
    ...(variables.length > 0 ? ['variables:', ...variables] : []),
    '---',
    '',
    `# ${run.title.replace(/\s+/gu, ' ')}`,
    '',
    l10n.t('Made of the run of {0}. Read every step before you trust it.', run.when),
    '',
    ...(left.length === 0
      ? []
      : [
          l10n.t('Left out, because it did not succeed:'),
          '',
          ...left.map(({ id, outcome }) => `- \`${id.replaceAll('`', '')}\`: ${outcome}`),
          '',
        ]),
  ];
  let before: string | undefined;
  for (const step of done) {
    lines.push(...stepLines(step, before, run));
    before = step.id;
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
