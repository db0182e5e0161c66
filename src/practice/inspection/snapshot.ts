import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { readConfiguration } from '../central-store.ts';
import { workingFiles } from '../data/file-store.ts';
import { comparable } from '../data/topology-stores.ts';
import { dataOwner, entryOf, mirrorEntries, type MirrorEntry } from '../mirroring.ts';
import {
  configurationState,
  dhcpState,
  locationsState,
  poolsState,
  responseGroupsState,
  userStoreState,
  type ComputerState,
  type ConfigurationState,
} from '../state.ts';
import { storePlace } from '../store-place.ts';
import type { PracticeStore } from '../store.ts';
import { sqlItems } from './sql-snapshot.ts';

/**
 * Every piece of data that a recovery must bring back, each under a name of its own, as canonical
 * JSON; and the servers' working state that belongs to a finished recovery.
 */
export const snapshotFile = z.object({
  format: z.literal('practice-snapshot/1'),
  items: z.record(z.string(), z.string()),
});
export type Snapshot = z.infer<typeof snapshotFile>;

type Items = Map<string, string>;

function put(items: Items, name: readonly string[], value: unknown): void {
  items.set(name.join('/'), canonicalize(value) ?? 'null');
}

function putConfiguration(items: Items, where: string, from: ConfigurationState): void {
  // Exports and imports indent the document anew; only what it says counts.
  put(items, [where, 'topology'], comparable(from.topology));
  for (const { class: kind, identity, value } of from.settings) {
    put(items, [where, kind, identity], value);
  }
  for (const certificate of from.oauth) put(items, [where, 'OAuthTokenIssuer'], certificate);
}

/** A server, and its mirrored databases. */
interface Half {
  readonly fqdn: string;
  readonly entries: readonly MirrorEntry[];
}

/** A database of the instance that pools have their stores on, and the name that its data goes by. */
async function readStore<S extends z.ZodType>(
  store: PracticeStore,
  { fqdn, entries }: Half,
  name: string,
  schema: S,
): Promise<{ owner: string; content: z.output<S> } | undefined> {
  const owner = dataOwner(fqdn, 'RTC', name, entries);
  if (owner === undefined) return undefined;
  const content = await store.read(store.layout.database(fqdn, 'RTC', name), schema);
  return content === undefined ? undefined : { owner, content };
}

async function putUsers(store: PracticeStore, items: Items, half: Half): Promise<void> {
  const found = await readStore(store, half, 'rtcxds', userStoreState);
  if (found === undefined) return;
  const { owner, content } = found;
  for (const user of content.users) put(items, [owner, 'user', user.sip], user);
  for (const entry of content.directories) {
    put(items, [owner, 'conference-directory', String(entry.id)], entry);
  }
}

async function putResponseGroups(store: PracticeStore, items: Items, half: Half): Promise<void> {
  const found = await readStore(store, half, 'rgsconfig', responseGroupsState);
  if (found === undefined) return;
  const { owner, content: groups } = found;
  const lists = ['agentGroups', 'queues', 'workflows', 'hoursOfBusiness', 'holidaySets'] as const;
  for (const list of lists) {
    for (const object of groups[list]) put(items, [owner, 'rgs', list, object.name], object);
  }
  for (const { name, content } of groups.audio) put(items, [owner, 'rgs', 'audio', name], content);
  put(items, [owner, 'rgs', 'settings'], groups.settings);
}

async function putLocations(store: PracticeStore, items: Items, half: Half): Promise<void> {
  const lis = (await readStore(store, half, 'lis', locationsState))?.content;
  for (const { kind, id, value } of lis?.working ?? []) put(items, ['lis', kind, id], value);
  for (const { kind, id, value } of lis?.published ?? []) {
    put(items, ['lis-served', kind, id], value);
  }
}

/** Mirrors as pairs that answer each other; which half is the principal is a note. */
async function putMirrors(store: PracticeStore, items: Items, half: Half): Promise<void> {
  for (const { instance, name, role, partner, witness } of half.entries) {
    const owner = dataOwner(half.fqdn, instance, name, half.entries);
    const other = storePlace(partner);
    const answer = entryOf(await mirrorEntries(store, other.server), other.instance, name);
    if (owner === undefined || role === 'mirror' || answer?.role !== 'mirror') continue;
    put(items, [owner, 'mirror', name], { halves: [half.fqdn, other.server].sort(), witness });
    put(items, [owner, 'principal', name], half.fqdn);
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function putFiles(items: Items, name: readonly string[], folder: string): Promise<void> {
  const leftOut: readonly string[] = [...workingFiles.folders, ...workingFiles.names];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (leftOut.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await putFiles(items, [...name, entry.name], path);
    else put(items, [...name, entry.name], await sha256(path));
  }
}

function putComputer(items: Items, computer: ComputerState): void {
  const { fqdn } = computer;
  for (const { use, thumbprint } of computer.assignments) {
    const certificate = computer.certificates.find(one => one.thumbprint === thumbprint);
    // A reissued certificate has another thumbprint and is as good: its names are what counts.
    put(items, [fqdn, 'certificate', use], {
      subject: certificate?.subject,
      alternativeNames: certificate?.alternativeNames,
      privateKey: certificate?.privateKey,
    });
  }
  for (const { name, status } of computer.services) put(items, [fqdn, 'service', name], status);
  for (const { name, path, acl } of computer.shares) {
    put(items, [fqdn, 'share', name], { path, acl: [...acl].sort() });
  }
  for (const { name } of computer.sql) put(items, [fqdn, 'sql', name], true);
  put(items, [fqdn, 'computer'], {
    hostName: computer.hostName,
    domain: computer.domain,
    addresses: computer.addresses,
    activated: computer.activated,
    replica: computer.replica.enabled,
  });
}

async function putServer(store: PracticeStore, items: Items, fqdn: string): Promise<void> {
  const computer = await store.computer(fqdn);
  putComputer(items, computer);
  const sheet = await store.buildSheet(fqdn);
  if (sheet?.roles.includes('BackupHost') === true) return;
  for (const { name } of computer.shares) {
    if (name === 'xds-replica') continue;
    await putFiles(items, [fqdn, 'file', name], store.layout.share(fqdn, name));
  }
  for (const { instance, name } of await store.databases(fqdn)) {
    put(items, [fqdn, 'database', instance, name], true);
  }
  for (const [name, value] of await sqlItems(store, fqdn)) put(items, name, value);
  const half: Half = { fqdn, entries: await mirrorEntries(store, fqdn) };
  await putUsers(store, items, half);
  await putResponseGroups(store, items, half);
  await putLocations(store, items, half);
  await putMirrors(store, items, half);
  const local = await store.read(
    store.layout.database(fqdn, 'RTCLOCAL', 'xds'),
    configurationState,
  );
  if (local !== undefined) putConfiguration(items, `${fqdn}/local`, local);
}

/** Any server of the pool with the Central Management store may be the master. */
async function poolOfMaster(store: PracticeStore, from: ConfigurationState): Promise<string> {
  const pools = (await store.read(store.layout.pools, poolsState))?.pools ?? [];
  const { fqdn } = from.master;
  return pools.find(pool => pool.members.includes(fqdn))?.fqdn ?? fqdn;
}

async function putDirectory(store: PracticeStore, items: Items): Promise<void> {
  const directory = await store.directory();
  for (const user of directory.users) put(items, ['directory', 'user', user.sip], user);
  for (const contact of directory.contacts) {
    put(items, ['directory', 'contact', contact.sip], contact);
  }
  for (const computer of directory.computers) {
    const groups = [...computer.groups].sort();
    put(items, ['directory', 'computer', computer.name], { sid: computer.sid, groups });
  }
  const { connectionPoint, connectionPointMirror = '' } = directory;
  put(items, ['directory', 'connection-point'], connectionPoint.toLowerCase());
  if (connectionPointMirror !== '') {
    put(items, ['directory', 'connection-point-mirror'], connectionPointMirror.toLowerCase());
  }
  const { records } = await store.dns();
  for (const { type, name } of records) {
    const same = records.filter(one => one.type === type && one.name === name);
    put(items, ['dns', type, name], same.map(one => one.data).sort());
  }
  const dhcp = await store.must(store.layout.dhcp, dhcpState);
  for (const { scope, options } of dhcp.scopes) put(items, ['dhcp', scope], options);
}

/** Takes the snapshot. What a lost server held is not in it. Reads only. */
export async function takeSnapshot(store: PracticeStore): Promise<Snapshot> {
  const items: Items = new Map();
  const configuration = await readConfiguration(store);
  if (configuration !== undefined) {
    putConfiguration(items, 'configuration', configuration);
    put(items, ['configuration', 'master'], await poolOfMaster(store, configuration));
  }
  await putDirectory(store, items);
  for (const fqdn of await store.servers()) await putServer(store, items, fqdn);
  const sorted = [...items].sort(([a], [b]) => (a < b ? -1 : 1));
  return { format: 'practice-snapshot/1', items: Object.fromEntries(sorted) };
}

export interface Difference {
  readonly item: string;
  readonly kind: 'missing' | 'changed' | 'extra';
  readonly before?: string;
  readonly after?: string;
}

export interface Comparison {
  /** What a recovery owes and did not bring. */
  readonly differences: readonly Difference[];
  /**
   * What differs by design: locations that were entered but unpublished are published now, the halves
   * of a mirror have changed their parts.
   */
  readonly notes: readonly Difference[];
  readonly items: number;
}

/** Compares the state at the backup with a later one. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Comparison {
  const found: Difference[] = [];
  const names = new Set([...Object.keys(before.items), ...Object.keys(after.items)]);
  for (const item of [...names].sort()) {
    const old = before.items[item];
    const now = after.items[item];
    if (old === now) continue;
    if (now === undefined) found.push({ item, kind: 'missing', before: old ?? '' });
    else if (old === undefined) found.push({ item, kind: 'extra', after: now });
    else found.push({ item, kind: 'changed', before: old, after: now });
  }
  const published = (one: Difference): boolean =>
    one.kind === 'extra' &&
    one.item.startsWith('lis-served/') &&
    before.items[one.item.replace('lis-served/', 'lis/')] === one.after;
  const byDesign = (one: Difference): boolean =>
    published(one) || (one.kind === 'changed' && one.item.includes('/principal/'));
  return {
    differences: found.filter(one => !byDesign(one)),
    notes: found.filter(byDesign),
    items: names.size,
  };
}
