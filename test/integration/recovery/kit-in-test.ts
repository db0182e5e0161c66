import type { Program } from '../../../src/compose/program.ts';

/** Value of the secret that the estate names. */
export const canary = 'Zw0lf-Kanarienvögel';

/** An estate of one Standard Edition server, whose shares are folders beside its file. */
export const estateText = String.raw`# our servers
name: Contoso
central-management: se01.contoso.com
backup: { location: '\\bk01.contoso.com\LyncBackup', rpo: 24h }
paths: {'\\bk01.contoso.com\LyncBackup': backup}
pools:
  - { fqdn: se01.contoso.com, type: standard-edition, file-store: '\\se01.contoso.com\LyncShare' }
servers:
  - fqdn: se01.contoso.com
    roles: [StandardEdition]
    shell: { winrm: { credential: { user: 'CONTOSO\op', secret: LYNC_OPERATOR } } }
  - { fqdn: bk01.contoso.com, roles: [BackupHost] }
`;

/** The program as it is installed in `dist`. */
export function program(dist: string): Program {
  return {
    version: '0.1.0',
    front: 'test',
    dist,
    self: { file: process.execPath, args: [], env: {} },
    env: {},
    platform: process.platform,
    powershell: '',
    secret: name => Promise.resolve(name === 'LYNC_OPERATOR' ? canary : undefined),
  };
}
