import { homesOf } from '../data/settings.ts';
import type { Blueprint, BuildContext } from '../roles/role.ts';

type Numbers = Pick<BuildContext, 'clusterOf' | 'directoryOf'>;

/** FQDN and site of everything that is a cluster of the topology, in its order. */
function clustersOf(blueprint: Blueprint): { fqdn: string; site: string }[] {
  const { servers, pools = [], externals = [] } = blueprint;
  const alone = servers.filter(
    server => server.pool === undefined && server.role !== 'backup-host',
  );
  const homes = alone.filter(server => server.role === 'standard-edition');
  return [...homes, ...pools, ...alone.filter(server => !homes.includes(server)), ...externals].map(
    ({ fqdn, site }) => ({ fqdn, site }),
  );
}

/**
 * Numbers for what the topology numbers: clusters within their site, conference directories over all
 * sites. They depend on the blueprint alone, so that file store folders keep their names.
 */
export function numbersOf(blueprint: Blueprint): Numbers {
  const places = new Map<string, { site: number; number: number }>();
  for (const { name, id } of blueprint.sites) {
    clustersOf(blueprint)
      .filter(cluster => cluster.site === name)
      .forEach(({ fqdn }, i) => places.set(fqdn, { site: id, number: i + 1 }));
  }
  return {
    clusterOf(fqdn) {
      const place = places.get(fqdn);
      if (place === undefined) throw new RangeError(`${fqdn} is in no site of the blueprint`);
      return place;
    },
    directoryOf: pool => homesOf(blueprint).indexOf(pool) + 1,
  };
}
