import assert from 'node:assert/strict';
import type { Estate } from '../../../../src/estate/model.ts';
import { serverOf, world, type ShellHandler } from './fakes.ts';

/** What a server answers to each script that holds these words. */
type Answers = Readonly<Record<string, readonly unknown[]>>;

interface Case {
  readonly title: string;
  readonly cell: string;
  readonly shell: Answers;
  /** Servers that do not answer at all. */
  readonly silent?: readonly string[];
  /** Text that the failure must hold; without it the check must pass. */
  readonly finds?: RegExp;
  /** Text that must be told where it passes. */
  readonly tells?: RegExp;
}

const fqdns = ['fe01', 'fe02', 'fe03'].map(name => `${name}.contoso.com`);

const estate: Partial<Estate> = {
  servers: [
    serverOf('se01.contoso.com'),
    serverOf('be01.contoso.com', { roles: ['BackEnd'] }),
    ...fqdns.map(fqdn => serverOf(fqdn, { roles: ['FrontEnd'] })),
  ],
  pools: [
    {
      fqdn: 'se01.contoso.com',
      site: 'Paris',
      type: 'standard-edition',
      servers: ['se01.contoso.com'],
      services: [],
      stores: [],
      dependsOn: [],
    },
    {
      fqdn: 'pool01.contoso.com',
      site: 'Paris',
      type: 'enterprise',
      servers: fqdns,
      services: [],
      stores: [],
      dependsOn: [],
      pairedWith: 'pool02.contoso.com',
    },
  ],
  sqlInstances: [
    {
      name: 'be01.contoso.com\\rtc',
      host: 'be01.contoso.com',
      instance: 'rtc',
      version: '2012',
      collation: 'Latin1_General_CI_AS',
      databases: [],
      settings: {},
    },
  ],
};

const account = {
  DNSHostName: 'se01.contoso.com',
  Enabled: true,
  Joined: true,
  Groups: ['RTCConfigReplicator'],
};
const instance = {
  Name: 'RTC',
  Version: '11.0.5058.0',
  Collation: 'Latin1_General_CI_AS',
  State: 'Running',
};
const root = { Store: 'Root', Subject: 'CN=Contoso CA', Issuer: 'CN=Contoso CA' };
const own = { Store: 'My', Subject: 'CN=se01.contoso.com', Issuer: 'CN=Contoso CA' };
const running = { Name: 'RTCSRV', Status: 'Running' };
const stopped = { Name: 'RTCSRV', Status: 'Stopped' };
const groups = ['CONTOSO\\RTCUniversalServerAdmins', 'CONTOSO\\Domain Admins'];
const names = [
  { Kind: 'computer', Name: 'fe01.contoso.com', Of: 'pool01.contoso.com' },
  { Kind: 'file-store', Name: '\\\\fs01.contoso.com\\LyncShare', Of: '' },
  { Kind: 'sql', Name: 'be01.contoso.com', Of: 'rtc' },
  { Kind: 'sip-domain', Name: 'contoso.com', Of: '' },
];

const computerAccount = 'check:\n  computer-account: {server: se01}';
const sql = "check:\n  sql-instance: {instance: 'be01.contoso.com\\rtc'}";
const roots = 'check:\n  trusted-roots: {server: se01}';
const quorum = 'check:\n  quorum: {pool: pool01.contoso.com}';
const firstStart = 'check:\n  quorum: {pool: pool01.contoso.com, start: first}';
const stoppedPool = 'check:\n  pool-services: {pool: pool01.contoso.com, state: stopped}';
const lostStore = 'check:\n  active-master: {at: fe01, state: lost}';
const master = 'check:\n  active-master: {at: fe01, pool: pool01.contoso.com}';
const failedOver = 'check:\n  not-failed-over: {at: se01, pool: pool01.contoso.com}';
const rights = 'check:\n  permissions: {at: se01, for: [restore, publish]}';
const dhcp = 'check:\n  dhcp-options: {at: se01}';
const topology = `check:
  topology: {at: se01, servers: [fe01.contoso.com], file-stores: ['//fs01.contoso.com/LyncShare'], sql: ['be01.contoso.com\\rtc'], sip-domains: true}`;
const versions = 'check:\n  versions: {server: fe01}';

const without = (kind: string): unknown[] => names.filter(one => one.Kind !== kind);
const served = (...by: string[]): unknown[] => [
  { Partner: 'pool02.contoso.com', Users: 3, ServedBy: by, Words: '' },
];

const cases: readonly Case[] = [
  {
    title: 'an account with its groups passes',
    cell: computerAccount,
    shell: { 'Get-ADComputer': [account] },
    tells: /RTCConfigReplicator/u,
  },
  {
    title: 'a missing account is found',
    cell: computerAccount,
    shell: {},
    finds: /none in the directory/u,
  },
  {
    title: 'a disabled account is found',
    cell: computerAccount,
    shell: { 'Get-ADComputer': [{ ...account, Enabled: false }] },
    finds: /disabled/u,
  },
  {
    title: 'a new account without groups is found',
    cell: computerAccount,
    shell: { 'Get-ADComputer': [{ ...account, Groups: [] }] },
    finds: /no group/u,
  },
  {
    title: 'a broken secure channel is found',
    cell: computerAccount,
    shell: { 'Get-ADComputer': [{ ...account, Joined: false }] },
    finds: /secure channel/u,
  },

  {
    title: 'an instance as it was passes, in any case of its name',
    cell: sql,
    shell: { 'Instance Names': [instance] },
  },
  {
    title: 'a newer version passes',
    cell: sql,
    shell: { 'Instance Names': [{ ...instance, Version: '13.0.1' }] },
  },
  {
    title: 'an older version is found',
    cell: sql,
    shell: { 'Instance Names': [{ ...instance, Version: '10.50.1600.1' }] },
    finds: /expected version 2012 or newer, found 10\.50/u,
  },
  {
    title: 'another collation is found',
    cell: sql,
    shell: { 'Instance Names': [{ ...instance, Collation: 'French_CI_AS' }] },
    finds: /expected Latin1_General_CI_AS, found French_CI_AS/u,
  },
  {
    title: 'another instance name is found',
    cell: sql,
    shell: { 'Instance Names': [{ ...instance, Name: 'LYNC' }] },
    finds: /found only LYNC/u,
  },
  {
    title: 'a stopped instance is found',
    cell: sql,
    shell: { 'Instance Names': [{ ...instance, State: 'Stopped' }] },
    finds: /found Stopped/u,
  },

  { title: 'trusted issuers pass', cell: roots, shell: { "'Root', 'CA', 'My'": [root, own] } },
  {
    title: 'a root that did not sign itself is found',
    cell: roots,
    shell: { "'Root', 'CA', 'My'": [root, own, { ...root, Subject: 'CN=Sub CA' }] },
    finds: /CN=Sub CA/u,
  },
  {
    title: 'more than a hundred roots are found',
    cell: roots,
    shell: {
      "'Root', 'CA', 'My'": Array.from({ length: 101 }, (_, i) => ({
        Store: 'Root',
        Subject: `CN=${i}`,
        Issuer: `CN=${i}`,
      })),
    },
    finds: /found 101/u,
  },
  {
    title: 'an issuer that nobody trusts is found',
    cell: roots,
    shell: { "'Root', 'CA', 'My'": [{ ...root, Subject: 'CN=X', Issuer: 'CN=X' }, own] },
    finds: /CN=Contoso CA/u,
  },

  {
    title: 'two of three Front Ends keep a pool working',
    cell: quorum,
    shell: { RTCSRV: [running] },
    silent: ['fe03.contoso.com'],
    tells: /2 of 3/u,
  },
  {
    title: 'two of three are too few for its first start',
    cell: firstStart,
    shell: { RTCSRV: [running] },
    silent: ['fe03.contoso.com'],
    finds: /3 Front Ends running at least, found 2 running; not running: fe03/u,
  },
  {
    title: 'one of three is too few',
    cell: quorum,
    shell: { RTCSRV: [running] },
    silent: ['fe02.contoso.com', 'fe03.contoso.com'],
    finds: /found 1 running/u,
  },

  {
    title: 'a pool with every service stopped passes',
    cell: stoppedPool,
    shell: { 'Get-CsWindowsService': [stopped] },
  },
  {
    title: 'a service that runs before an import is found, on its server',
    cell: stoppedPool,
    shell: { 'Get-CsWindowsService': [stopped, { Name: 'RTCIMMCU', Status: 'Running' }] },
    finds: /fe01\.contoso\.com: expected every service stopped, found RTCIMMCU Running/u,
  },

  {
    title: 'a store that nobody answers for is lost',
    cell: lostStore,
    shell: { CentralManagementStoreStatus: [{ Master: '', Agents: [], Words: 'cannot connect' }] },
  },
  {
    title: 'a store that answers is not lost',
    cell: lostStore,
    shell: {
      CentralManagementStoreStatus: [{ Master: 'fe02.contoso.com', Agents: [], Words: '' }],
    },
    finds: /fe02\.contoso\.com answers as the active master/u,
  },
  {
    title: 'the master on a member of the pool passes',
    cell: master,
    shell: {
      CentralManagementStoreStatus: [
        { Master: 'fe02.contoso.com', Agents: ['fe02.contoso.com'], Words: '' },
      ],
    },
  },
  {
    title: 'a master elsewhere is found',
    cell: master,
    shell: {
      CentralManagementStoreStatus: [{ Master: 'se01.contoso.com', Agents: [], Words: '' }],
    },
    finds: /expected the active master on pool01\.contoso\.com, found se01/u,
  },
  {
    title: 'a transfer agent elsewhere is found',
    cell: master,
    shell: {
      CentralManagementStoreStatus: [
        { Master: 'fe01.contoso.com', Agents: ['se01.contoso.com'], Words: '' },
      ],
    },
    finds: /se01\.contoso\.com/u,
  },

  {
    title: 'users on their own pool are not failed over',
    cell: failedOver,
    shell: { BackupRelationship: served('pool01.contoso.com') },
  },
  {
    title: 'users on the partner are',
    cell: failedOver,
    shell: { BackupRelationship: served('pool02.contoso.com') },
    finds: /import nothing/u,
  },
  {
    title: 'a pair of which nothing is known is a finding',
    cell: failedOver,
    shell: { BackupRelationship: [{ Partner: '', Users: 0, ServedBy: [], Words: 'store lost' }] },
    finds: /nothing says/u,
  },

  {
    title: 'the groups that restoring needs pass',
    cell: rights,
    shell: { whoami: [{ Account: 'contoso\\anna', Groups: groups }] },
  },
  {
    title: 'a missing group is found with the reason',
    cell: rights,
    shell: { whoami: [{ Account: 'contoso\\anna', Groups: ['CONTOSO\\Domain Users'] }] },
    finds: /RTCUniversalServerAdmins/u,
  },

  {
    title: 'options on a scope pass',
    cell: dhcp,
    shell: {
      Dhcp: ['120', '43'].map(Option => ({ Kind: 'option', Option, Where: 'dhcp01', Value: 'x' })),
    },
  },
  {
    title: 'a missing option is found',
    cell: dhcp,
    shell: { Dhcp: [{ Kind: 'option', Option: '120', Where: 'dhcp01', Value: 'x' }] },
    finds: /DHCP option 43/u,
  },
  {
    title: 'a server without DHCP tools says that nothing was looked at',
    cell: dhcp,
    shell: { Dhcp: [{ Kind: 'tools', Option: '', Where: '', Value: '' }] },
    tells: /not looked at/u,
  },

  {
    title: 'names as in the topology pass, with either slash',
    cell: topology,
    shell: { 'Get-CsTopology': names },
  },
  {
    title: 'a server that the topology lacks is found',
    cell: topology,
    shell: { 'Get-CsTopology': without('computer') },
    finds: /not in the topology/u,
  },
  {
    title: 'a file store at another path is found',
    cell: topology,
    shell: { 'Get-CsTopology': without('file-store') },
    finds: /file store/u,
  },
  {
    title: 'another instance name is found',
    cell: topology,
    shell: { 'Get-CsTopology': without('sql') },
    finds: /this instance/u,
  },
  {
    title: 'other SIP domains are found',
    cell: topology,
    shell: { 'Get-CsTopology': [...names, { Kind: 'sip-domain', Name: 'fabrikam.com', Of: '' }] },
    finds: /fabrikam\.com/u,
  },

  {
    title: 'the version of the others passes',
    cell: versions,
    shell: { Uninstall: [{ Name: 'Front End', Version: '5.0.8308.0' }] },
  },
  {
    title: 'with nobody to compare with the version is told',
    cell: versions,
    shell: { Uninstall: [{ Name: 'Front End', Version: '5.0.8308.0' }] },
    silent: ['se01.contoso.com', ...fqdns.slice(1)],
    tells: /no other server answers/u,
  },
];

function handler({ shell, silent = [] }: Case): ShellHandler {
  return (server, { script }) => {
    if (silent.includes(server ?? '')) return { end: 'died', reason: 'no answer' };
    const found = Object.entries(shell).find(([words]) => script.includes(words));
    return { objects: found?.[1] ?? [] };
  };
}

describe('Checks of what must be as it was', () => {
  for (const one of cases) {
    it(`${one.cell.split('\n')[1]?.trim().split(':')[0] ?? ''}: ${one.title}`, async () => {
      const w = world({ estate, shell: handler(one) });
      const result = await w.run(one.cell);
      if (one.finds === undefined) {
        assert.equal(result.outcome, 'succeeded', JSON.stringify(result));
        assert.match(w.written.join(''), one.tells ?? /./u);
        return;
      }
      assert.equal(result.outcome, 'failed');
      const { theirs = [], next = [], changed = '' } = result.problem;
      assert.match(
        theirs.map(({ source, text }) => `${source}: ${text}`).join('\n') + next.join(),
        one.finds,
      );
      assert.ok(theirs.some(({ source }) => source === 'Why it matters'));
      assert.ok(next.length > 0, 'says how to mend it');
      assert.match(changed, /Nothing was changed/u);
    });
  }

  it('finds another cumulative update with the server that it is compared with', async () => {
    const w = world({
      estate,
      shell: (server, { script }) =>
        script.includes('Uninstall')
          ? {
              objects: [
                {
                  Name: 'Core',
                  Version: server === 'fe01.contoso.com' ? '5.0.8308.0' : '5.0.8308.941',
                },
              ],
            }
          : {},
    });
    const result = await w.run(versions);
    assert.equal(result.outcome, 'failed');
    assert.match(
      JSON.stringify(result.problem.theirs),
      /5\.0\.8308\.941, as on fe02\.contoso\.com/u,
    );
  });

  it('names of pools that are not there are refused', async () => {
    await assert.rejects(world({ estate }).plan('check:\n  quorum: {pool: pool99.contoso.com}'), {
      code: 'CHECK-NO-POOL',
    });
  });
});
