import assert from 'node:assert/strict';
import { formatDiagnostic } from '../../../src/errors/diagnostic.ts';
import { findPool, findSqlInstance, hostsCentralManagement } from '../../../src/estate/lookup.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { checkEstate, readEstate } from '../../../src/estate/read.ts';
import { storesOnInstance } from '../../../src/estate/stores.ts';

const file = '/estates/contoso/estate.yaml';

function read(text: string): Estate {
  return readEstate(Buffer.from(text), file);
}

const whole = String.raw`name: Contoso
sites: [{name: Paris}, {name: Lyon}]
pools:
  - fqdn: pool01.contoso.com
    site: Paris
    type: enterprise
    version: 2013
    servers: [fe01.contoso.com]
    services: [central-management]
    sql: 'be01.contoso.com\rtc'
    file-store: '\\fs01\LyncShare'
    paired-with: pool02.contoso.com
    stores:
      - {kind: monitoring, sql: 'mon01.contoso.com\mon'}
  - {fqdn: pool02.contoso.com, site: Lyon, type: enterprise, servers: [fe11.contoso.com], sql: be11.contoso.com, paired-with: POOL01.contoso.com}
  - {fqdn: edge01.contoso.com, site: Paris, next-hop: pool01.contoso.com, depends-on: [owa.contoso.com]}
servers:
  - {fqdn: fe01.contoso.com, site: Paris, roles: [FrontEnd]}
  - {fqdn: fe11.contoso.com, site: Lyon, roles: [FrontEnd]}
  - {fqdn: edge01.contoso.com, site: Paris, roles: [Edge]}
  - {fqdn: fs01.contoso.com, site: Paris, roles: [FileServer]}
sql:
  - {instance: 'be01.contoso.com\rtc', mirror: 'be02.contoso.com\rtc', witness: 'wit.contoso.com\w', collation: Latin1_General_CI_AI}
  - {instance: 'be02.contoso.com\rtc'}
  - {instance: 'wit.contoso.com\w'}
file-stores:
  - {path: '\\fs01\LyncShare', pools: [pool01.contoso.com, pool02.contoso.com]}
external:
  - {fqdn: owa.contoso.com, kind: office-web-apps}
not-understood: [a service of a later version]
`;

describe('an estate file with every kind of server', () => {
  const estate = read(whole);

  it('spells the back end of a pool out as its stores, and places the Central Management store there', () => {
    assert.deepEqual(findPool(estate, 'pool01.contoso.com')?.stores, [
      { kind: 'monitoring', sql: 'mon01.contoso.com\\mon' },
      { kind: 'user', sql: 'be01.contoso.com\\rtc' },
      { kind: 'application', sql: 'be01.contoso.com\\rtc' },
      { kind: 'central-management', sql: 'be01.contoso.com\\rtc' },
    ]);
    assert.ok(hostsCentralManagement(estate, 'fe01.contoso.com'));
    assert.deepEqual(
      storesOnInstance(estate, 'MON01.contoso.com\\mon').map(({ pool, kind }) => [pool.fqdn, kind]),
      [['pool01.contoso.com', 'monitoring']],
    );
  });

  it('knows the mirror and the witness from both halves, and instances that only a store names', () => {
    const mirror = findSqlInstance(estate, 'be02.contoso.com\\rtc');
    assert.equal(mirror?.mirror, 'be01.contoso.com\\rtc');
    assert.equal(mirror.witness, 'wit.contoso.com\\w');
    assert.equal(
      findSqlInstance(estate, 'be01.contoso.com\\rtc')?.collation,
      'Latin1_General_CI_AI',
    );
    assert.equal(findSqlInstance(estate, 'mon01.contoso.com\\mon')?.host, 'mon01.contoso.com');
    assert.equal(findSqlInstance(estate, 'be11.contoso.com')?.instance, '');
  });

  it('knows version, pair, next hop, dependencies and external systems', () => {
    const pool = findPool(estate, 'pool01.contoso.com');
    assert.equal(pool?.version, '2013');
    assert.equal(pool.pairedWith, 'pool02.contoso.com');
    const edge = findPool(estate, 'edge01.contoso.com');
    assert.equal(edge?.nextHop, 'pool01.contoso.com');
    assert.deepEqual(edge.dependsOn, ['owa.contoso.com']);
    assert.deepEqual(estate.external, [{ fqdn: 'owa.contoso.com', kind: 'office-web-apps' }]);
    assert.deepEqual(estate.notUnderstood, ['a service of a later version']);
  });

  it('has a shared file store once, with its pools and the server of its path', () => {
    assert.deepEqual(estate.fileStores, [
      {
        path: '\\\\fs01\\LyncShare',
        pool: 'pool01.contoso.com',
        pools: ['pool01.contoso.com', 'pool02.contoso.com'],
        server: 'fs01.contoso.com',
      },
    ]);
    assert.equal(findPool(estate, 'pool02.contoso.com')?.fileStore, '\\\\fs01\\LyncShare');
  });

  it('takes a Central Management store among the stores for that of the estate', () => {
    const found = read(
      "name: C\nservers: [{fqdn: a, roles: [StandardEdition]}]\npools:\n  - {fqdn: a, stores: [{kind: central-management, sql: 'a\\rtc'}]}\n",
    );
    assert.equal(found.centralManagement, 'a');
  });
});

const servers = 'name: C\nservers: [{fqdn: a}, {fqdn: b}, {fqdn: c}]\n';

describe('an estate file that contradicts itself', () => {
  const cases: readonly (readonly [title: string, text: string, findings: readonly string[]])[] = [
    [
      'two Central Management stores by the stores of the pools',
      `${servers}central-management: a\npools:\n  - {fqdn: b, stores: [{kind: central-management, sql: x}]}\n  - {fqdn: a}\n`,
      ['5:31: error: An estate has one Central Management store; it is on a. [two-stores]'],
    ],
    [
      'an enterprise pool without a back end',
      `${servers}pools:\n  - {fqdn: p, type: enterprise, servers: [a], file-store: '\\\\f\\s'}\n`,
      [
        '4:12: error: The pool p has no back end: name its SQL Server instance with `sql`. [no-back-end]',
      ],
    ],
    [
      'a Persistent Chat pool without a back end',
      `${servers}pools:\n  - {fqdn: p, type: persistent-chat, servers: [a]}\n`,
      [
        '4:12: error: The pool p has no back end: name its SQL Server instance with `sql`. [no-back-end]',
      ],
    ],
    [
      'an enterprise pool without a file store',
      `${servers}pools:\n  - {fqdn: p, type: enterprise, servers: [a], sql: be}\n`,
      [
        '4:21: error: The pool p has no file store: name its share with `file-store`. [no-file-store]',
      ],
    ],
    [
      'one store at two places',
      `${servers}pools:\n  - {fqdn: a, sql: x, stores: [{kind: user, sql: y}, {kind: archiving, sql: y}, {kind: archiving, sql: z}]}\n`,
      [
        '4:50: error: `sql` of the pool a says another instance: x. [two-places]',
        '4:88: error: The pool a has its archiving store already. [two-places]',
      ],
    ],
    [
      'a member of two pools',
      `${servers}pools:\n  - {fqdn: p, type: edge, servers: [a]}\n  - {fqdn: q, type: edge, servers: [A]}\n`,
      ['5:37: error: A is already a member of a pool. [duplicate]'],
    ],
    [
      'a mirror of itself',
      "name: C\nsql:\n  - {instance: 'a\\r', mirror: 'A\\R'}\n",
      ['3:31: error: a\\r cannot be its own mirror. [own-mirror]'],
    ],
    [
      'a mirror and a witness that are nowhere',
      'name: C\nsql:\n  - {instance: be01, mirror: be03, witness: xyz}\n  - {instance: be02}\n',
      [
        '3:30: error: be03 is not under `sql:`. Did you mean `be01`? [unknown-instance]',
        '3:45: error: xyz is not under `sql:`. [unknown-instance]',
      ],
    ],
    [
      'three halves of a mirror',
      'name: C\nsql:\n  - {instance: a, mirror: b}\n  - {instance: b, mirror: c}\n  - {instance: c}\n',
      ['3:27: error: b names another mirror: c. [mirror-not-mutual]'],
    ],
    [
      'one mirror of two principals',
      'name: C\nsql:\n  - {instance: a, mirror: c}\n  - {instance: b, mirror: c}\n  - {instance: c}\n',
      ['4:27: error: c is the mirror of a already. [mirror-not-mutual]'],
    ],
    [
      'a witness that is a half of its mirror, and two witnesses',
      'name: C\nsql:\n  - {instance: a, mirror: b, witness: b}\n  - {instance: b, mirror: a, witness: c}\n  - {instance: c}\n',
      [
        '3:39: error: The witness b cannot be a half of the mirror. [own-witness]',
        '4:39: error: a names another witness: b. [two-witnesses]',
      ],
    ],
    [
      'a pair that only one pool knows',
      `${servers}pools:\n  - {fqdn: a, paired-with: b}\n  - {fqdn: b}\n`,
      [
        '4:28: error: b does not say that it is paired with a: write `paired-with: a` there. [pair-not-mutual]',
      ],
    ],
    [
      'a pair of three, of one, and with a pool that is nowhere',
      `${servers}pools:\n  - {fqdn: a, paired-with: b}\n  - {fqdn: b, paired-with: b}\n  - {fqdn: c, paired-with: pool99}\n`,
      [
        '4:28: error: b is paired with b. [pair-not-mutual]',
        '5:28: error: b cannot be paired with itself. [own-pair]',
        '6:28: error: pool99 is not under `pools:`. [unknown-pool]',
      ],
    ],
    [
      'a pair of two types',
      `${servers}pools:\n  - {fqdn: a, type: standard-edition, paired-with: b}\n  - {fqdn: b, type: director, paired-with: a}\n`,
      [
        '4:52: error: A pool is paired with one of its own type, and b is of type director. [pair-of-two-types]',
        '5:44: error: A pool is paired with one of its own type, and a is of type standard-edition. [pair-of-two-types]',
      ],
    ],
    [
      'a next hop that is nowhere',
      `${servers}pools:\n  - {fqdn: a, type: edge, next-hop: poool}\n  - {fqdn: pool, type: director, servers: [b]}\n`,
      [
        '4:37: error: The next hop poool is not under `pools:`. Did you mean `pool`? [unknown-next-hop]',
      ],
    ],
    [
      'next hops in a circle',
      `${servers}pools:\n  - {fqdn: a, next-hop: B}\n  - {fqdn: b, next-hop: a}\n`,
      ['5:25: error: This goes round in a circle: a → b → a. [circle-in-next-hop]'],
    ],
    [
      'dependencies in a circle, and one that is nowhere',
      `${servers}pools:\n  - {fqdn: a, depends-on: [b]}\n  - {fqdn: b, depends-on: [c, dns01]}\n  - {fqdn: c, depends-on: [b]}\n`,
      [
        '5:31: error: dns01 is nowhere in this file. [unknown-dependency]',
        '6:28: error: This goes round in a circle: b → c → b. [circle-in-depends-on]',
      ],
    ],
    [
      'a file store without a pool, and on a server that is nowhere',
      "name: C\nfile-stores:\n  - {path: '\\\\f\\s', server: f}\n",
      [
        '3:5: error: `pool` is missing. [missing]',
        '3:29: error: f is not under `servers:`. [unknown-server]',
      ],
    ],
    [
      'a type, a kind and a version that do not exist',
      `${servers}pools:\n  - {fqdn: a, type: frontend, version: 2014}\nexternal: [{fqdn: x, kind: fax}]\n`,
      [
        '4:21: error: One of these is needed: standard-edition, enterprise, director, mediation, edge, persistent-chat, trusted-application, office-web-apps, file-server, sql-server, gateway, other. [invalid-value]',
        '4:40: error: One of these is needed: 2010, 2013, 2015, 2019, SE. [invalid-value]',
        '5:28: error: One of these is needed: office-web-apps, pstn-gateway, trusted-application, reverse-proxy, exchange, other. [invalid-value]',
      ],
    ],
    [
      'a role that is mistyped',
      'name: C\nservers: [{fqdn: a, roles: [FrontEdn, DomainController]}]\n',
      ['2:29: error: There is no role `FrontEdn`. Did you mean `FrontEnd`? [unknown-role]'],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(`is refused with the place: ${title}`, () => {
      const { estate, findings } = checkEstate(Buffer.from(text), file);
      assert.deepEqual(
        findings.map(found => formatDiagnostic('', found).slice(1)),
        expected,
      );
      assert.equal(estate, undefined);
    });
  }
});
