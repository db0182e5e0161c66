import assert from 'node:assert/strict';
import { addressOf } from '../../../src/estate/addresses.ts';
import { estateFact, estateFactPaths } from '../../../src/estate/facts.ts';
import { readEstate } from '../../../src/estate/read.ts';

const estate = readEstate(
  Buffer.from(String.raw`
name: Contoso
domain: contoso.com
central-management: se01.contoso.com
backup: {location: '\\bk01\B'}
servers:
  - {fqdn: se01.contoso.com, roles: [StandardEdition]}
  - {fqdn: fe01.contoso.com, roles: [FrontEnd], address: 10.0.0.2}
  - {fqdn: fe02.contoso.com, roles: [FrontEnd]}
pools:
  - {fqdn: pool01.contoso.com, type: enterprise, servers: [fe01.contoso.com, fe02.contoso.com], services: [response-groups], file-store: '\\fs01\Lync', sql: 'be01\rtc'}
sql: [{instance: 'be01\rtc', databases: [xds, lis]}]
`),
  '/e/estate.yaml',
);

describe('facts of the estate', () => {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['estate.name', 'Contoso'],
    ['name', 'Contoso'],
    ['estate.kind', 'live'],
    ['estate.domain', 'contoso.com'],
    ['estate.central-management', 'se01.contoso.com'],
    ['estate.backup.location', '\\\\bk01\\B'],
    ['estate.standard-edition-pools', 'se01.contoso.com'],
    ['estate.enterprise-pools', 'pool01.contoso.com'],
    ['estate.pools-with.response-groups', 'pool01.contoso.com'],
    ['estate.pools-with.call-park', ''],
    ['estate.pools.POOL01.contoso.com.file-store', '\\\\fs01\\Lync'],
    ['estate.pools.pool01.contoso.com.servers', 'fe01.contoso.com,fe02.contoso.com'],
    ['estate.pools.pool01.contoso.com.central-management', 'false'],
    ['estate.servers.se01.contoso.com.central-management', 'true'],
    ['estate.servers.fe01.contoso.com.address', '10.0.0.2'],
    ['estate.servers.fe02.contoso.com.address', undefined],
    ['estate.servers.fe01.contoso.com.pool', 'pool01.contoso.com'],
    ['estate.sql.be01\\rtc.databases', 'xds,lis'],
    ['estate.servers.nowhere.pool', undefined],
    ['estate.servers.fe01.contoso.com.constructor', undefined],
    ['estate.constructor', undefined],
    ['estate.pools', 'pool01.contoso.com,se01.contoso.com'],
  ];
  for (const [path, value] of facts) {
    it(`${path} is ${value ?? 'unknown'}`, () => {
      assert.equal(estateFact(estate, path), value);
    });
  }

  it('are listed for completion, each of them a path that the lookup takes', () => {
    const paths = estateFactPaths(estate);
    assert.ok(paths.includes('estate.pools.pool01.contoso.com.file-store'));
    const known = paths.filter(path => estateFact(estate, path) !== undefined);
    assert.ok(known.length > paths.length / 2);
  });
});

describe('addresses', () => {
  const addresses = { 'se01.contoso.com\\rtc': '127.0.0.1:51433', be01: '[::1]:1433' };
  it('are looked up in any case, and a port that is written needs no entry', () => {
    assert.deepEqual(addressOf(addresses, 'SE01.contoso.com\\RTC'), {
      host: '127.0.0.1',
      port: 51433,
    });
    assert.deepEqual(addressOf(addresses, 'be01'), { host: '::1', port: 1433 });
    assert.deepEqual(addressOf(addresses, 'x:5061'), { host: 'x', port: 5061 });
    assert.equal(addressOf(addresses, 'x\\rtc'), undefined);
    assert.equal(addressOf(addresses, 'x:70000'), undefined);
    assert.equal(addressOf(addresses, 'constructor'), undefined);
  });
});
