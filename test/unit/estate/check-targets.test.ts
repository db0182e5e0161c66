import assert from 'node:assert/strict';
import { checkTargets, type CheckTargets } from '../../../src/estate/check-targets.ts';
import { readEstate } from '../../../src/estate/read.ts';

const estate = readEstate(
  Buffer.from(String.raw`name: Contoso
sites: [{name: Paris}, {name: Lyon}]
pools:
  - fqdn: pool01.contoso.com
    site: Paris
    type: enterprise
    servers: [fe01.contoso.com, fe02.contoso.com]
    sql: 'be01.contoso.com\rtc'
    file-store: '\\fs01.contoso.com\LyncShare'
servers:
  - {fqdn: fe01.contoso.com, site: Paris, shell: winrm}
  - {fqdn: fe02.contoso.com, site: Paris, shell: winrm}
  - {fqdn: be01.contoso.com, site: Paris, shell: winrm}
  - {fqdn: be02.contoso.com, site: Paris}
  - {fqdn: rec11.contoso.com, site: Lyon, shell: winrm}
sql:
  - {instance: 'be01.contoso.com\rtc', mirror: 'be02.contoso.com\rtc'}
  - {instance: 'be02.contoso.com\rtc', mirror: 'be01.contoso.com\rtc'}
  - {instance: 'rec11.contoso.com', databases: [LcsCDR]}
`),
  'estate.yaml',
);
const back = ['be01.contoso.com\\rtc', 'be02.contoso.com\\rtc'];

describe('What a check of the estate asks', () => {
  const of = (name?: string): CheckTargets | undefined => checkTargets(estate, name);

  it('is every server with a shell and every SQL Server, without a name', () => {
    assert.deepEqual(of(), {
      servers: ['fe01', 'fe02', 'be01', 'rec11'].map(host => `${host}.contoso.com`),
      instances: [...back, 'rec11.contoso.com'],
    });
  });

  it('is what a site has, its SQL Servers included', () => {
    assert.deepEqual(of('LYON'), {
      servers: ['rec11.contoso.com'],
      instances: ['rec11.contoso.com'],
    });
  });

  it('is the members of a pool and both halves of its back end', () => {
    assert.deepEqual(of('pool01.contoso.com'), {
      servers: ['fe01.contoso.com', 'fe02.contoso.com'],
      instances: back,
    });
  });

  it('is a server with its instances, also one that has no shell', () => {
    assert.deepEqual(of('be02.contoso.com'), { servers: [], instances: [back[1]] });
  });

  it('is one instance alone by its name', () => {
    assert.deepEqual(of('BE01.contoso.com\\RTC'), { servers: [], instances: [back[0]] });
  });

  it('is nothing for a name that the estate does not have', () => {
    assert.equal(of('be99.contoso.com'), undefined);
  });
});
