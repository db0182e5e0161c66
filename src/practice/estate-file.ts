import { stringify } from 'yaml';
import type { Blueprint, ServerBuild } from './roles/role.ts';

/** The text of `estate.yaml` for a practice estate with these servers. */
export function estateFileText(blueprint: Blueprint, builds: readonly ServerBuild[]): string {
  const present = <T>(pick: (build: ServerBuild) => T | undefined): T[] =>
    builds.flatMap(build => {
      const value = pick(build);
      return value === undefined ? [] : [value];
    });
  const paths = builds.flatMap(build =>
    build.estate.shares.map((share): [string, string] => [
      `\\\\${build.sheet.fqdn}\\${share}`,
      `servers/${build.sheet.fqdn}/shares/${share}`,
    ]),
  );
  const central = blueprint.servers.find(server => server.centralManagement);
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
    pools: present(build => build.estate.pool),
    servers: present(build => build.estate.server),
    sql: present(build => build.estate.sql).flat(),
    'file-stores': present(build => build.estate.fileStore),
    paths: Object.fromEntries(paths),
    addresses: {},
    hands: { command: ['recovery-runbooks', 'practice', 'hands'] },
  };
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}
