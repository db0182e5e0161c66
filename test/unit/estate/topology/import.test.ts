import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findPool, findServer, findSqlInstance } from '../../../../src/estate/lookup.ts';
import type { Estate } from '../../../../src/estate/model.ts';
import { readEstate } from '../../../../src/estate/read.ts';
import type { ImportedEstate } from '../../../../src/estate/topology/imported.ts';
import { readTopology } from '../../../../src/estate/topology/read.ts';
import { understand } from '../../../../src/estate/topology/understand.ts';
import { importedText } from '../../../../src/estate/topology/yaml-text.ts';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/topology/${name}`, import.meta.url));

async function imported(bytes: Uint8Array, file = 'Topology.xml'): Promise<ImportedEstate> {
  return understand(await readTopology(bytes, file));
}

/** The estate of the file that an import would write; reading it throws where it has a finding. */
function written(found: ImportedEstate): Estate {
  return readEstate(Buffer.from(importedText(found)), '/estates/imported/estate.yaml');
}

describe('a topology with two sites and every kind of server', () => {
  let found: ImportedEstate;
  let estate: Estate;
  before(async () => {
    found = await imported(fixture('two-sites.xml'));
    estate = written(found);
  });

  it('gives sites, branch sites among them, domains and the Central Management store', () => {
    assert.deepEqual(
      estate.sites.map(({ name }) => name),
      ['Paris', 'Lyon', 'Nice'],
    );
    assert.deepEqual(estate.sipDomains, ['contoso.com', 'fabrikam.com']);
    assert.equal(estate.domain, 'contoso.com');
    assert.equal(estate.centralManagement, 'pool01.contoso.com');
    assert.equal(estate.productVersion, '2013');
    assert.equal(estate.kind, 'live');
  });

  it('tells the pools apart by their services and where their stores are', () => {
    assert.deepEqual(
      estate.pools.map(({ fqdn, type }) => `${fqdn.split('.')[0] ?? ''} ${type}`),
      [
        'pool01 enterprise',
        'se01 standard-edition',
        'dir01 director',
        'med01 mediation',
        'edge edge',
        'chat persistent-chat',
        'apps trusted-application',
        'pool02 enterprise',
        'sba01 other',
      ],
    );
  });

  it('gives an enterprise pool its members, stores, services, file store and pair', () => {
    const pool = findPool(estate, 'pool01.contoso.com');
    assert.deepEqual(pool?.servers, ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com']);
    assert.deepEqual(
      pool.stores.map(({ kind, sql }) => `${kind} ${sql}`),
      [
        'archiving mon01.contoso.com',
        'monitoring mon01.contoso.com',
        'user be01.contoso.com\\rtc',
        'application be01.contoso.com\\rtc',
        'central-management be01.contoso.com\\rtc',
      ],
    );
    assert.deepEqual(pool.services, [
      'response-groups',
      'call-park',
      'archiving',
      'monitoring',
      'mediation',
    ]);
    assert.equal(pool.fileStore, '\\\\fs01.contoso.com\\LyncShare');
    assert.equal(pool.pairedWith, 'pool02.contoso.com');
    assert.equal(pool.version, undefined);
  });

  it('names the version of a pool that has another one than most', () => {
    assert.equal(findPool(estate, 'pool02.contoso.com')?.version, '2015');
  });

  it('takes only the active Central Management store for that of the estate', () => {
    const kinds = findPool(estate, 'pool02.contoso.com')?.stores.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['user', 'application']);
  });

  it('gives both halves of a mirror, the witness, and the default instance', () => {
    const principal = findSqlInstance(estate, 'be01.contoso.com\\rtc');
    const mirror = findSqlInstance(estate, 'be02.contoso.com\\rtc');
    assert.equal(principal?.mirror, mirror?.name);
    assert.equal(mirror?.witness, 'wit01.contoso.com\\wit');
    assert.deepEqual(mirror.databases, principal?.databases);
    assert.deepEqual(findSqlInstance(estate, 'mon01.contoso.com')?.databases, [
      'LcsLog',
      'LcsCDR',
      'QoEMetrics',
      'mgccomp',
      'mgc',
    ]);
  });

  it('gives every server its roles, site and inner address, and a shell to complete', () => {
    const of = (fqdn: string): unknown[] => {
      const server = findServer(estate, fqdn);
      return [server?.roles.join(), server?.site, server?.address, server?.shell?.transport];
    };
    assert.deepEqual(of('se01.contoso.com'), ['StandardEdition', 'Paris', '10.20.0.11', 'winrm']);
    assert.deepEqual(of('edge01.contoso.com'), ['Edge', 'Paris', '10.20.0.41', 'winrm']);
    assert.deepEqual(of('fe11.contoso.com'), ['FrontEnd', 'Lyon', undefined, 'winrm']);
    assert.deepEqual(of('be02.contoso.com'), ['BackEnd', 'Paris', undefined, 'winrm']);
    assert.deepEqual(of('wit01.contoso.com'), ['Witness', 'Paris', undefined, 'winrm']);
    assert.deepEqual(of('mon01.contoso.com'), ['SqlServer', 'Paris', undefined, 'winrm']);
    assert.deepEqual(of('fs11.contoso.com'), ['FileServer', 'Lyon', undefined, 'winrm']);
    assert.deepEqual(of('sba01.contoso.com'), ['SurvivableBranch', 'Nice', undefined, 'winrm']);
    assert.equal(findServer(estate, 'owa.contoso.com'), undefined);
  });

  it('knows the next hops, file stores with their pools, and systems outside', () => {
    for (const name of ['dir01', 'med01', 'edge', 'chat', 'apps']) {
      assert.equal(findPool(estate, `${name}.contoso.com`)?.nextHop, 'pool01.contoso.com', name);
    }
    assert.deepEqual(estate.fileStores[0], {
      path: '\\\\fs01.contoso.com\\LyncShare',
      pool: 'pool01.contoso.com',
      pools: ['pool01.contoso.com', 'chat.contoso.com'],
      server: 'fs01.contoso.com',
    });
    assert.deepEqual(estate.external, [
      { fqdn: 'owa.contoso.com', kind: 'office-web-apps' },
      { fqdn: 'gw01.contoso.com', kind: 'pstn-gateway' },
    ]);
  });

  it('lists what it did not understand, in the file too', () => {
    assert.deepEqual(estate.notUnderstood, [
      'The role `HologramServer` on pool01.contoso.com (Service in line 862) is not known.',
    ]);
  });

  it('writes a file that says what a person fills in', () => {
    const text = importedText(found);
    assert.match(text, /^# Imported from Topology\.xml\.\n/);
    assert.match(text, /# backup: \{ location: /);
    assert.match(
      text,
      /# Other interfaces: External 172\.16\.0\.41, seen from outside as 203\.0\.113\.41; External 172\.16\.0\.42\n/,
    );
    assert.match(text, /# An Edge server is in no domain/);
    assert.match(text, /# certificates: \[\{ use: \[Default, .*subject: CN=pool01\.contoso\.com/);
  });
});

describe('the same topology', () => {
  const text = fixture('two-sites.xml').toString('utf8');
  const utf16 = (order: 'le' | 'be', marked: boolean): Buffer => {
    const bytes = Buffer.from((marked ? '\ufeff' : '') + text, 'utf16le');
    return order === 'le' ? bytes : bytes.swap16();
  };
  const forms: readonly (readonly [string, Buffer])[] = [
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a byte-order mark', utf16('le', true)],
    ['UTF-16 in the other order', utf16('be', true)],
    ['UTF-16 without a mark', utf16('le', false)],
    ['a declaration of UTF-16 over single bytes', Buffer.from(text.replace('utf-8', 'utf-16'))],
    ['without a declaration', Buffer.from(text.replace(/^<\?xml.*\?>\n/, ''))],
    ['carriage returns', Buffer.from(text.replaceAll('\n', '\r\n'))],
    [
      'prefixes instead of a default namespace',
      Buffer.from(
        text
          .replaceAll(/<(\/?)([A-Z]\w*)/g, '<$1x:$2')
          .replace('<x:Topology xmlns=', '<x:Topology xmlns:x='),
      ),
    ],
  ];
  for (const [title, bytes] of forms) {
    it(`reads alike in ${title}`, async () => {
      const plain = await imported(Buffer.from(text));
      const found = await imported(bytes);
      // lines move where the declaration is missing
      const { notUnderstood, ...rest } = found;
      const { notUnderstood: notes, ...expected } = plain;
      assert.deepEqual(rest, expected);
      assert.equal(notUnderstood.length, notes.length);
    });
  }
});

describe('a file of Topology Builder', () => {
  it('gives the same kinds of things, whatever the case of its identifiers and prefixes', async () => {
    const found = await imported(fixture('contoso.tbxml'), 'contoso.tbxml');
    const estate = written(found);
    const pool = findPool(estate, 'pool01.contoso.com');
    assert.equal(pool?.type, 'enterprise');
    assert.deepEqual(pool.servers, ['fe01.contoso.com', 'fe02.contoso.com']);
    assert.equal(pool.sql, 'sql01.contoso.com');
    assert.equal(pool.fileStore, '\\\\fs01.contoso.com\\Data');
    assert.equal(findSqlInstance(estate, 'sql01.contoso.com')?.mirror, 'sql02.contoso.com');
    assert.equal(findServer(estate, 'sba01.contoso.com')?.site, 'Nice');
    assert.deepEqual(estate.notUnderstood, []);
  });

  it('says that it holds changes that were never published', async () => {
    const found = await imported(fixture('contoso.tbxml'), 'contoso.tbxml');
    assert.equal(found.unpublished, true);
    assert.match(importedText(found), /# It holds changes in Topology Builder that were never/);
    const clean = fixture('contoso.tbxml')
      .toString()
      .replace('"false" FileName', '"true" FileName');
    assert.equal((await imported(Buffer.from(clean))).unpublished, false);
  });
});
