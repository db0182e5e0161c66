import * as l10n from '@vscode/l10n';
import { runbookVersions } from '../../runbook/front-matter.ts';
import { variableTypes } from '../../runbook/variables/value-types.ts';
import { code, plain } from './markdown.ts';
import type { Completion, Hover, World } from './model.ts';
import { estateNames, facts, variables } from './values.ts';
import { yamlKeyAt, yamlPlace, type YamlPlace } from './yaml-place.ts';

interface FrontKey {
  readonly key: string;
  readonly description: string;
  readonly insert: string;
}

function topKeys(): readonly FrontKey[] {
  return [
    { key: 'title', description: l10n.t('What the runbook is called.'), insert: 'title: ' },
    {
      key: 'description',
      description: l10n.t('What it recovers, for whom, what must be true before.'),
      insert: 'description: ',
    },
    {
      key: 'variables',
      description: l10n.t('Values that the steps use, by name.'),
      insert: 'variables:\n  ${1:Server}:\n    type: ${2:server}\n    description: $0',
    },
    {
      key: 'applies-to',
      description: l10n.t('Roles, editions and version of the product that it is for.'),
      insert: 'applies-to:\n  roles: [${1:StandardEdition}]\n  product-version: ${2:2013}',
    },
  ];
}

function variableKeys(): readonly FrontKey[] {
  return [
    {
      key: 'type',
      description: l10n.t('string, fqdn, server, path, backup-set or secret.'),
      insert: 'type: ',
    },
    {
      key: 'description',
      description: l10n.t('What it is for; shown where the value is asked for.'),
      insert: 'description: ',
    },
    {
      key: 'default',
      description: l10n.t(
        'Used when no value is given; may hold other variables and facts of the estate.',
      ),
      insert: 'default: ',
    },
    {
      key: 'required',
      description: l10n.t('A run does not start without a value.'),
      insert: 'required: true',
    },
  ];
}

function appliesToKeys(): readonly FrontKey[] {
  return [
    {
      key: 'roles',
      description: l10n.t('Roles of the servers that it is for.'),
      insert: 'roles: [$0]',
    },
    {
      key: 'editions',
      description: l10n.t('Editions of the pools that it is for.'),
      insert: 'editions: [$0]',
    },
    {
      key: 'product-version',
      description: l10n.t('Version of the product; 2013 by default.'),
      insert: 'product-version: ',
    },
  ];
}

/** Every key of the front matter with what it means: of the file, of a variable, of `applies-to`. */
export function frontMatterKeys(): Readonly<
  Record<'runbook' | 'variable' | 'applies-to', readonly Pick<FrontKey, 'key' | 'description'>[]>
> {
  return { runbook: topKeys(), variable: variableKeys(), 'applies-to': appliesToKeys() };
}

/** The keys of the mapping that a place is in; empty where names are made up. */
function keysOf(path: readonly string[]): readonly FrontKey[] {
  const [first, second, third] = path;
  if (first === undefined) return topKeys();
  if (first === 'applies-to' && second === undefined) return appliesToKeys();
  return first === 'variables' && second !== undefined && third === undefined ? variableKeys() : [];
}

function constant(place: YamlPlace, value: string, detail = ''): Completion {
  return {
    label: value,
    kind: 'value',
    insert: value,
    span: place.span,
    detail,
    order: `0${value}`,
  };
}

/** What a value of a type of variable is. */
export function typeText(type: string): string {
  switch (type) {
    case 'fqdn':
      return l10n.t('full name in DNS');
    case 'server':
      return l10n.t('server of the estate');
    case 'path':
      return l10n.t('absolute path, UNC or of a drive');
    case 'backup-set':
      return l10n.t('absolute path of a backup set');
    case 'secret':
      return l10n.t('never in a file, an output or a log');
    default:
      return l10n.t('any text');
  }
}

/** Roles that `applies-to` can name. */
export const runbookRoles =
  'StandardEdition FrontEnd BackEnd Director Mediation Edge PersistentChat SqlServer FileServer'.split(
    ' ',
  );

/** Editions that `applies-to` can name. */
export const runbookEditions = ['standard', 'enterprise'];

function values(place: YamlPlace, world: World): Completion[] {
  const [first, , third] = place.path;
  const last = place.path.at(-1);
  if (first === 'applies-to') {
    if (last === 'product-version') return runbookVersions.map(each => constant(place, each));
    const part = /[^,[\s]*$/u.exec(place.typed)?.[0] ?? '';
    const end = place.span.start + place.typed.length;
    const span = { start: end - part.length, end };
    const all = last === 'roles' ? runbookRoles : last === 'editions' ? runbookEditions : [];
    return all.map(each => ({ ...constant(place, each), span }));
  }
  if (first !== 'variables') return [];
  if (third === 'type') return variableTypes.map(type => constant(place, type, typeText(type)));
  if (third === 'required') return ['true', 'false'].map(each => constant(place, each));
  if (third !== 'default' && place.path.length !== 2) return [];
  return [
    ...variables(world, 'anything', place.span),
    ...facts(world, place.span),
    ...estateNames('host', world, place.span),
  ];
}

/** What could stand at an offset of the front matter, the marks around it left out. Never throws. */
export function frontMatterCompletions(text: string, offset: number, world: World): Completion[] {
  const place = yamlPlace(text, offset);
  if (place.kind === 'value') return values(place, world);
  return keysOf(place.path)
    .filter(({ key }) => !place.present.includes(key))
    .map(({ key, description, insert }) => ({
      label: key,
      kind: 'key',
      insert,
      snippet: true,
      span: place.span,
      detail: description,
    }));
}

/** What is told of the key at an offset of the front matter. */
export function frontMatterHover(text: string, offset: number): Hover | undefined {
  const found = yamlKeyAt(text, offset);
  if (found === undefined) return undefined;
  const { path, span } = found;
  const key = keysOf(path.slice(0, -1)).find(each => each.key === path.at(-1));
  return key === undefined
    ? undefined
    : { markdown: `${code(key.key)}: ${plain(key.description)}`, span };
}
