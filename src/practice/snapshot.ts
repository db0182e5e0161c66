import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { workingFiles } from './data/file-store.ts';
import { sqlItems } from './sql-snapshot.ts';
import {
  configurationState,
  dhcpState,
  locationsState,
  responseGroupsState,
  userStoreState,
  type ComputerState,
  type ConfigurationState,
} from './state.ts';
import { readConfiguration } from './status.ts';
import type { PracticeStore } from './store.ts';

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
  put(items, [where, 'topology'], from.topology.replace(/>\s+</gu, '><'));
  for (const { class: kind, identity, value } of from.settings) {
    put(items, [where, kind, identity], value);
  }
  for (const certificate of from.oauth) put(items, [where, 'OAuthTokenIssuer'], certificate);
}

async function putUsers(store: PracticeStore, items: Items, fqdn: string): Promise<void> {
  const path = store.layout.database(fqdn, 'RTC', 'rtcxds');
  const users = await store.read(path, userStoreState);
  for (const user of users?.users ?? []) put(items, [fqdn, 'user', user.sip], user);
  for (const entry of users?.directories ?? []) {
    put(items, [fqdn, 'conference-directory', String(entry.id)], entry);
  }
}

async function putResponseGroups(store: PracticeStore, items: Items, fqdn: string): Promise<void> {
  const path = store.layout.database(fqdn, 'RTC', 'rgsconfig');
  const groups = await store.read(path, responseGroupsState);
  if (groups === undefined) return;
  const lists = ['agentGroups', 'queues', 'workflows', 'hoursOfBusiness', 'holidaySets'] as const;
  for (const list of lists) {
    for (const object of groups[list]) put(items, [fqdn, 'rgs', list, object.name], object);
  }
  for (const { name, content } of groups.audio) put(items, [fqdn, 'rgs', 'audio', name], content);
  put(items, [fqdn, 'rgs', 'settings'], groups.settings);
}

async function putLocations(store: PracticeStore, items: Items, fqdn: string): Promise<void> {
  const lis = await store.read(store.layout.database(fqdn, 'RTC', 'lis'), locationsState);
  for (const { kind, id, value } of lis?.working ?? []) put(items, ['lis', kind, id], value);
  for (const { kind, id, value } of lis?.published ?? []) {
    put(items, ['lis-served', kind, id], value);
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
  await putUsers(store, items, fqdn);
  await putResponseGroups(store, items, fqdn);
  await putLocations(store, items, fqdn);
  const local = await store.read(
    store.layout.database(fqdn, 'RTCLOCAL', 'xds'),
    configurationState,
  );
  if (local !== undefined) putConfiguration(items, `${fqdn}/local`, local);
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
  put(items, ['directory', 'connection-point'], directory.connectionPoint.toLowerCase());
  for (const { type, name, data } of (await store.dns()).records) {
    put(items, ['dns', type, name], data);
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
    put(items, ['configuration', 'master'], configuration.master.fqdn);
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
  /** What differs by design: locations that were entered but unpublished are published now. */
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
  return {
    differences: found.filter(one => !published(one)),
    notes: found.filter(published),
    items: names.size,
  };
}
