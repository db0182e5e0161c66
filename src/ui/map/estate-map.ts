import * as l10n from '@vscode/l10n';
import { dependencies, dependentsOf, type Dependency } from '../../estate/dependencies.ts';
import { hostsOf, identityOf } from '../../estate/identity.ts';
import { findPool, sameName } from '../../estate/lookup.ts';
import type { Estate, Pool } from '../../estate/model.ts';
import type { MapItem, MapLink, MapSite } from '../map-page.ts';
import { roleText } from '../trees/role-words.ts';
import { reasonText } from './reason-words.ts';

interface Fate {
  readonly fate: MapItem['fate'];
  readonly text: string;
}

/** What the losses do to everything, by lower-case name. */
function fates(estate: Estate, lost: readonly string[]): ReadonlyMap<string, Fate> {
  const found = new Map<string, Fate>();
  for (const name of lost) {
    for (const { name: other, effect } of dependentsOf(estate, name)) {
      const key = other.toLowerCase();
      if (found.get(key)?.fate === 'stops') continue;
      const text =
        effect === 'stops'
          ? l10n.t('does not work without {0}', name)
          : l10n.t('works with less without {0}', name);
      found.set(key, { fate: effect, text });
    }
  }
  for (const name of lost) found.set(name.toLowerCase(), { fate: 'lost', text: l10n.t('lost') });
  return found;
}

interface Drawing {
  readonly estate: Estate;
  readonly fates: ReadonlyMap<string, Fate>;
  readonly links: readonly Dependency[];
}

type Plain = Pick<MapItem, 'name' | 'kind' | 'facts' | 'mayBeLost' | 'parts'>;

function item(drawing: Drawing, plain: Plain): MapItem {
  const { fate, text } = drawing.fates.get(plain.name.toLowerCase()) ?? {
    fate: 'whole' as const,
    text: '',
  };
  const link = (name: string, dependency: Dependency): MapLink => ({
    name,
    why: reasonText(dependency),
  });
  return {
    ...plain,
    fate,
    fateText: text,
    needs: drawing.links
      .filter(({ name }) => sameName(name, plain.name))
      .map(dependency => link(dependency.needs, dependency)),
    neededBy: drawing.links
      .filter(({ needs }) => sameName(needs, plain.name))
      .map(dependency => link(dependency.name, dependency)),
  };
}

function serverItem(drawing: Drawing, fqdn: string): MapItem {
  const identity = identityOf(drawing.estate, fqdn);
  const data = [
    ...(identity?.instances ?? []).map(({ instance }) =>
      item(drawing, {
        name: instance.name,
        kind: 'sql',
        facts: [instance.databases.join(', ')].filter(text => text !== ''),
        mayBeLost: false,
        parts: [],
      }),
    ),
    ...(identity?.fileStores ?? []).map(({ path }) =>
      item(drawing, {
        name: path,
        kind: 'file-store',
        facts: [l10n.t('file store')],
        mayBeLost: false,
        parts: [],
      }),
    ),
  ];
  const central = identity?.centralManagement === true ? [l10n.t('Central Management store')] : [];
  return item(drawing, {
    name: identity?.fqdn ?? fqdn,
    kind: 'server',
    facts: [(identity?.roles ?? []).map(roleText).join(', '), ...central].filter(
      text => text !== '',
    ),
    mayBeLost: true,
    parts: data,
  });
}

/** A pool of one with its server's name is that server. */
function poolItem(drawing: Drawing, pool: Pool): MapItem {
  const [only] = pool.servers;
  if (only !== undefined && pool.servers.length === 1 && sameName(only, pool.fqdn)) {
    return serverItem(drawing, only);
  }
  const version = pool.version ?? drawing.estate.productVersion;
  return item(drawing, {
    name: pool.fqdn,
    kind: 'pool',
    facts: [l10n.t('{0} pool, version {1}', roleText(pool.type), version)],
    mayBeLost: true,
    parts: pool.servers.map(server => serverItem(drawing, server)),
  });
}

/**
 * The estate as sites with their pools and servers, what each needs and who needs it, and what becomes
 * of each when `lost` (pools or servers) are gone. Ids are the names that the estate writes.
 */
export function estateMap(estate: Estate, lost: readonly string[]): readonly MapSite[] {
  const hosts = lost.flatMap(name => findPool(estate, name)?.servers ?? [name]);
  const named = [...new Set([...lost, ...hosts])];
  const drawing = { estate, fates: fates(estate, named), links: dependencies(estate) };
  const inPools = new Set(
    estate.pools.flatMap(({ servers }) => servers.map(name => name.toLowerCase())),
  );
  const alone = hostsOf(estate).filter(host => !inPools.has(host.toLowerCase()));
  const siteNames = [
    ...new Set([
      ...estate.sites.map(({ name }) => name),
      ...estate.pools.map(({ site }) => site),
      ...alone.flatMap(host => identityOf(estate, host)?.site ?? []),
    ]),
  ];
  const sites = siteNames.map(name => ({
    name,
    items: [
      ...estate.pools.filter(({ site }) => site === name).map(pool => poolItem(drawing, pool)),
      ...alone
        .filter(host => identityOf(estate, host)?.site === name)
        .map(host => serverItem(drawing, host)),
    ],
  }));
  const nowhere = [
    ...alone
      .filter(host => identityOf(estate, host)?.site === undefined)
      .map(host => serverItem(drawing, host)),
    ...estate.external.map(({ fqdn, kind }) =>
      item(drawing, {
        name: fqdn,
        kind: 'external',
        facts: [roleText(kind)],
        mayBeLost: false,
        parts: [],
      }),
    ),
  ];
  const outside = { name: l10n.t('Outside the sites'), items: nowhere };
  return [...sites, ...(nowhere.length === 0 ? [] : [outside])].filter(
    ({ items }) => items.length > 0,
  );
}
