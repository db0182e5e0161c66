import * as l10n from '@vscode/l10n';
import { estateFact } from '../../estate/facts.ts';
import type { Estate } from '../../estate/model.ts';
import {
  filledIn,
  printableRunbook,
  withValues,
  type KnownValues,
} from '../../recovery/kit/printable-runbook.ts';
import { readInfo } from '../../runbook/attributes/info-string.ts';
import { readDocument } from '../../runbook/markdown/document.ts';
import { fenceFor } from '../../runbook/markdown/fence.ts';
import { readRunbook } from '../../runbook/read.ts';
import { factPath } from '../../runbook/variables/references.ts';

export interface InstructionSource {
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Values as a run would begin with; a secret is not among them. */
  readonly values: KnownValues;
  readonly estate?: Estate;
  /** When it is made, for people. */
  readonly when: string;
}

/** The same instructions, for a screen and for paper. */
export interface Instructions {
  readonly title: string;
  readonly markdown: string;
  readonly html: string;
}

/** Facts of the estate in their places; what has no value stays as it is written. */
function withFacts(text: string, { values, estate }: InstructionSource): string {
  if (estate === undefined) return text;
  const value = (name: string): string => filledIn(`$${name}`, values);
  return text.replace(
    /\$\{(estate\.[^{}\r\n]+)\}/gu,
    (whole, path: string) => estateFact(estate, factPath(path.trim(), value)) ?? whole,
  );
}

function conditions(info: string, values: KnownValues): string[] {
  const all = new Map(readInfo(info).attributes.map(each => [each.key, each.value ?? '']));
  const text = (key: string): string => filledIn(all.get(key) ?? '', values).replaceAll('`', '');
  return [
    ...(all.has('target') ? [l10n.t('On: `{0}`', text('target'))] : []),
    ...(all.has('requires') ? [l10n.t('Only after: `{0}`', text('requires'))] : []),
    ...(all.has('when') ? [l10n.t('Only where: `{0}`', text('when'))] : []),
    ...(all.has('confirm') ? [l10n.t('**Stop and have somebody confirm it.**')] : []),
  ];
}

function stepText(language: string, info: string, text: string, values: KnownValues): string {
  const shown = withValues(language, text, values);
  const fence = fenceFor(shown);
  const id = readInfo(info).attributes.find(({ key }) => key === 'id')?.value ?? language;
  const lines = conditions(info, values).map(line => `- ${line}`);
  return [
    `☐ \`${id}\``,
    '',
    ...(lines.length > 0 ? [...lines, ''] : []),
    `${fence}${language === 'step' ? 'yaml' : language}`,
    shown,
    fence,
    '',
    l10n.t('Done at ______ by ______'),
  ].join('\n');
}

/**
 * A runbook as instructions for a console on which nothing of ours can run: prose as it is, every step
 * with its values filled in, ready to be copied or printed. Scripts get their variables set above them.
 */
export function instructionsOf(source: InstructionSource): Instructions {
  const { bytes, file, values, when } = source;
  const { title } = readRunbook(bytes, file);
  const words: Readonly<Record<string, string>> = { 'recovery-step': 'step' };
  const cells = readDocument(bytes, file).cells.filter(({ kind }) => kind !== 'front-matter');
  const parts = cells.map(({ kind, languageId, text, metadata }) => {
    const filled = withFacts(text, source);
    if (kind === 'prose') return filledIn(filled, values);
    const info = withFacts(metadata.info ?? '', source);
    return stepText(words[languageId] ?? languageId, info, filled, values);
  });
  const table = [...values].map(
    ([name, value]) => `- \`${name}\` = \`${value.replaceAll('`', '')}\``,
  );
  const isHeaded = cells.some(({ kind, text }) => kind === 'prose' && /^# /mu.test(text));
  const heading = isHeaded ? [] : [`# ${title}`];
  const known = table.length === 0 ? [] : [`## ${l10n.t('Values')}`, table.join('\n')];
  const printed = l10n.t('Made of {0} on {1}.', file, when);
  const fenced = cells.map(({ kind, languageId, text, metadata }) => {
    const filled = withFacts(text, source);
    if (kind === 'prose') return filled;
    const fence = fenceFor(filled);
    const info = withFacts(metadata.info ?? words[languageId] ?? languageId, source);
    return `${fence}${info}\n${filled}\n${fence}`;
  });
  return {
    title,
    markdown: `${[...heading, ...parts, ...known, printed].join('\n\n')}\n`,
    html: printableRunbook({
      title,
      markdown: [...heading, ...fenced].join('\n\n'),
      values,
      words: { values: l10n.t('Values'), printed },
    }),
  };
}
