import * as l10n from '@vscode/l10n';
import type { StepAction } from '../../executors/steps/action.ts';
import { keyFacts, keysAt, type KeyFacts } from '../../executors/steps/schema-facts.ts';
import type { Span } from '../powershell/script.ts';
import { code, codeBlock, plain } from './markdown.ts';
import type { Completion, Hover, World } from './model.ts';
import { estateNames, facts, variables, variableText, type ValueSubject } from './values.ts';
import { yamlKeyAt, yamlPlace, type YamlPlace } from './yaml-place.ts';

/** What the value of a key names, by the name of the key. */
function subjectOf(key: string): ValueSubject {
  if (/server|replica|computer|target|witness$/u.test(key) && !key.includes('sql')) return 'server';
  if (/^(?:host|name|fqdn)$/u.test(key)) return 'host';
  if (key.includes('pool')) return 'pool';
  if (/^(?:sql|instance|sql-server|sql-instance)/u.test(key)) return 'sql-instance';
  if (key.includes('database')) return 'database';
  if (/file-store|^share$/u.test(key)) return 'file-store';
  if (/^set$/u.test(key)) return 'set';
  if (/^(?:from|to|path|file|folder|location|files?|exclude)$/u.test(key)) return 'path';
  return 'anything';
}

/** A key as a snippet: what is needed below it, with places to fill in. */
function keySnippet(facts: KeyFacts, indent: string, next: { place: number }): string {
  if (facts.type === 'object') {
    const needed = facts.keys.filter(({ required }) => required);
    const below = needed.map(key => `\n${indent}  ${keySnippet(key, `${indent}  `, next)}`);
    return `${facts.key}:${below.length > 0 ? below.join('') : `\n${indent}  \${${next.place++}}`}`;
  }
  if (facts.type === 'array') return `${facts.key}:\n${indent}  - \${${next.place++}}`;
  const { values } = facts;
  const place = values.length > 0 ? `|${values.join(',')}|` : '';
  return `${facts.key}: \${${next.place++}${place}}`;
}

function actionSnippet(action: StepAction): string {
  const needed = keyFacts(action.schema).filter(({ required }) => required);
  const next = { place: 1 };
  const below = needed.map(key => `\n  ${keySnippet(key, '  ', next)}`);
  return below.length > 0 ? `${action.name}:${below.join('')}` : `${action.name}:\n  $0`;
}

function typeText({ type, values, default: value, required }: KeyFacts): string {
  const parts = [
    values.length > 0 ? values.map(code).join(', ') : plain(type),
    ...(required ? [l10n.t('needed')] : []),
    ...(value === undefined ? [] : [l10n.t('by default {0}', code(value))]),
  ];
  return parts.join(' · ');
}

function keyText(facts: KeyFacts): string {
  return [`${code(facts.key)}: ${typeText(facts)}`, plain(facts.description)].join('\n\n');
}

function actionText(action: StepAction): string {
  const keys = keyFacts(action.schema).map(
    facts => `- ${code(facts.key)}: ${typeText(facts)}. ${plain(facts.description)}`,
  );
  return [plain(action.description), codeBlock('yaml', action.example), keys.join('\n')].join(
    '\n\n',
  );
}

function actions(place: YamlPlace, all: readonly StepAction[]): Completion[] {
  return all.map(action => ({
    label: action.name,
    kind: 'action',
    insert: actionSnippet(action),
    snippet: true,
    span: place.span,
    detail: action.description,
    documentation: actionText(action),
  }));
}

function keys(place: YamlPlace, known: readonly KeyFacts[]): Completion[] {
  const present = new Set(place.present);
  return known
    .filter(({ key }) => !present.has(key))
    .map(facts => ({
      label: facts.key,
      kind: 'key',
      insert: keySnippet(facts, place.indent, { place: 1 }),
      snippet: true,
      span: place.span,
      detail: facts.required ? l10n.t('needed') : '',
      documentation: keyText(facts),
      order: `${facts.required ? '0' : '1'}${facts.key}`,
    }));
}

function values(place: YamlPlace, key: KeyFacts | undefined, world: World): Completion[] {
  const { span } = place;
  const name = place.path.at(-1) ?? '';
  const reference = /\$\{?[\w.$-]*$/u.exec(place.typed);
  const inside: Span =
    reference === null
      ? span
      : { start: span.start + reference.index, end: span.start + place.typed.length };
  const subject = subjectOf(name);
  const references = [...variables(world, subject, inside), ...facts(world, inside)];
  if (reference !== null) return references;
  const listed = [...(key?.values ?? []), ...(key?.type === 'boolean' ? ['true', 'false'] : [])];
  const constants = listed.map((value, index): Completion => ({
    label: value,
    kind: 'value',
    insert: value,
    span,
    order: `0${String(index).padStart(3, '0')}`,
  }));
  return [...constants, ...estateNames(subject, world, span), ...references];
}

function factsAt(path: readonly string[], all: readonly StepAction[]): readonly KeyFacts[] {
  const [name, ...rest] = path;
  const action = all.find(one => one.name === name);
  return action === undefined ? [] : keysAt(keyFacts(action.schema), rest);
}

/** What could stand at an offset of a `step` cell. Never throws. */
export function stepCompletions(
  text: string,
  offset: number,
  all: readonly StepAction[],
  world: World,
): Completion[] {
  const place = yamlPlace(text, offset);
  const parent = place.path.slice(0, -1);
  if (place.kind === 'value') {
    const key = factsAt(parent, all).find(each => each.key === place.path.at(-1));
    return key === undefined && place.path.length < 2 ? [] : values(place, key, world);
  }
  if (place.path.length === 0) return place.present.length === 0 ? actions(place, all) : [];
  const known = factsAt(place.path, all);
  if (known.length > 0 && !place.typed.includes('$')) return keys(place, known);
  const list = factsAt(parent, all).find(each => each.key === place.path.at(-1));
  return list?.type.includes('array') === true ? values(place, list, world) : [];
}

/** What is told of the word at an offset of a `step` cell. */
export function stepHover(
  text: string,
  offset: number,
  all: readonly StepAction[],
  world: World,
): Hover | undefined {
  const variable = variableHover(text, offset, world);
  if (variable !== undefined) return variable;
  const key = yamlKeyAt(text, offset);
  if (key === undefined) return undefined;
  const { path, span } = key;
  const action = all.find(one => one.name === path[0]);
  if (action === undefined) return undefined;
  if (path.length === 1) return { markdown: actionText(action), span };
  const facts = factsAt(path.slice(0, -1), all).find(each => each.key === path.at(-1));
  return facts === undefined ? undefined : { markdown: keyText(facts), span };
}

/** What is told of a declared variable that is written at an offset. */
export function variableHover(
  text: string,
  offset: number,
  world: World,
  marks = '$',
): Hover | undefined {
  const line = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', offset);
  const written = text.slice(line, end < 0 ? text.length : end);
  for (const match of written.matchAll(/[$@]\{?([\p{L}_][\p{L}\p{Nd}_]*)\}?/gu)) {
    const span = { start: line + match.index, end: line + match.index + match[0].length };
    if (offset < span.start || offset > span.end || !marks.includes(match[0][0] ?? '')) continue;
    const name = match[1]?.toLowerCase();
    const found = world.variables.find(variable => variable.name.toLowerCase() === name);
    if (found !== undefined) return { markdown: variableText(found), span };
  }
  return undefined;
}
