import { stringify } from 'yaml';
import type { ServerBuild } from '../roles/role.ts';
import type { EstateBuild } from './build.ts';

/** The text of `estate.yaml` for a practice estate. */
export function estateFileText(build: EstateBuild): string {
  const { blueprint, servers: builds } = build;
  const { externals = [] } = blueprint;
  const present = <T>(pick: (server: ServerBuild) => T | undefined): T[] =>
    builds.flatMap(server => {
      const value = pick(server);
      return value === undefined ? [] : [value];
    });
  const paths = builds.flatMap(server =>
    server.estate.shares.map((share): [string, string] => [
      `\\\\${server.sheet.fqdn}\\${share}`,
      `servers/${server.sheet.fqdn}/shares/${share}`,
    ]),
  );
  const central = [...blueprint.servers, ...(blueprint.pools ?? [])].find(
    one => one.centralManagement,
  );
  const document = {
    kind: 'practice',
    name: blueprint.name,
    product: 2013,
    domain: blueprint.domain,
    'sip-domains': [...blueprint.sipDomains],
    ...(central === undefined ? {} : { 'central-management': central.fqdn }),
    backup: {
      location: `\\\\${blueprint.backup.server}\\${blueprint.backup.share}`,
      rpo: '24h',
      rto: '4h',
    },
    sites: blueprint.sites.map(site => ({ name: site.name })),
    pools: [...present(server => server.estate.pool), ...build.pools.map(pool => pool.estate)],
    servers: present(server => server.estate.server),
    sql: present(server => server.estate.sql).flat(),
    'file-stores': present(server => server.estate.fileStore),
    ...(externals.length === 0
      ? {}
      : { external: externals.map(({ fqdn, kind }) => ({ fqdn, kind })) }),
    paths: Object.fromEntries(paths),
    addresses: {},
    hands: { command: ['recovery-runbooks', 'practice', 'hands'] },
  };
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}
