import assert from 'node:assert/strict';
import type { ProblemData } from '../../../../src/errors/problem.ts';
import type { ShellRequest } from '../../../../src/executors/powershell/session.ts';
import type { PortAnswer } from '../../../../src/executors/steps/network.ts';
import { serverOf, world, type ShellHandler, type World, type WorldOptions } from './fakes.ts';

/** A server that answers each script with the objects of the first entry whose words it holds. */
function answering(answers: Readonly<Record<string, readonly unknown[]>>): ShellHandler {
  return (_server, request) => {
    const found = Object.entries(answers).find(([words]) => request.script.includes(words));
    return { objects: found?.[1] ?? [] };
  };
}

async function failure(w: World, cell: string): Promise<ProblemData> {
  const result = await w.run(cell);
  assert.equal(result.outcome, 'failed');
  return result.problem;
}

interface Case {
  readonly title: string;
  readonly cell: string;
  readonly shell?: Readonly<Record<string, readonly unknown[]>>;
  readonly more?: WorldOptions;
  /** Text that the failure must hold; without it the check must pass. */
  readonly finds?: RegExp;
}

const domain = { Name: 'SE01', DNSHostName: 'se01', Domain: 'contoso.com', PartOfDomain: true };
const share = 'check:\n  share: {path: //se01.contoso.com/LyncShare';
const replica = { ReplicaFqdn: 'se01.contoso.com', UpToDate: true, Reported: 'now' };
const certificate = {
  Use: 'Default',
  Thumbprint: 'AB12',
  Subject: 'CN=se01.contoso.com, O=Contoso',
  NotAfter: '2027-11-22T00:00:00',
};
const everyUse = ['Default', 'WebServicesInternal', 'WebServicesExternal'].map(Use => ({
  ...certificate,
  Use,
}));

function names(answers: Readonly<Record<string, readonly string[]>>): WorldOptions {
  return { services: { names: { lookup: name => Promise.resolve(answers[name] ?? []) } } };
}

function ports(answer: PortAnswer): WorldOptions {
  return {
    services: {
      names: { lookup: () => Promise.resolve(['10.0.0.11']) },
      ports: { connect: () => Promise.resolve(answer) },
    },
  };
}

const fqdn = 'check:\n  fqdn: {server: se01}';
const dns = 'check:\n  dns: {name: se01.contoso.com}';
const srv =
  'check:\n  dns: {name: _sip._tls.contoso.com, type: SRV, expect: ["se01.contoso.com:5061"]}';
const service = 'check:\n  service: {server: se01}';
const certificates = 'check:\n  certificate: {server: se01}';
const clean = 'check:\n  clean-install: {server: se01}';
const replication = 'check:\n  replication: {server: se01}';

const cases: readonly Case[] = [
  {
    title: 'fqdn takes the right name in any letter case',
    cell: fqdn,
    shell: { Win32_ComputerSystem: [{ ...domain, DNSHostName: 'SE01' }] },
  },
  {
    title: 'fqdn finds a wrong host name',
    cell: fqdn,
    shell: { Win32_ComputerSystem: [{ ...domain, DNSHostName: 'win-7f2' }] },
    finds: /expected se01\.contoso\.com, found win-7f2\.contoso\.com/u,
  },
  {
    title: 'fqdn finds a wrong domain',
    cell: fqdn,
    shell: { Win32_ComputerSystem: [{ ...domain, Domain: 'lab.local' }] },
    finds: /found se01\.lab\.local/u,
  },
  {
    title: 'fqdn reads the DNS suffix of a computer in a workgroup',
    cell: fqdn,
    shell: {
      Win32_ComputerSystem: [{ ...domain, Domain: 'WORKGROUP', PartOfDomain: false }],
      'NV Domain': [{ 'NV Domain': 'contoso.com' }],
    },
  },
  {
    title: 'fqdn finds a computer without a suffix',
    cell: fqdn,
    shell: {
      Win32_ComputerSystem: [{ ...domain, Domain: 'WORKGROUP', PartOfDomain: false }],
      'NV Domain': [],
    },
    finds: /found se01/u,
  },

  {
    title: 'dns takes the address of the estate file',
    cell: dns,
    more: names({ 'se01.contoso.com': ['10.0.0.11'] }),
  },
  {
    title: 'dns takes it among others',
    cell: dns,
    more: names({ 'se01.contoso.com': ['10.0.0.9', '10.0.0.11'] }),
  },
  {
    title: 'dns finds another address',
    cell: dns,
    more: names({ 'se01.contoso.com': ['10.9.9.9'] }),
    finds: /expected A 10\.0\.0\.11, found A 10\.9\.9\.9/u,
  },
  { title: 'dns finds a missing record', cell: dns, finds: /no A record/u },
  {
    title: 'dns asks only for a record where no address is known',
    cell: 'check:\n  dns: {name: meet.contoso.com}',
    more: names({ 'meet.contoso.com': ['1.2.3.4'] }),
  },
  {
    title: 'dns compares SRV answers regardless of case and of the last dot',
    cell: srv,
    more: names({ '_sip._tls.contoso.com': ['SE01.contoso.com.:5061'] }),
  },
  {
    title: 'dns finds another SRV answer',
    cell: srv,
    more: names({ '_sip._tls.contoso.com': ['old.contoso.com:5061'] }),
    finds: /found SRV old\.contoso\.com:5061/u,
  },

  {
    title: 'port takes an open port',
    cell: 'check:\n  port: {host: se01, port: 5061}',
    more: ports({ state: 'open' }),
  },
  {
    title: 'port finds a refusal',
    cell: 'check:\n  port: {host: se01, port: 5061}',
    more: ports({ state: 'refused', text: 'ECONNREFUSED' }),
    finds: /ECONNREFUSED/u,
  },
  {
    title: 'port finds silence and points at firewalls',
    cell: 'check:\n  port: {host: se01, port: 5061}',
    more: ports({ state: 'silent', text: 'ETIMEDOUT' }),
    finds: /firewalls/u,
  },
  {
    title: 'port takes a closed port where none must be open',
    cell: 'check:\n  port: {host: se01, port: 5061, open: false}',
    more: ports({ state: 'refused', text: 'ECONNREFUSED' }),
  },
  {
    title: 'port finds an open port where none must be',
    cell: 'check:\n  port: {host: se01, port: 5061, open: false}',
    more: ports({ state: 'open' }),
    finds: /a connection was accepted/u,
  },
  {
    title: 'port finds a name that DNS does not know',
    cell: 'check:\n  port: {host: gone, port: 1}',
    finds: /DNS does not know gone/u,
  },

  {
    title: 'share takes a share by its name in any letter case',
    cell: `${share}}`,
    shell: { Win32_Share: [{ Name: 'lyncshare', Path: 'C:\\LyncShare' }] },
  },
  {
    title: 'share takes the folder that it must have',
    cell: `${share}, folder: 'c:\\lyncshare'}`,
    shell: { Win32_Share: [{ Name: 'LyncShare', Path: 'C:\\LyncShare' }] },
  },
  {
    title: 'share finds another folder',
    cell: `${share}, folder: 'D:\\LyncShare'}`,
    shell: { Win32_Share: [{ Name: 'LyncShare', Path: 'C:\\LyncShare' }] },
    finds: /expected D:\\LyncShare, found C:\\LyncShare/u,
  },
  {
    title: 'share finds a missing share',
    cell: `${share}}`,
    shell: { Win32_Share: [{ Name: 'C$', Path: 'C:\\' }] },
    finds: /no share of that name/u,
  },
  {
    title: 'share finds that another server does not reach it',
    cell: `${share}, from: bk01}`,
    more: { estate: { paths: [{ unc: '\\\\se01.contoso.com\\LyncShare', local: '/e/share' }] } },
    shell: {
      Win32_Share: [{ Name: 'LyncShare', Path: 'C:\\' }],
      'Test-Path': [{ Reached: false }],
    },
    finds: /bk01\.contoso\.com reaches it/u,
  },

  {
    title: 'service takes running services',
    cell: service,
    shell: { 'Get-CsWindowsService': [{ Name: 'RTCSRV', Status: 'Running' }] },
  },
  {
    title: 'service finds a stopped one',
    cell: service,
    shell: {
      'Get-CsWindowsService': [
        { Name: 'RTCSRV', Status: 'Running' },
        { Name: 'RTCRGS', Status: 'Stopped' },
      ],
    },
    finds: /found RTCRGS Stopped/u,
  },
  { title: 'service finds that there are none', cell: service, finds: /no Lync service/u },
  {
    title: 'service takes stopped ones where they must be',
    cell: 'check:\n  service: {server: se01, state: stopped}',
    shell: { 'Get-CsWindowsService': [{ Name: 'RTCSRV', Status: 'Stopped' }] },
  },
  {
    title: 'service finds a missing name',
    cell: 'check:\n  service: {server: se01, names: [MSSQL$$RTC, SQLBrowser]}',
    shell: { 'Get-Service': [{ Name: 'SQLBrowser', Status: 'Running' }] },
    finds: /no service MSSQL\$RTC/u,
  },

  {
    title: 'certificate takes every use of the role with the right subject',
    cell: certificates,
    shell: { 'Get-CsCertificate': everyUse },
  },
  {
    title: 'certificate finds a use without one',
    cell: certificates,
    shell: { 'Get-CsCertificate': everyUse.slice(1) },
    finds: /none assigned/u,
  },
  {
    title: 'certificate finds another subject',
    cell: certificates,
    shell: {
      'Get-CsCertificate': everyUse.map(one => ({ ...one, Subject: 'CN=old.contoso.com' })),
    },
    finds: /found CN=old\.contoso\.com/u,
  },
  {
    title: 'certificate finds one that ends too soon',
    cell: 'check:\n  certificate: {server: se01, valid-for: 30d}',
    shell: {
      'Get-CsCertificate': everyUse.map(one => ({ ...one, NotAfter: '2026-12-01T00:00:00' })),
    },
    finds: /good until 2026-12-01/u,
  },
  {
    title: 'certificate finds one whose end cannot be read',
    cell: certificates,
    shell: { 'Get-CsCertificate': everyUse.map(one => ({ ...one, NotAfter: 'soon' })) },
    finds: /good until soon/u,
  },
  {
    title: 'certificate takes the uses and subjects of the estate file',
    cell: certificates,
    more: {
      estate: {
        servers: [
          serverOf('se01.contoso.com', {
            certificates: [{ use: ['Default'], subject: 'CN=pool.contoso.com' }],
          }),
        ],
      },
    },
    shell: { 'Get-CsCertificate': [{ ...certificate, Subject: 'CN=pool.contoso.com' }] },
  },

  { title: 'clean-install takes a bare server', cell: clean },
  {
    title: 'clean-install takes management tools',
    cell: clean,
    shell: {
      $found: [
        {
          Kind: 'component',
          Name: 'Microsoft Lync Server 2013, Core Components',
          Detail: '5.0.8308.0',
        },
      ],
    },
  },

  {
    title: 'replication takes a current replica',
    cell: replication,
    shell: { Replication: [replica] },
  },
  {
    title: 'replication finds an old one',
    cell: replication,
    shell: { Replication: [{ ...replica, UpToDate: false, Reported: '' }] },
    finds: /UpToDate False/u,
  },
  {
    title: 'replication finds a server that is no replica',
    cell: replication,
    finds: /no replica/u,
  },

  {
    title: 'second-hop takes what can be read',
    cell: 'check:\n  second-hop: {from: bk01, sql: true, directory: true}',
    more: { estate: { backup: { location: '/backup' } } },
    shell: { 'Get-Cs': [{ Reached: true, Words: '' }] },
  },
  {
    title: 'second-hop finds what is refused, in the words of the server',
    cell: 'check:\n  second-hop: {from: bk01, sql: true}',
    more: { estate: { backup: { location: '/backup' } } },
    shell: { 'Get-Cs': [{ Reached: false, Words: 'Access is denied' }] },
    finds: /Access is denied.*CredSSP|Access is denied.*credssp/su,
  },
];

describe('a check', () => {
  for (const { title, cell, shell = {}, more = {}, finds } of cases) {
    it(title, async () => {
      const w = world({ shell: answering(shell), ...more });
      if (finds === undefined) {
        const result = await w.run(cell);
        assert.equal(result.outcome, 'succeeded', JSON.stringify(result));
        return;
      }
      assert.match(JSON.stringify(await failure(w, cell)).replaceAll('\\\\', '\\'), finds);
    });
  }

  it('says what was expected, what was found, why it matters and how to mend it', async () => {
    const problem = await failure(world(names({ 'se01.contoso.com': ['10.9.9.9'] })), dns);
    assert.equal(problem.code, 'CHECK-FAILED');
    assert.equal(problem.where, 'se01.contoso.com');
    assert.deepEqual(
      problem.theirs?.map(one => one.source),
      ['se01.contoso.com', 'Why it matters'],
    );
    assert.ok((problem.next?.length ?? 0) > 0);
    assert.match(problem.changed ?? '', /only reads/u);
  });

  it('of several kinds makes them all and tells all findings together', async () => {
    const w = world({ shell: answering({ Win32_ComputerSystem: [{ ...domain, Domain: 'x.y' }] }) });
    const problem = await failure(w, `${fqdn}\n  dns: {name: se01.contoso.com}`);
    assert.match(problem.what, /fqdn, dns.*2 things/u);
    assert.equal(problem.theirs?.length, 4);
  });

  it('of the clean install refuses a server with Lync state and lists what was found', async () => {
    const found = [
      {
        Kind: 'component',
        Name: 'Microsoft Lync Server 2013, Front End Server',
        Detail: '5.0.8308.0',
      },
      { Kind: 'service', Name: 'RTCSRV', Detail: 'Running' },
      { Kind: 'instance', Name: 'MSSQL$RTCLOCAL', Detail: 'Running' },
      { Kind: 'database', Name: 'rtcxds', Detail: 'rtc' },
    ];
    const problem = await failure(world({ shell: answering({ $found: found }) }), clean);
    assert.equal(problem.kind, 'refused');
    assert.equal(problem.code, 'CHECK-NOT-CLEAN');
    for (const { Name } of found) assert.ok(JSON.stringify(problem.theirs).includes(Name), Name);
  });

  it('names the servers of the estate where its own is not one, and asks nobody', async () => {
    const w = world();
    await assert.rejects(w.plan('check:\n  fqdn: {server: se02.contoso.com}'), (error: Error) => {
      assert.match(JSON.stringify(error), /se01\.contoso\.com, bk01\.contoso\.com/u);
      return true;
    });
    assert.deepEqual(w.shells.sent, []);
  });

  it('goes to the target of its step where it names no server', async () => {
    const w = world({ shell: answering({ Win32_ComputerSystem: [domain] }) });
    const result = await w.run('check:\n  fqdn: {}', 'se01.contoso.com');
    assert.equal(result.outcome, 'succeeded');
    assert.deepEqual(
      w.shells.sent.map(one => one.server),
      ['se01.contoso.com'],
    );
  });

  it('needs a server from somewhere', async () => {
    await assert.rejects(world().plan('check:\n  fqdn: {}'), /does not say on which server/u);
  });

  it('refuses a short name that two servers have', async () => {
    const servers = [serverOf('se01.contoso.com'), serverOf('se01.fabrikam.com')];
    await assert.rejects(world({ estate: { servers } }).plan(fqdn), /se01 could be any of/u);
  });

  it('connects where the estate file says', async () => {
    const asked: string[] = [];
    const w = world({
      estate: { addresses: { 'be01.contoso.com\\rtc': '127.0.0.1:50123' } },
      services: {
        ports: {
          connect: (host, port) => {
            asked.push(`${host}:${port}`);
            return Promise.resolve({ state: 'open' });
          },
        },
      },
    });
    await w.run("check:\n  port: {host: 'BE01.contoso.com\\rtc'}");
    assert.deepEqual(asked, ['127.0.0.1:50123']);
    const problem = await failure(w, "check:\n  port: {host: 'be02\\rtc'}");
    assert.equal(problem.code, 'CHECK-PORT-UNKNOWN');
  });

  it('tells a resolver that does not answer from a name that is not known', async () => {
    const lookup = (): Promise<never> => Promise.reject(new Error('queryA ESERVFAIL'));
    const problem = await failure(world({ services: { names: { lookup } } }), dns);
    assert.equal(problem.code, 'CHECK-DNS-FAILED');
    assert.equal(problem.theirs?.[0]?.text, 'queryA ESERVFAIL');
  });

  it('of the SQL version names an instance that the estate file does not have', async () => {
    await assert.rejects(
      world().plan("check:\n  sql-version: {server: 'be01\\rtc'}"),
      /no SQL Server instance be01/u,
    );
  });

  it('never puts a value into script text', async () => {
    const scripts = new Set<string>();
    for (const name of ["a'; Remove-Item *", 'b$(calc)']) {
      const w = world({
        estate: { servers: [serverOf('se01.contoso.com')] },
        shell: (_server, request: ShellRequest) => {
          scripts.add(request.script);
          return {};
        },
      });
      await w.run(
        `check:\n  service: {server: se01, names: [${JSON.stringify(name.replaceAll('$', '$$$$'))}]}`,
      );
      assert.deepEqual(w.shells.sent[0]?.request.parameters, { Names: [name] });
    }
    assert.equal(scripts.size, 1);
  });

  it('says what the shell said when it fails', async () => {
    const error = {
      message: 'Access is denied.',
      category: 'PermissionDenied',
      errorId: 'AccessDenied',
      command: 'Get-WmiObject',
      line: 2,
      column: 3,
      terminating: true,
    };
    const problem = await failure(
      world({ shell: () => ({ end: 'failed', errors: [error] }) }),
      fqdn,
    );
    assert.deepEqual(problem.theirs, [
      {
        source: 'se01.contoso.com Get-WmiObject',
        text: 'Access is denied.',
        number: 'AccessDenied',
      },
    ]);
  });

  it('says that the shell died', async () => {
    const w = world({ shell: () => ({ end: 'died', reason: 'exit status 3' }) });
    assert.equal((await failure(w, fqdn)).code, 'STEP-SHELL-DIED');
  });

  it('fails on an answer of another shape instead of passing', async () => {
    const w = world({ shell: answering({ Win32_ComputerSystem: [{ Name: 7 }] }) });
    assert.equal((await failure(w, fqdn)).code, 'STEP-SHELL-ANSWER');
  });
});
