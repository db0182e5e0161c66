import { foldCase, fullPath, parsePath, partsBelow } from '../../estate/unc.ts';
import type { BackupNeed } from './needs.ts';

/** A file of a set as far as its place in a recovery goes. */
export interface PlacedFile {
  /** Path inside the set, `/` between parts. */
  readonly path: string;
  /** Where its content came from, as the step that wrote it said. */
  readonly source?: string;
}

export type FileMatcher = (file: PlacedFile) => boolean;

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The name without its folder and ending, and the ending; both in lower case. */
function nameOf(path: string): { readonly stem: string; readonly ending: string } {
  const name = lastPart(path).toLowerCase();
  const dot = name.lastIndexOf('.');
  return dot < 0
    ? { stem: name, ending: '' }
    : { stem: name.slice(0, dot), ending: name.slice(dot + 1) };
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Fits `name` where no letter or digit stands before or after it. */
function wordPattern(...names: readonly string[]): RegExp {
  const any = names.map(name => escaped(name.toLowerCase())).join('|');
  return new RegExp(`(?<![a-z0-9])(?:${any})(?![a-z0-9])`);
}

const shortName = (fqdn: string): string => fqdn.split('.')[0] ?? fqdn;

/** Whether path or source name that pool or server, in full or by its first label. */
function namesHost(fqdn: string): FileMatcher {
  const pattern = wordPattern(fqdn, shortName(fqdn));
  return ({ path, source }) =>
    pattern.test(path.toLowerCase()) ||
    (source !== undefined && pattern.test(source.toLowerCase()));
}

/** Whether path or source name the host and the instance of SQL Server. */
function namesInstance(instance: string): FileMatcher {
  const [host = instance, own] = instance.split('\\');
  const ofHost = namesHost(host);
  if (own === undefined) return ofHost;
  const pattern = wordPattern(own);
  return file => {
    const text = `${file.path} ${file.source ?? ''}`.toLowerCase();
    return ofHost(file) && pattern.test(text);
  };
}

const settingsName = /(?:^|[^a-z])(?:cs)?config(?:uration)?(?:[^a-z]|$)/;
const locationsName = /(?:^|[^a-z])(?:cs)?lis(?:config(?:uration)?)?(?:[^a-z]|$)/;
const usersName = /user[^a-z]?data/;
const groupsName = /(?:^|[^a-z])(?:cs)?rgs|response[^a-z]?groups?/;
const chatName = /p(?:ersistent)?[^a-z]?chat/;
const certificateEndings = new Set([
  'csv',
  'json',
  'txt',
  'xml',
  'pfx',
  'p12',
  'cer',
  'crt',
  'pem',
]);

/** An export of a management shell cmdlet: a ZIP file with a telling name. */
function exportNamed(pattern: RegExp, not?: RegExp): FileMatcher {
  return ({ path }) => {
    const { stem, ending } = nameOf(path);
    return ending === 'zip' && pattern.test(stem) && not?.test(stem) !== true;
  };
}

function both(a: FileMatcher, b: FileMatcher): FileMatcher {
  return file => a(file) && b(file);
}

function databaseMatcher({ of, alsoOf, databases, ambiguous }: BackupNeed): FileMatcher {
  const [database = ''] = databases;
  const pattern = wordPattern(database);
  const isChat = database.toLowerCase() === 'mgc';
  const names: FileMatcher = ({ path, source }) => {
    const { stem, ending } = nameOf(path);
    if (isChat && ending === 'zip') return chatName.test(stem);
    if (ending !== 'bak') return false;
    const said = source === undefined ? undefined : lastDatabase(source);
    return said === database.toLowerCase() || pattern.test(stem);
  };
  if (!ambiguous) return names;
  const places = [of, ...alsoOf].map(namesInstance);
  return both(names, file => places.some(place => place(file)));
}

/** `be01\rtc.LcsCDR`, `be01\rtc/LcsCDR` and `LcsCDR on be01\rtc` name the database LcsCDR. */
function lastDatabase(source: string): string {
  const text = source.toLowerCase();
  const [first = text] = text.split(' ');
  return text.includes(' ')
    ? first
    : text.slice(Math.max(...['.', '/', '\\'].map(s => text.lastIndexOf(s))) + 1);
}

function fileStoreMatcher({ of }: BackupNeed): FileMatcher {
  const store = fullPath(of);
  const parts = store.kind === 'unc' ? [store.server, store.share, ...store.parts] : store.parts;
  const folder = `/${foldCase(parts.join('/'))}/`;
  return ({ path, source }) => {
    if (`/${foldCase(path)}/`.includes(folder)) return true;
    const from = source === undefined ? undefined : parsePath(source).path;
    return from !== undefined && partsBelow(store, from) !== undefined;
  };
}

function certificateMatcher({ of }: BackupNeed): FileMatcher {
  const named = namesHost(of);
  return file => {
    const { path } = file;
    const { ending } = nameOf(path);
    const kind =
      ending === 'encrypted' ? nameOf(path.slice(0, -'.encrypted'.length)).ending : ending;
    return certificateEndings.has(kind) && /cert/i.test(path) && named(file);
  };
}

/** Tells the files of a set that serve a need, by their names and by what was said of their source. */
export function needMatcher(need: BackupNeed): FileMatcher {
  const ofPool = (matcher: FileMatcher): FileMatcher =>
    need.ambiguous ? both(matcher, namesHost(need.of)) : matcher;
  switch (need.kind) {
    case 'settings':
      return exportNamed(settingsName, locationsName);
    case 'locations':
      return exportNamed(locationsName);
    case 'user-data':
      return ofPool(exportNamed(usersName));
    case 'response-groups':
      return ofPool(exportNamed(groupsName));
    case 'database':
      return databaseMatcher(need);
    case 'file-store':
      return fileStoreMatcher(need);
    case 'certificates':
      return certificateMatcher(need);
  }
}
