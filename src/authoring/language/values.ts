import * as l10n from '@vscode/l10n';
import { estateFactPaths } from '../../estate/facts.ts';
import type { VariableDeclaration, VariableType } from '../../runbook/model.ts';
import type { Span } from '../powershell/script.ts';
import { code, plain } from './markdown.ts';
import type { Completion, CompletionKind, World } from './model.ts';

/** What a key, attribute or parameter wants to be told. */
export type ValueSubject =
  | 'server'
  | 'host'
  | 'pool'
  | 'sql-instance'
  | 'database'
  | 'file-store'
  | 'set'
  | 'path'
  | 'anything';

function named(
  kind: CompletionKind,
  names: readonly { readonly name: string; readonly detail: string }[],
  span: Span,
): Completion[] {
  return names.map(({ name, detail }) => ({
    label: name,
    kind,
    insert: name,
    span,
    detail,
    order: `2${name}`,
  }));
}

function unique<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map(item => [item.name.toLowerCase(), item])).values()];
}

/** Names of the estate that fit a subject. */
export function estateNames(
  subject: ValueSubject,
  { estate, sets }: World,
  span: Span,
): Completion[] {
  if (estate === undefined) return [];
  const servers = estate.servers.map(({ fqdn, roles }) => ({
    name: fqdn,
    detail: roles.join(', '),
  }));
  const pools = estate.pools.map(({ fqdn, type }) => ({ name: fqdn, detail: type }));
  const stores = estate.fileStores.map(({ path, pool }) => ({
    name: path.replaceAll('\\', '/'),
    detail: pool,
  }));
  switch (subject) {
    case 'server':
      return named('server', servers, span);
    case 'host':
      return named('server', unique([...servers, ...pools]), span);
    case 'pool':
      return named('server', pools, span);
    case 'sql-instance': {
      const instances = estate.sqlInstances.map(({ name, version = '' }) => ({
        name,
        detail: version,
      }));
      return named('server', instances, span);
    }
    case 'database': {
      const databases = estate.sqlInstances.flatMap(({ name, databases: all }) =>
        all.map(database => ({ name: database, detail: name })),
      );
      return named('value', unique(databases), span);
    }
    case 'file-store':
      return named('value', stores, span);
    case 'set':
    case 'path': {
      const known = sets.map(({ name, path, state }) => ({
        name: path.replaceAll('\\', '/'),
        detail: `${name}: ${state}`,
      }));
      const all = subject === 'path' ? [...known, ...stores] : known;
      return named('set', all, span);
    }
    case 'anything':
      return [];
  }
}

const fitting: Readonly<Record<ValueSubject, readonly VariableType[]>> = {
  server: ['server', 'fqdn'],
  host: ['server', 'fqdn'],
  pool: ['fqdn', 'server'],
  'sql-instance': ['string'],
  database: ['string'],
  'file-store': ['path'],
  set: ['backup-set'],
  path: ['path', 'backup-set'],
  anything: [],
};

/** What is told of a variable. */
export function variableText({
  name,
  type,
  description,
  default: value,
  required,
}: VariableDeclaration): string {
  const lines = [`${code(`$${name}`)} · ${plain(type)}`];
  if (description !== undefined && description !== '') lines.push(plain(description));
  if (value !== undefined && type !== 'secret') {
    lines.push(`${l10n.t('By default')}: ${code(value)}`);
  }
  if (required) lines.push(l10n.t('A run does not start without a value.'));
  return lines.join('\n\n');
}

/** Declared variables, those that fit first; `mark` stands before their names: `$` or `@`. */
export function variables(
  world: World,
  subject: ValueSubject,
  span: Span,
  mark = '$',
): Completion[] {
  const types = fitting[subject];
  return world.variables.map(variable => ({
    label: `${mark}${variable.name}`,
    kind: 'variable',
    insert: `${mark}${variable.name}`,
    span,
    detail: variable.type,
    documentation: variableText(variable),
    order: `${types.includes(variable.type) ? '0' : '1'}${variable.name}`,
  }));
}

/** Paths of facts with a variable in place of the first server's or pool's name. */
function byVariable({ variables: declared, estate }: World, paths: readonly string[]): string[] {
  const groups = [
    { prefix: 'estate.servers.', first: estate?.servers[0]?.fqdn },
    { prefix: 'estate.pools.', first: estate?.pools[0]?.fqdn },
  ];
  return declared
    .filter(({ type }) => type === 'server' || type === 'fqdn')
    .flatMap(({ name }) =>
      groups.flatMap(({ prefix, first }) => {
        const start = `${prefix}${first ?? ''}.`;
        const own = first === undefined ? [] : paths.filter(path => path.startsWith(start));
        return own.map(path => `${prefix}$${name}.${path.slice(start.length)}`);
      }),
    );
}

/** Facts of the estate, as `${estate.…}`. */
export function facts(world: World, span: Span): Completion[] {
  if (world.estate === undefined) return [];
  const paths = estateFactPaths(world.estate);
  return [...byVariable(world, paths), ...paths].map(path => ({
    label: `\${${path}}`,
    kind: 'fact',
    insert: `\${${path}}`,
    span,
    order: `3${path}`,
  }));
}
