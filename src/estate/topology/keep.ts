import { isMap, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';

/** Keys of the estate that no topology says. */
const ownKeys = ['kind', 'name', 'domain', 'backup', 'paths', 'addresses', 'hands'];

/** Keys of the items of a list that no topology says, by the list and the key that names an item. */
const ownItemKeys: readonly (readonly [list: string, name: string, keys: readonly string[]])[] = [
  ['pools', 'fqdn', ['depends-on']],
  ['servers', 'fqdn', ['shell', 'address', 'certificates', 'deployment']],
  ['sql', 'instance', ['version', 'edition', 'collation', 'databases']],
];

/** Keys of an instance that come from the topology; all others say how it is connected to. */
const toldOfInstances = ['instance', 'databases', 'mirror', 'witness'];

function itemsOf(document: Document, list: string): YAMLMap[] {
  const node: unknown = document.get(list);
  return isSeq(node) ? node.items.filter(item => isMap(item)) : [];
}

function nameOf(item: YAMLMap, key: string): string {
  return String(item.get(key)).toLowerCase();
}

function copyKey(from: YAMLMap, to: YAMLMap, key: string): void {
  const value: unknown = from.get(key, true);
  if (value !== undefined) to.set(key, value);
}

function keepItems(old: Document, text: Document): void {
  for (const [list, name, keys] of ownItemKeys) {
    const before = new Map(itemsOf(old, list).map(item => [nameOf(item, name), item]));
    for (const item of itemsOf(text, list)) {
      const own = before.get(nameOf(item, name));
      if (own === undefined) continue;
      const settings = list === 'sql' ? own.items.map(({ key }) => String(key)) : [];
      const more = settings.filter(key => !toldOfInstances.includes(key));
      for (const key of [...keys, ...more]) copyKey(own, item, key);
    }
  }
}

/** Names that the pools, instances and stores of the old file use: what only they used goes with them. */
function usedNames(old: Document): Set<string> {
  const members = itemsOf(old, 'pools').flatMap(pool => {
    const servers: unknown = pool.get('servers');
    const named = isSeq(servers) ? servers.items.map(each => String(each).toLowerCase()) : [];
    return [nameOf(pool, 'fqdn'), ...named];
  });
  const hosts = itemsOf(old, 'sql').map(entry => nameOf(entry, 'instance').split('\\')[0] ?? '');
  const stores = itemsOf(old, 'file-stores').map(store => nameOf(store, 'server'));
  return new Set([...members, ...hosts, ...stores]);
}

/** Servers and systems of the old file that no topology knows, such as the computer with the backup sets. */
function keepStrangers(old: Document, text: Document): void {
  const used = usedNames(old);
  for (const [list, isKept] of [
    ['servers', (name: string) => !used.has(name)],
    ['external', () => true],
  ] as const) {
    const present = new Set(itemsOf(text, list).map(item => nameOf(item, 'fqdn')));
    const extra = itemsOf(old, list).filter(item => {
      const name = nameOf(item, 'fqdn');
      return !present.has(name) && isKept(name);
    });
    if (extra.length === 0) continue;
    const node: unknown = text.get(list);
    if (isSeq(node)) node.items.push(...extra);
    else text.set(list, extra);
  }
}

/**
 * The text of an imported estate file with what a person had completed in the file that it replaces: how
 * servers are reached, certificates, backup, paths, addresses, connections, and hosts outside Lync.
 */
export function keepCompleted(oldText: string, importedText: string): string {
  const old = parseDocument(oldText, { schema: 'failsafe' });
  const text = parseDocument(importedText, { schema: 'failsafe' });
  if (!isMap(old.contents) || !isMap(text.contents)) return importedText;
  for (const key of ownKeys) copyKey(old.contents, text.contents, key);
  keepItems(old, text);
  keepStrangers(old, text);
  return text.toString({ lineWidth: 0, flowCollectionPadding: false });
}
