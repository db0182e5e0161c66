import * as l10n from '@vscode/l10n';
import { formatValue, readInfo } from '../../runbook/attributes/info-string.ts';
import type { Span } from '../powershell/script.ts';
import { attributeDescriptions } from './attribute-descriptions.ts';
import { code, plain } from './markdown.ts';
import type { Completion, Hover, World } from './model.ts';
import { estateNames, facts, variables } from './values.ts';

/** Values that are no names of the runbook or the estate. */
const constants: Readonly<Record<string, readonly string[]>> = {
  timeout: ['5m', '30m', '1h', '4h'],
  expect: ['30s', '5m', '1h'],
  'on-error': ['stop', 'continue', 'retry:3'],
  throttle: ['1', '5', '10'],
};

/** Attributes that stand alone. */
const flags = new Set(['confirm', 'rolling']);

function keys(info: string, span: Span): Completion[] {
  const present = new Set(readInfo(info).attributes.map(({ key }) => key));
  return Object.entries(attributeDescriptions())
    .filter(([key]) => !present.has(key))
    .map(([key, description]) => ({
      label: key === 'id' ? '#' : key,
      kind: 'attribute',
      insert: key === 'id' ? '#' : flags.has(key) ? key : `${key}=`,
      span,
      detail: description,
    }));
}

/** Roles, so that a step can name all servers of one. */
function roles({ estate }: World, span: Span): Completion[] {
  const all = new Set(estate?.servers.flatMap(server => server.roles) ?? []);
  return [...all].map(role => ({
    label: `role:${role}`,
    kind: 'value',
    insert: `role:${role}`,
    span,
    detail: l10n.t('all servers with this role'),
    order: `4${role}`,
  }));
}

/** Values of an attribute; `part` is where the last part of it is, `quoted` whether quotes are open. */
function attributeValues(
  key: string,
  world: World,
  part: Span,
  own: string | undefined,
): Completion[] {
  switch (key) {
    case 'requires':
      return world.steps
        .filter(({ id }) => id !== own)
        .map(({ id, title }, index) => ({
          label: id,
          kind: 'step',
          insert: id,
          span: part,
          detail: title,
          order: String(index).padStart(5, '0'),
        }));
    case 'target':
      return [
        ...variables(world, 'server', part),
        ...estateNames('host', world, part),
        ...estateNames('sql-instance', world, part),
        ...roles(world, part),
      ];
    case 'when':
      return [
        ...variables(world, 'server', part),
        ...facts(world, part),
        ...estateNames('host', world, part),
      ];
    default:
      return (constants[key] ?? []).map(value => ({
        label: value,
        kind: 'value',
        insert: value,
        span: part,
      }));
  }
}

/** What could stand at an offset of the info string of a step's fence. Never throws. */
export function attributeCompletions(info: string, offset: number, world: World): Completion[] {
  const before = info.slice(0, offset);
  const open = before.lastIndexOf('{');
  const brace = readInfo(info).braces;
  if (brace === undefined || open < 0 || offset <= brace.start) {
    return /\S\s+$/u.test(before) && !before.includes('{')
      ? keys(info, { start: offset, end: offset }).map(each => ({
          ...each,
          insert: `{${each.insert}$0}`,
          snippet: true,
        }))
      : [];
  }
  const value = /(?:^|[\s{])([\w-]+)=("[^"]*|'[^']*|(?:\$\{[^}]*\}?|[^\s"'{}])*)$/u.exec(before);
  if (value === null) {
    const word = /[#\w-]*$/u.exec(before)?.[0] ?? '';
    if (word.startsWith('#')) return [];
    return keys(info, { start: offset - word.length, end: offset });
  }
  const [, key = '', typed = ''] = value;
  const quoted = /^["']/u.test(typed);
  const word =
    key === 'requires' || key === 'target'
      ? /[^,\s"']*$/u.exec(typed)
      : key === 'when'
        ? /[^\s"'()=!]*$/u.exec(typed)
        : /[^"']*$/u.exec(typed);
  const start = offset - (word?.[0].length ?? 0);
  const own = readInfo(info).attributes.find(each => each.key === 'id')?.value;
  return attributeValues(key, world, { start, end: offset }, own).map(each => ({
    ...each,
    insert: quoted ? each.insert : formatValue(each.insert),
  }));
}

/** What is told of the attribute at an offset of an info string. */
export function attributeHover(info: string, offset: number, world: World): Hover | undefined {
  const found = readInfo(info).attributes.find(
    ({ start, end }) => offset >= start && offset <= end,
  );
  if (found === undefined) return undefined;
  const { key, start, end } = found;
  const description = attributeDescriptions()[key];
  if (description === undefined) return undefined;
  const lines = [`${code(key)}: ${plain(description)}`];
  if (key === 'requires') {
    const at = info.slice(0, offset).search(/[^\s,=]*$/u);
    const id = /^[^\s,}"']*/u.exec(info.slice(at))?.[0];
    const step = world.steps.find(each => each.id === id);
    if (step !== undefined) lines.push(`${code(step.id)}: ${plain(step.title)}`);
  }
  return { markdown: lines.join('\n\n'), span: { start, end } };
}
