import assert from 'node:assert/strict';
import type { Estate } from '../../../src/estate/model.ts';
import { checkEstate } from '../../../src/estate/read.ts';

/** What differs from one estate of the tests to another. */
export interface EstateChanges {
  /** Pool with the Central Management store. */
  readonly central?: string;
  readonly mirrored?: boolean;
  readonly paired?: boolean;
}

function yaml({ central = 'se01', mirrored = true, paired = false }: EstateChanges): string {
  const pair = (name: string): string => (paired ? `, paired-with: ${name}.contoso.com` : '');
  const half = (name: string, other: string): string =>
    `  - { instance: '${name}.contoso.com\\rtc', version: 2012, collation: Latin1_General_CI_AS` +
    (mirrored
      ? `, mirror: '${other}.contoso.com\\rtc', witness: 'wit01.contoso.com\\wit' }`
      : ' }');
  return `kind: live
name: Contoso
domain: contoso.com
sip-domains: [contoso.com]
central-management: ${central}.contoso.com
backup: { location: '\\\\bk01.contoso.com\\LyncBackup', rpo: 24h }
sites: [{ name: Paris }, { name: Lyon }]
pools:
  - { fqdn: se01.contoso.com, site: Paris, type: standard-edition, servers: [se01.contoso.com], services: [response-groups], file-store: '\\\\se01.contoso.com\\LyncShare', sql: 'se01.contoso.com\\rtc' }
  - { fqdn: se02.contoso.com, site: Paris, type: standard-edition, servers: [se02.contoso.com], services: [response-groups], file-store: '\\\\se02.contoso.com\\LyncShare', sql: 'se02.contoso.com\\rtc' }
  - fqdn: pool01.contoso.com
    site: Paris
    type: enterprise
    servers: [fe01.contoso.com, fe02.contoso.com, fe03.contoso.com]
    services: [response-groups, archiving, monitoring]
    file-store: '\\\\fs01.contoso.com\\LyncShare'
    sql: 'be01.contoso.com\\rtc'
    stores:
      - { kind: archiving, sql: 'sqlmon01.contoso.com\\mon' }
      - { kind: monitoring, sql: 'sqlmon01.contoso.com\\mon' }
${paired ? '    paired-with: pool02.contoso.com\n' : ''}  - { fqdn: pool02.contoso.com, site: Lyon, type: enterprise, servers: [fe11.contoso.com, fe12.contoso.com], services: [response-groups], file-store: '\\\\fs11.contoso.com\\LyncShare', sql: 'be11.contoso.com\\rtc'${pair('pool01')} }
  - fqdn: pc01.contoso.com
    site: Paris
    type: persistent-chat
    servers: [pc01.contoso.com]
    services: [persistent-chat]
    next-hop: pool01.contoso.com
    stores:
      - { kind: persistent-chat, sql: 'sqlpc01.contoso.com\\pchat' }
      - { kind: persistent-chat-compliance, sql: 'sqlpc01.contoso.com\\pchat' }
  - { fqdn: dir01.contoso.com, site: Paris, type: director, servers: [dir01.contoso.com], next-hop: pool01.contoso.com }
  - { fqdn: medpool.contoso.com, site: Paris, type: mediation, servers: [med01.contoso.com, med02.contoso.com], next-hop: pool01.contoso.com }
  - { fqdn: edgepool.contoso.com, site: Paris, type: edge, servers: [edge01.contoso.com, edge02.contoso.com], next-hop: pool01.contoso.com }
servers:
  - { fqdn: se01.contoso.com, site: Paris, roles: [StandardEdition] }
  - { fqdn: se02.contoso.com, site: Paris, roles: [StandardEdition] }
  - { fqdn: fe01.contoso.com, site: Paris, roles: [FrontEnd] }
  - { fqdn: fe02.contoso.com, site: Paris, roles: [FrontEnd] }
  - { fqdn: fe03.contoso.com, site: Paris, roles: [FrontEnd] }
  - { fqdn: be01.contoso.com, site: Paris, roles: [BackEnd] }
  - { fqdn: be02.contoso.com, site: Paris, roles: [BackEnd] }
  - { fqdn: wit01.contoso.com, site: Paris, roles: [Witness] }
  - { fqdn: sqlmon01.contoso.com, site: Paris, roles: [SqlServer] }
  - { fqdn: sqlpc01.contoso.com, site: Paris, roles: [SqlServer] }
  - { fqdn: pc01.contoso.com, site: Paris, roles: [PersistentChat] }
  - { fqdn: dir01.contoso.com, site: Paris, roles: [Director] }
  - { fqdn: med01.contoso.com, site: Paris, roles: [Mediation] }
  - { fqdn: med02.contoso.com, site: Paris, roles: [Mediation] }
  - { fqdn: edge01.contoso.com, site: Paris, roles: [Edge] }
  - { fqdn: edge02.contoso.com, site: Paris, roles: [Edge] }
  - { fqdn: fs01.contoso.com, site: Paris, roles: [FileServer] }
  - { fqdn: bk01.contoso.com, site: Lyon, roles: [BackupHost] }
  - { fqdn: fe11.contoso.com, site: Lyon, roles: [FrontEnd] }
  - { fqdn: fe12.contoso.com, site: Lyon, roles: [FrontEnd] }
  - { fqdn: be11.contoso.com, site: Lyon, roles: [BackEnd] }
  - { fqdn: fs11.contoso.com, site: Lyon, roles: [FileServer] }
sql:
  - { instance: 'se01.contoso.com\\rtc', version: 2012 }
  - { instance: 'se02.contoso.com\\rtc', version: 2012 }
${half('be01', 'be02')}
${half('be02', 'be01')}
  - { instance: 'wit01.contoso.com\\wit', version: 2012 }
  - { instance: 'be11.contoso.com\\rtc', version: 2012 }
  - { instance: 'sqlmon01.contoso.com\\mon', version: 2012, databases: [LcsCDR, QoEMetrics, LcsLog] }
  - { instance: 'sqlpc01.contoso.com\\pchat', version: 2012, databases: [mgc, mgccomp] }
`;
}

/** An estate of two sites with every kind of server, read as a file is. */
export function estateOf(changes: EstateChanges = {}): Estate {
  const { estate, findings } = checkEstate(
    new TextEncoder().encode(yaml(changes)),
    '/e/estate.yaml',
  );
  assert.ok(estate, JSON.stringify(findings));
  return estate;
}
