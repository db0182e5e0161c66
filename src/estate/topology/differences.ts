import { identityOf } from '../identity.ts';
import { findPool, findSqlInstance, sameName } from '../lookup.ts';
import type { Estate, Pool, SqlInstance } from '../model.ts';
import { pathKey } from '../unc.ts';

export type DifferenceKind =
  'estate' | 'site' | 'pool' | 'server' | 'sql' | 'file-store' | 'external';

/** One thing that an estate file and a topology say otherwise. */
export interface EstateDifference {
  /** `added`: only the topology has it; `removed`: only the file; `changed`: both, with other values. */
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: DifferenceKind;
  /** FQDN, path, `host\instance`, or name of a site; that of the estate for `estate`. */
  readonly name: string;
  /** Key of the estate file whose value differs, where both have the thing. */
  readonly key?: string;
  /** Values as text; lists are joined with `, `, and what is not there is empty. */
  readonly file?: string;
  readonly topology?: string;
}

/** A value to compare, with the text that is shown of it. */
type Facts = Readonly<Record<string, readonly string[]>>;

interface Thing {
  readonly name: string;
  readonly facts: Facts;
}

const folded = (values: readonly string[]): string =>
  values
    .map(value => value.toLowerCase())
    .toSorted()
    .join('\n');

function changesOf(kind: DifferenceKind, file: Thing, topology: Thing): EstateDifference[] {
  return Object.entries(topology.facts).flatMap(([key, wanted]): EstateDifference[] => {
    const own = file.facts[key] ?? [];
    if (folded(own) === folded(wanted)) return [];
    return [
      {
        change: 'changed',
        kind,
        name: file.name,
        key,
        file: own.join(', '),
        topology: wanted.join(', '),
      },
    ];
  });
}

function compare(
  kind: DifferenceKind,
  file: readonly Thing[],
  topology: readonly Thing[],
  keyOf: (name: string) => string = name => name.toLowerCase(),
): EstateDifference[] {
  const inFile = new Map(file.map(thing => [keyOf(thing.name), thing]));
  const inTopology = new Set(topology.map(({ name }) => keyOf(name)));
  const found = topology.flatMap((thing): EstateDifference[] => {
    const own = inFile.get(keyOf(thing.name));
    if (own === undefined) return [{ change: 'added', kind, name: thing.name }];
    return changesOf(kind, own, thing);
  });
  const removed = file
    .filter(({ name }) => !inTopology.has(keyOf(name)))
    .map(({ name }): EstateDifference => ({ change: 'removed', kind, name }));
  return [...found, ...removed];
}

const some = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** Services that a topology tells; the others are only in the file. */
const toldServices = ['response-groups', 'call-park', 'archiving', 'monitoring'];

function poolThing(estate: Estate, pool: Pool): Thing {
  return {
    name: pool.fqdn,
    facts: {
      site: [pool.site],
      type: [pool.type],
      version: [pool.version ?? estate.productVersion],
      servers: pool.servers,
      services: pool.services.filter(service => toldServices.includes(service)),
      stores: pool.stores.map(({ kind, sql }) => `${kind}: ${sql}`),
      'file-store': some(pool.fileStore),
      'next-hop': some(pool.nextHop),
      'paired-with': some(pool.pairedWith),
    },
  };
}

function sqlThing({ name, mirror, witness }: SqlInstance): Thing {
  return { name, facts: { mirror: some(mirror), witness: some(witness) } };
}

/** Servers with what follows from pools, stores and shares; the address only where both say one. */
function serverThing(estate: Estate, other: Estate, fqdn: string): Thing {
  const identity = identityOf(estate, fqdn);
  const theirs = identityOf(other, fqdn)?.server?.address;
  const address = identity?.server?.address;
  const both = theirs !== undefined && address !== undefined;
  return {
    name: fqdn,
    facts: {
      site: some(identity?.site),
      roles: identity?.roles ?? [],
      ...(both ? { address: [address] } : {}),
    },
  };
}

/** Servers of the file that no topology knows: backup hosts, and what runs nothing of Lync. */
function isOwn(estate: Estate, fqdn: string): boolean {
  const identity = identityOf(estate, fqdn);
  return (
    identity !== undefined &&
    identity.pool === undefined &&
    identity.instances.length === 0 &&
    identity.fileStores.length === 0
  );
}

function serverThings(estate: Estate, other: Estate): Thing[] {
  return estate.servers
    .filter(({ fqdn }) => !isOwn(estate, fqdn) || identityOf(other, fqdn) !== undefined)
    .map(({ fqdn }) => serverThing(estate, other, fqdn));
}

/** Kinds of system outside that a topology names. */
const toldSystems = ['office-web-apps', 'pstn-gateway'];

/**
 * What the file of an estate and a topology say otherwise; `topology` is the estate that an import of it
 * gives. What no topology says (how servers are reached, backup, addresses) is not compared.
 */
export function estateDifferences(file: Estate, topology: Estate): readonly EstateDifference[] {
  const estateThing = (estate: Estate): Thing => ({
    name: file.name,
    facts: {
      product: [estate.productVersion],
      'sip-domains': estate.sipDomains,
      'central-management': some(estate.centralManagement),
    },
  });
  const siteThings = (estate: Estate): Thing[] =>
    estate.sites.map(({ name }) => ({ name, facts: {} }));
  const storeThings = (estate: Estate): Thing[] =>
    estate.fileStores.map(({ path, pools }) => ({ name: path, facts: { pools } }));
  const systemThings = (estate: Estate): Thing[] =>
    estate.external
      .filter(({ kind }) => toldSystems.includes(kind))
      .map(({ fqdn, kind }) => ({ name: fqdn, facts: { kind: [kind] } }));
  const mirrorOf = (estate: Estate, name: string): boolean =>
    findSqlInstance(estate, name) !== undefined;
  const sqlThings = (estate: Estate, other: Estate): Thing[] =>
    estate.sqlInstances
      .filter(({ name, mirror, witness }) => {
        const isBare = mirror === undefined && witness === undefined;
        const isUsed = estate.pools.some(({ stores }) =>
          stores.some(({ sql }) => sameName(sql, name)),
        );
        return isUsed || !isBare || mirrorOf(other, name);
      })
      .map(sqlThing);
  const poolThings = (estate: Estate): Thing[] =>
    estate.pools.map(pool => poolThing(estate, findPool(estate, pool.fqdn) ?? pool));
  return [
    ...compare('estate', [estateThing(file)], [estateThing(topology)]),
    ...compare('site', siteThings(file), siteThings(topology)),
    ...compare('pool', poolThings(file), poolThings(topology)),
    ...compare('server', serverThings(file, topology), serverThings(topology, file)),
    ...compare('sql', sqlThings(file, topology), sqlThings(topology, file)),
    ...compare('file-store', storeThings(file), storeThings(topology), pathKey),
    ...compare('external', systemThings(file), systemThings(topology)),
  ];
}
