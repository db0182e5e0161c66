/** An estate of two sites, each with 50 pools of three servers. */
export function largeEstate(): string {
  const sites = ['Paris', 'Lyon'];
  const pools = sites.flatMap((site, s) =>
    Array.from({ length: 50 }, (_, i) => {
      const at = `${s}${String(i).padStart(2, '0')}`;
      return { site, at, members: ['a', 'b', 'c'].map(m => `fe${at}${m}.contoso.com`) };
    }),
  );
  return [
    'name: Large',
    'sites: [{name: Paris}, {name: Lyon}]',
    'pools:',
    ...pools.map(
      ({ site, at, members }) =>
        `  - {fqdn: pool${at}.contoso.com, site: ${site}, type: enterprise, servers: [${members.join(', ')}], sql: 'be${at}.contoso.com\\rtc', file-store: '\\\\fs${at}.contoso.com\\Share'}`,
    ),
    'servers:',
    ...pools.flatMap(({ site, members }) =>
      members.map(fqdn => `  - {fqdn: ${fqdn}, site: ${site}, roles: [FrontEnd], shell: winrm}`),
    ),
    '',
  ].join('\n');
}
