import assert from 'node:assert/strict';
import type { World } from '../../../src/authoring/language/model.ts';
import { checkEstate } from '../../../src/estate/read.ts';

const estateText = `kind: live
name: Contoso
domain: contoso.com
sites: [{ name: Paris }]
pools:
  - { fqdn: se01.contoso.com, site: Paris, type: standard-edition, servers: [se01.contoso.com], file-store: '\\\\\\\\se01.contoso.com\\LyncShare' }
servers:
  - { fqdn: se01.contoso.com, site: Paris, roles: [StandardEdition] }
  - { fqdn: be01.contoso.com, site: Paris, roles: [BackEnd] }
sql:
  - { instance: 'be01.contoso.com\\rtc', version: '2008 R2', databases: [LcsCDR, QoEMetrics] }
file-stores:
  - { path: '\\\\se01.contoso.com\\LyncShare', pool: se01.contoso.com }
`;

function estateOf(): NonNullable<World['estate']> {
  const { estate, findings } = checkEstate(new TextEncoder().encode(estateText), '/e/estate.yaml');
  assert.ok(estate, JSON.stringify(findings));
  return estate;
}

const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** A small estate, a few variables, two steps, one set. */
export const world: World = {
  estate: estateOf(),
  variables: [
    { name: 'Server', type: 'server', required: true, description: 'The lost one', range },
    { name: 'Backup', type: 'backup-set', required: false, default: '/b', range },
    { name: 'SqlPassword', type: 'secret', required: false, range },
  ],
  steps: [
    { id: 'verify-set', title: 'Before anything is touched' },
    { id: 'copy-store', title: 'File store' },
  ],
  sets: [{ name: '2026-11-22_0200', path: '\\\\bk01\\Lync\\2026-11-22_0200', state: 'sealed' }],
  version: '2013',
  functions: [],
};
