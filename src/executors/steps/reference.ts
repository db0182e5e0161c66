import * as l10n from '@vscode/l10n';
import type { StepAction } from './action.ts';
import { keyFacts, type KeyFacts } from './schema-facts.ts';

function typeText({ type, values }: KeyFacts): string {
  const named = type
    .split(' | ')
    .map(one => typeNames()[one] ?? one)
    .join(` ${l10n.t('or')} `);
  return values.length === 0
    ? named
    : `${named}: ${values.map(value => `\`${value}\``).join(', ')}`;
}

function typeNames(): Readonly<Record<string, string>> {
  return {
    string: l10n.t('text'),
    number: l10n.t('number'),
    boolean: l10n.t('true or false'),
    array: l10n.t('list'),
    object: l10n.t('mapping'),
    secret: l10n.t('variable of type secret'),
  };
}

function needText({ required, default: value }: KeyFacts): string {
  if (required) return l10n.t('needed');
  return value === undefined ? '' : `\`${value}\``;
}

function tableCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function row(key: KeyFacts): string {
  const cells = [`\`${key.key}\``, typeText(key), needText(key), key.description];
  return `| ${cells.map(tableCell).join(' | ')} |`;
}

function table(keys: readonly KeyFacts[]): string[] {
  if (keys.length === 0) return [l10n.t('No keys.')];
  const head = [l10n.t('Key'), l10n.t('Value'), l10n.t('Needed, or by default'), l10n.t('Meaning')];
  return [`| ${head.join(' | ')} |`, '| --- | --- | --- | --- |', ...keys.map(row)];
}

/** Keys below keys, each group with a heading of its own; kinds of checks are the same everywhere. */
function nested(keys: readonly KeyFacts[], heading: string): string[] {
  return keys
    .filter(key => key.keys.length > 0)
    .flatMap(key => [
      `${heading} \`${key.key}\``,
      '',
      key.description,
      '',
      ...table(key.keys),
      '',
      ...nested(key.keys, `${heading}#`),
    ]);
}

function section(action: StepAction, keys: readonly KeyFacts[], withKinds: boolean): string[] {
  return [
    `## \`${action.name}\``,
    '',
    action.description,
    '',
    '```yaml',
    ...action.example.split('\n'),
    '```',
    '',
    ...table(keys),
    '',
    ...(withKinds ? nested(keys, '###') : []),
  ];
}

/** A group of keys that was described already, so that checks are not told twice. */
function isTold(keys: readonly KeyFacts[], told: ReadonlySet<string>): boolean {
  const below = keys.filter(key => key.keys.length > 0);
  return below.length > 0 && below.every(key => told.has(JSON.stringify(key)));
}

/** The reference of the step language as Markdown, made from the schemas of the actions. */
export function actionsReference(actions: readonly StepAction[]): string {
  const lines = [
    `# ${l10n.t('Actions of the step language')}`,
    '',
    l10n.t('A step cell is one YAML mapping whose only key names the action.'),
    l10n.t(
      '$Name, ${Name} and ${estate.…} inside texts are replaced by their values before the step is planned. Paths may be written with /.',
    ),
    l10n.t('This page is made from the schemas by scripts/actions-reference.mjs.'),
    '',
  ];
  const told = new Set<string>();
  for (const action of actions) {
    const keys = keyFacts(action.schema);
    lines.push(...section(action, keys, !isTold(keys, told)));
    for (const key of keys) told.add(JSON.stringify(key));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
