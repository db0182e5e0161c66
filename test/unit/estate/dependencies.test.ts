import assert from 'node:assert/strict';
import { dependentsOf } from '../../../src/estate/dependencies.ts';
import { identityOf } from '../../../src/estate/identity.ts';
import { readEstate } from '../../../src/estate/read.ts';
import { dependencyOrder, hostsOfSite } from '../../../src/estate/recovery-order.ts';

const estate = readEstate(
  Buffer.from(String.raw`name: Contoso
central-management: pool01.contoso.com
sites: [{name: Paris}, {name: Lyon}]
pools:
  - fqdn: edge01.contoso.com
    site: Paris
    type: edge
    next-hop: dir01.contoso.com
    servers: [edge01.contoso.com]
  - {fqdn: dir01.contoso.com, site: Paris, type: director, next-hop: pool01.contoso.com}
  - fqdn: pool01.contoso.com
    site: Paris
    type: enterprise
    servers: [fe01.contoso.com, fe02.contoso.com, fe03.contoso.com]
    services: [response-groups]
    sql: 'be01.contoso.com\rtc'
    file-store: '\\fs01.contoso.com\LyncShare'
    paired-with: pool02.contoso.com
    stores:
      - {kind: archiving, sql: 'rec01.contoso.com\rec'}
      - {kind: monitoring, sql: 'rec01.contoso.com\rec'}
  - fqdn: pool02.contoso.com
    site: Lyon
    type: enterprise
    servers: [fe11.contoso.com]
    sql: 'be11.contoso.com\rtc'
    file-store: '\\fs11.contoso.com\LyncShare'
    paired-with: pool01.contoso.com
    depends-on: [med11.contoso.com]
  - {fqdn: med11.contoso.com, site: Lyon, type: mediation}
  - fqdn: chat01.contoso.com
    site: Paris
    type: persistent-chat
    servers: [pc01.contoso.com]
    sql: 'rec01.contoso.com\rec'
    next-hop: pool01.contoso.com
servers:
  - {fqdn: edge01.contoso.com, site: Paris}
  - {fqdn: dir01.contoso.com, site: Paris}
  - {fqdn: pc01.contoso.com, site: Paris}
  - {fqdn: rec01.contoso.com, site: Paris}
  - {fqdn: fe01.contoso.com, site: Paris}
  - {fqdn: fe02.contoso.com, site: Paris}
  - {fqdn: fe03.contoso.com, site: Paris}
  - {fqdn: wit01.contoso.com, site: Paris}
  - {fqdn: be02.contoso.com, site: Paris}
  - {fqdn: be01.contoso.com, site: Paris}
  - {fqdn: fs01.contoso.com, site: Paris, roles: [FileServer]}
  - {fqdn: bk01.contoso.com, site: Paris, roles: [BackupHost]}
  - {fqdn: fe11.contoso.com, site: Lyon}
  - {fqdn: fs11.contoso.com, site: Lyon}
  - {fqdn: med11.contoso.com, site: Lyon}
sql:
  - {instance: 'be01.contoso.com\rtc', mirror: 'be02.contoso.com\rtc', witness: wit01.contoso.com}
  - {instance: 'be02.contoso.com\rtc'}
  - {instance: wit01.contoso.com}
`),
  '/e/estate.yaml',
);

function order(lost?: readonly string[]): string[] {
  return dependencyOrder(estate, lost).map(({ stage, servers, pools }) =>
    [stage, ...servers.map(name => name.split('.')[0]), '/', ...pools.map(n => n.split('.')[0])]
      .join(' ')
      .replace(/ \/$/, ''),
  );
}

describe('who a server is', () => {
  const roles = (fqdn: string): readonly string[] => identityOf(estate, fqdn)?.roles ?? [];

  it('follows from pools, instances and shares where no role is written', () => {
    assert.deepEqual(roles('FE01.contoso.com'), ['FrontEnd']);
    assert.deepEqual(roles('be01.contoso.com'), ['BackEnd']);
    assert.deepEqual(roles('be02.contoso.com'), ['BackEnd']);
    assert.deepEqual(roles('wit01.contoso.com'), ['Witness']);
    assert.deepEqual(roles('rec01.contoso.com'), ['SqlServer']);
    assert.deepEqual(roles('fs11.contoso.com'), ['FileServer']);
    assert.deepEqual(roles('pc01.contoso.com'), ['PersistentChat']);
    assert.deepEqual(roles('med11.contoso.com'), ['Mediation']);
    assert.deepEqual(roles('be11.contoso.com'), ['BackEnd']);
    assert.equal(identityOf(estate, 'nowhere'), undefined);
  });

  it('says which half of a mirror an instance is, and what it holds', () => {
    const parts = ['be01', 'be02', 'wit01', 'be11'].map(name => {
      const [found] = identityOf(estate, `${name}.contoso.com`)?.instances ?? [];
      return [found?.part, found?.partner?.split('.')[0], found?.stores.map(({ kind }) => kind)];
    });
    const kinds = ['user', 'application', 'central-management'];
    assert.deepEqual(parts, [
      ['principal', 'be02', kinds],
      ['mirror', 'be01', kinds],
      ['witness', 'be01', []],
      ['alone', undefined, ['user', 'application']],
    ]);
    assert.equal(identityOf(estate, 'be02.contoso.com')?.centralManagement, true);
    assert.equal(identityOf(estate, 'be11.contoso.com')?.centralManagement, false);
  });

  it('has the site and version of its pool', () => {
    const host = identityOf(estate, 'be11.contoso.com');
    assert.equal(host?.site, 'Lyon');
    assert.equal(host.server, undefined);
    assert.equal(identityOf(estate, 'fe11.contoso.com')?.version, '2013');
  });
});

describe('what depends on what', () => {
  const touched = (name: string): string[] =>
    dependentsOf(estate, name).map(
      ({ name: other, reason, effect, steps }) =>
        `${steps} ${other.replace('.contoso.com', '')} ${reason} ${effect}`,
    );

  it('goes from a host to its instance, the pool, and what is behind the pool', () => {
    assert.deepEqual(touched('be11.contoso.com'), [
      '1 be11\\rtc host stops',
      '2 pool02 store stops',
      '3 pool01 paired-with suffers',
    ]);
  });

  it('stops at a mirrored back end, whose pool goes on', () => {
    assert.deepEqual(touched('be01.contoso.com'), [
      '1 be01\\rtc host stops',
      '2 pool01 store suffers',
      '2 be02\\rtc mirror suffers',
    ]);
  });

  it('stops at a pool that has other members', () => {
    assert.deepEqual(touched('fe01.contoso.com'), ['1 pool01 member suffers']);
  });

  it('reaches everything behind a pool, the worse way first', () => {
    assert.deepEqual(touched('POOL01.contoso.com'), [
      '1 dir01 next-hop stops',
      '1 chat01 next-hop stops',
      '1 edge01 configuration suffers',
      '1 pool02 paired-with suffers',
      '1 med11 configuration suffers',
    ]);
  });

  it('knows a file store in any spelling', () => {
    assert.deepEqual(touched('//FS01.contoso.com/lyncshare'), ['1 pool01 file-store suffers']);
    assert.deepEqual(touched('\\\\FS01.contoso.com\\lyncshare\\'), ['1 pool01 file-store suffers']);
  });
});

describe('the order after a loss', () => {
  it('is that of the documentation when everything is lost, with what is needed before what needs it', () => {
    assert.deepEqual(
      order(),
      [
        'directory-and-backup bk01',
        'file-stores fs01 fs11 / ',
        'central-management be01 be02',
        'back-ends be11 wit01',
        'front-ends fe01 fe02 fe03 med11 fe11 / pool01 med11 pool02',
        'user-data / pool01 pool02',
        'location-data / pool01',
        'response-groups / pool01',
        'persistent-chat pc01 rec01 / chat01',
        'directors-and-mediation dir01 / dir01',
        'edge edge01 / edge01',
        'verification',
      ].map(line => line.replace(/ \/ $/, '')),
    );
  });

  it('leaves data out that a mirror keeps, and stages with nothing to do', () => {
    assert.deepEqual(order(['be01.contoso.com']), [
      'directory-and-backup',
      'central-management be01',
      'verification',
    ]);
    assert.deepEqual(order(['be02.contoso.com', 'BE01.contoso.com']), [
      'directory-and-backup',
      'central-management be01 be02',
      'user-data / pool01',
      'location-data / pool01',
      'response-groups / pool01',
      'verification',
    ]);
  });

  it('covers one site with all of its hosts', () => {
    assert.deepEqual(order(hostsOfSite(estate, 'Lyon')), [
      'directory-and-backup',
      'file-stores fs11',
      'back-ends be11',
      'front-ends med11 fe11 / med11 pool02',
      'user-data / pool02',
      'verification',
    ]);
  });
});
