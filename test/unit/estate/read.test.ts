import assert from 'node:assert/strict';
import { formatDiagnostic } from '../../../src/errors/diagnostic.ts';
import { Problem } from '../../../src/errors/problem.ts';
import { findPool, findServer, poolOf } from '../../../src/estate/lookup.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { checkEstate, readEstate } from '../../../src/estate/read.ts';

const file = '/estates/contoso/estate.yaml';

function read(text: string, at = file): Estate {
  return readEstate(Buffer.from(text), at);
}

function findings(text: string | Uint8Array): string[] {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return checkEstate(bytes, file).findings.map(found => formatDiagnostic('e', found));
}

const whole = String.raw`kind: practice
name: Contoso practice estate
product: 2013
domain: contoso.com
sip-domains: [contoso.com, fabrikam.com]
central-management: se01.contoso.com
backup: {location: '\\bk01.contoso.com\LyncBackup', rpo: 24h, rto: 4h}
sites: [{name: Paris}]
pools:
  - {fqdn: se01.contoso.com, site: Paris, type: standard-edition, servers: [se01.contoso.com], services: [response-groups], file-store: '\\se01.contoso.com\LyncShare', sql: 'se01.contoso.com\rtc'}
servers:
  - fqdn: se01.contoso.com
    site: Paris
    roles: [StandardEdition]
    address: 10.20.0.11
    shell: {command: [recovery-runbooks, practice, shell, se01.contoso.com]}
    certificates: [{use: [Default], subject: CN=se01.contoso.com}]
    deployment: {bootstrapper: Bootstrapper.exe, media: 'E:\Setup\amd64'}
  - fqdn: bk01.contoso.com
    roles: [BackupHost]
sql:
  - {instance: 'se01.contoso.com\rtc', version: 2012, edition: express, databases: [xds, lis], encrypt: optional}
file-stores: [{path: '\\se01.contoso.com\LyncShare', pool: se01.contoso.com}]
paths: {'\\se01.contoso.com\LyncShare': servers/se01/LyncShare}
addresses: {'se01.contoso.com\rtc': '127.0.0.1:51433'}
hands: {command: [recovery-runbooks, practice, hands]}
`;

describe('reading an estate file', () => {
  it('gives the whole model of a file that says everything', () => {
    const estate = read(whole);
    assert.equal(estate.kind, 'practice');
    assert.equal(estate.productVersion, '2013');
    assert.deepEqual(estate.backup, {
      location: '\\\\bk01.contoso.com\\LyncBackup',
      rpoMs: 86_400_000,
      rtoMs: 14_400_000,
    });
    const server = findServer(estate, 'SE01.contoso.com');
    assert.deepEqual(server?.shell, {
      transport: 'command',
      command: ['recovery-runbooks', 'practice', 'shell', 'se01.contoso.com'],
    });
    assert.deepEqual(server.deployment, {
      bootstrapper: 'Bootstrapper.exe',
      media: 'E:\\Setup\\amd64',
    });
    assert.deepEqual(estate.paths, [
      {
        unc: '\\\\se01.contoso.com\\LyncShare',
        local: '/estates/contoso/servers/se01/LyncShare',
      },
    ]);
    assert.equal(estate.sqlInstances[0]?.version, '2012');
    assert.equal(estate.sqlInstances[0].settings.encrypt, 'optional');
    assert.deepEqual(estate.hands, { command: ['recovery-runbooks', 'practice', 'hands'] });
    assert.equal(poolOf(estate, 'se01.contoso.com')?.fileStore, '\\\\se01.contoso.com\\LyncShare');
  });

  it('reads the same from CRLF and with a byte order mark', () => {
    const estate = read(`\uFEFF${whole.replaceAll('\n', '\r\n')}`);
    assert.deepEqual({ ...estate, hash: '' }, { ...read(whole), hash: '' });
  });

  it('takes a name alone for an estate, real unless it says practice', () => {
    const estate = read('name: Contoso\n');
    assert.equal(estate.kind, 'live');
    assert.deepEqual(estate.servers, []);
    assert.deepEqual(estate.pools, []);
    assert.equal(estate.backup, undefined);
  });

  it('takes keys without a value for absent ones', () => {
    assert.deepEqual(read('name: Contoso\npools:\nservers: ~\n').pools, []);
  });

  it('makes a pool of one of a Standard Edition server that no pool names', () => {
    const estate = read(
      "name: C\nservers: [{fqdn: se01, roles: [StandardEdition]}]\nsql: [{instance: 'SE01\\rtc'}]\n" +
        "file-stores: [{path: '\\\\se01\\Share', pool: se01}]\n",
    );
    assert.deepEqual(estate.pools, [
      {
        fqdn: 'se01',
        site: 'C',
        type: 'standard-edition',
        servers: ['se01'],
        services: [],
        fileStore: '\\\\se01\\Share',
        sql: 'SE01\\rtc',
        stores: [
          { kind: 'user', sql: 'SE01\\rtc' },
          { kind: 'application', sql: 'SE01\\rtc' },
        ],
        dependsOn: [],
      },
    ]);
  });

  it('knows the file store and the SQL instance that only a pool names', () => {
    const estate = read(
      "name: C\nservers: [{fqdn: fe01}]\npools: [{fqdn: p, type: enterprise, servers: [fe01], sql: 'be01\\rtc', file-store: '//fs01/Lync'}]\n",
    );
    assert.deepEqual(estate.fileStores, [{ path: '\\\\fs01\\Lync', pool: 'p', pools: ['p'] }]);
    assert.equal(estate.sqlInstances[0]?.host, 'be01');
    assert.equal(estate.sqlInstances[0].instance, 'rtc');
    assert.equal(findPool(estate, 'P')?.fqdn, 'p');
  });

  it('gives each transport of a shell its defaults', () => {
    const shell = (text: string): unknown =>
      read(`name: C\nservers:\n  - fqdn: a.b\n    shell: ${text}\n`).servers[0]?.shell;
    assert.deepEqual(shell('local'), { transport: 'local' });
    const winrm = { transport: 'winrm', authentication: 'kerberos', useSSL: false };
    assert.deepEqual(shell('winrm'), winrm);
    assert.deepEqual(shell('{winrm: }'), winrm);
    assert.deepEqual(
      shell('{winrm: {authentication: credssp, credential: {user: C\\o, password: {secret: S}}}}'),
      { ...winrm, authentication: 'credssp', credential: { user: 'C\\o', secret: 'S' } },
    );
    assert.deepEqual(shell('{ssh: {port: 2222}}'), {
      transport: 'ssh',
      host: 'a.b',
      port: 2222,
      executable: 'powershell',
      options: [],
    });
  });

  it('resolves mapped folders by the rules of the system the file lies on', () => {
    const text = "name: C\npaths: {'\\\\bk01\\B': shares/b}\n";
    assert.equal(read(text).paths[0]?.local, '/estates/contoso/shares/b');
    assert.equal(read(text, 'D:\\est\\e.yaml').paths[0]?.local, 'D:\\est\\shares\\b');
  });
});

describe('what is wrong with an estate file', () => {
  const cases: readonly (readonly [title: string, text: string, found: readonly string[]])[] = [
    [
      'an unknown key, with the nearest known one',
      'name: C\nservers:\n  - fqdn: a\n    adress: 1.2.3.4\n',
      ['e:4:5: error: `adress` is not known here. Did you mean `address`? [unknown-key]'],
    ],
    [
      'an unknown key inside a shell',
      'name: C\nservers:\n  - fqdn: a\n    shell: {winrm: {useSsl: true}}\n',
      ['e:4:21: error: `useSsl` is not known here. Did you mean `useSSL`? [unknown-key]'],
    ],
    [
      'a mistyped key among the free settings of a SQL instance',
      "name: C\nsql:\n  - instance: 'a\\b'\n    databses: [x]\n",
      ['e:4:5: error: `databses` is not known here. Did you mean `databases`? [unknown-key]'],
    ],
    ['a missing name', 'kind: live\n', ['e:1:1: error: `name` is missing. [missing]']],
    [
      'two servers of one name, in whatever case',
      'name: C\nservers:\n  - fqdn: fe01.contoso.com\n  - fqdn: FE01.contoso.com\n',
      ['e:4:11: error: FE01.contoso.com stands here for the second time. [duplicate]'],
    ],
    [
      'a pool that names a server the file lacks',
      'name: C\nservers: [{fqdn: fe01}]\npools:\n  - {fqdn: p, type: director, servers: [fe01, fe10]}\n',
      ['e:4:47: error: fe10 is not under `servers:`. Did you mean `fe01`? [unknown-server]'],
    ],
    [
      'a pool without members',
      'name: C\npools:\n  - {fqdn: p, type: director, servers: []}\n',
      ['e:3:40: error: The pool p has no members. [no-members]'],
    ],
    [
      'two Central Management stores in a list',
      'name: C\ncentral-management: [a, b]\n',
      ['e:2:21: error: An estate has one Central Management store, not 2. [invalid-value]'],
    ],
    [
      'two Central Management stores by the services of the pools',
      'name: C\nservers: [{fqdn: a}, {fqdn: b}]\npools:\n  - {fqdn: a, services: [central-management]}\n  - {fqdn: b, services: [central-management]}\n',
      ['e:5:26: error: An estate has one Central Management store; it is on a. [two-stores]'],
    ],
    [
      'a file store that contradicts its pool',
      "name: C\nservers: [{fqdn: a}]\npools: [{fqdn: a, file-store: '\\\\a\\S'}]\nfile-stores:\n  - {path: '\\\\a\\T', pool: A}\n",
      ['e:5:12: error: A has another file store already: \\\\a\\S. [two-file-stores]'],
    ],
    [
      'an unknown site',
      'name: C\nsites: [{name: Paris}]\nservers: [{fqdn: a, site: Pari}]\n',
      ['e:3:27: error: The site Pari is not under `sites:`. Did you mean `Paris`? [unknown-site]'],
    ],
    [
      'a relative backup location and a duration without a unit, both at once',
      'name: C\nbackup: {location: sets, rpo: 24}\n',
      [
        'e:2:20: error: The backup location must be a full path, such as \\\\bk01.contoso.com\\LyncBackup. [invalid-value]',
        'e:2:31: error: A duration is a number with a unit: 90s, 30m, 24h or 7d. [invalid-value]',
      ],
    ],
    ['a key written twice', 'name: C\nname: D\n', ['e:2:1: error: Map keys must be unique [yaml]']],
    [
      'a second document',
      'name: C\n---\nname: D\n',
      ['e:3:1: error: An estate file holds one YAML document, not several. [yaml]'],
    ],
    [
      'two paths that Windows takes for one',
      "name: C\npaths:\n  '\\\\bk01\\B': a\n  '//BK01/b/': c\n",
      ['e:4:3: error: //BK01/b/ stands here for the second time. [duplicate]'],
    ],
    [
      'an address without a port',
      "name: C\naddresses: {'a\\rtc': 127.0.0.1}\n",
      ['e:2:22: error: An address is `host:port`, such as 10.20.0.11:1433. [invalid-value]'],
    ],
  ];
  for (const [title, text, found] of cases) {
    it(`names ${title}`, () => {
      assert.deepEqual(findings(text), found);
    });
  }

  it('is told in one problem of wrong use, every finding with its place', () => {
    assert.throws(
      () => read('name: C\nfoo: 1\ncentral-management: nowhere\n'),
      (thrown: unknown) => {
        assert.ok(thrown instanceof Problem);
        assert.equal(thrown.kind, 'usage');
        assert.equal(thrown.data.where, `${file}:2:1`);
        assert.deepEqual(
          thrown.data.theirs?.map(words => words.source),
          [`${file}:2:1`, `${file}:3:21`],
        );
        return true;
      },
    );
  });

  it('includes a password in plain text, and the message does not repeat it', () => {
    const found = findings(
      'name: C\nsql:\n  - {instance: a, user: sa, password: hunter2}\nservers:\n' +
        '  - fqdn: a\n    shell: {winrm: {credential: {user: u, password: hunter2}}}\n' +
        'hands: {command: [x, "Server=a;Password=hunter2"]}\n',
    );
    assert.deepEqual(
      found.map(line => line.replace(/: A credential.*\[/, ' [')),
      [
        'e:3:39: error [plain-credential]',
        'e:6:53: error [plain-credential]',
        'e:7:22: error [plain-credential]',
      ],
    );
    assert.ok(!found.join('').includes('hunter2'));
  });

  it('includes bytes that are no UTF-8 text', () => {
    assert.match(findings(Buffer.from('\uFEFFname: C', 'utf16le')).join(), /UTF-16/);
    assert.match(findings(Buffer.from('name: Müller', 'latin1')).join(), /not UTF-8/);
    assert.match(findings(Buffer.from('name: C\0')).join(), /NUL/);
  });

  it('does not grow with aliases that multiply', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let i = 1; i < 12; i++) {
      const [previous, next] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)];
      bomb.push(`${next}: &${next} [${Array<string>(10).fill(`*${previous}`).join(',')}]`);
    }
    assert.match(findings(bomb.join('\n')).join(), /too much/);
    assert.equal(findings('name: &n [*n]\n').length, 1);
  });
});
