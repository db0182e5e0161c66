import assert from 'node:assert/strict';
import type { SetSummary } from '../../../../src/backup/sets.ts';
import type { ProblemData } from '../../../../src/errors/problem.ts';
import {
  RecordingBackup,
  world,
  type ShellHandler,
  type World,
  type WorldOptions,
} from './fakes.ts';

/** A deployment in which all is well and se01 is lost. */
const well: ShellHandler = (server, { script }) => {
  if (server === 'se01.contoso.com') return { end: 'died', reason: 'host not found' };
  const answers: Readonly<Record<string, unknown>> = {
    'Get-ADComputer': {
      DNSHostName: 'se01.contoso.com',
      Enabled: true,
      Joined: true,
      Groups: ['RTCx'],
    },
    CentralManagementStoreStatus: { Master: '', Agents: [], Words: 'lost' },
    whoami: {
      Account: 'contoso\\anna',
      Groups: ['C\\RTCUniversalServerAdmins', 'C\\Domain Admins'],
    },
    Dhcp: { Kind: 'tools', Option: '', Where: '', Value: '' },
    Reached: { Reached: true, Words: '' },
    BackupRelationship: { Partner: '', Users: 0, ServedBy: [], Words: '' },
  };
  const found = Object.entries(answers).find(([words]) => script.includes(words));
  return { objects: found === undefined ? [] : [found[1]] };
};

const cell = `preflight:
  servers: [se01.contoso.com]
  at: bk01.contoso.com
  central-store: lost
  imports-users-of: [se01.contoso.com]
  set: $Backup`;

function lookedAt(options: WorldOptions & { readonly summary?: Partial<SetSummary> } = {}): World {
  return world({
    shell: well,
    variables: { Backup: '\\\\bk01.contoso.com\\LyncBackup\\1' },
    services: { names: { lookup: () => Promise.resolve(['10.0.0.11']) } },
    backup: new RecordingBackup(options.summary ?? {}),
    ...options,
    estate: {
      paths: [{ unc: '\\\\bk01.contoso.com\\LyncBackup', local: '/mnt/b' }],
      ...options.estate,
    },
  });
}

async function refusal(w: World): Promise<ProblemData> {
  const result = await w.run(cell);
  assert.equal(result.outcome, 'failed');
  return result.problem;
}

function lines({ theirs = [] }: ProblemData): string {
  return theirs.map(({ source, text }) => `${source}: ${text}`).join('\n');
}

describe('A preflight', () => {
  it('passes where all is well and the server is lost, and tells what is looked at later', async () => {
    const w = lookedAt();
    const result = await w.run(cell);
    assert.equal(result.outcome, 'succeeded', JSON.stringify(result));
    const told = w.written.join('');
    assert.match(told, /se01\.contoso\.com does not answer yet/u);
    assert.match(told, /looked at again when it is rebuilt/u);
    assert.match(told, /bk01\.contoso\.com reads Active Directory/u);
    assert.match(told, /sealed, 12 files/u);
  });

  it('does not ask a server twice that did not answer', async () => {
    const w = lookedAt();
    await w.run(cell);
    assert.equal(w.shells.sent.filter(({ server }) => server === 'se01.contoso.com').length, 1);
  });

  it('plans without asking anybody', async () => {
    const w = lookedAt();
    const plan = await w.plan(cell);
    assert.equal(plan.effect.kind, 'reads');
    assert.ok(plan.lines.length > 8);
    assert.equal(w.shells.sent.length, 0);
  });

  it('refuses with everything at once: expected, found, why, how to mend it', async () => {
    const w = lookedAt({
      summary: { state: 'sealed', created: '2026-11-01T00:00:00.000Z' },
      estate: { backup: { location: '\\\\bk01.contoso.com\\LyncBackup', rpoMs: 86_400_000 } },
      services: { names: { lookup: () => Promise.resolve([]) } },
    });
    const problem = await refusal(w);
    assert.equal(problem.code, 'PREFLIGHT-FINDINGS');
    assert.equal(problem.kind, 'refused');
    const text = lines(problem);
    assert.match(text, /se01\.contoso\.com: expected A 10\.0\.0\.11, found no A record/u);
    assert.match(text, /at most 1\.0 d|at most 24/u);
    const count = (source: string): number =>
      (problem.theirs ?? []).filter(one => one.source === source).length;
    assert.equal(count('Why it matters'), 2);
    assert.ok(count('To mend it') >= 2);
    assert.match((problem.next ?? []).join(' '), /reason: the log keeps it/u);
  });

  it('refuses a server that still has its state', async () => {
    const w = lookedAt({
      shell: (server, request) => {
        if (server !== 'se01.contoso.com') return well(server, request);
        if (request.script.includes('Win32_ComputerSystem')) {
          return {
            objects: [
              { Name: 'SE01', DNSHostName: 'se01', Domain: 'contoso.com', PartOfDomain: true },
            ],
          };
        }
        return { objects: [{ Kind: 'service', Name: 'RTCSRV', Detail: 'Running' }] };
      },
    });
    assert.match(lines(await refusal(w)), /RTCSRV \(Running\)/u);
  });

  it('refuses to make a store anew that still answers', async () => {
    const w = lookedAt({
      shell: (server, request) =>
        request.script.includes('CentralManagementStoreStatus')
          ? { objects: [{ Master: 'fe01.contoso.com', Agents: [], Words: '' }] }
          : well(server, request),
    });
    assert.match(lines(await refusal(w)), /fe01\.contoso\.com answers as the active master/u);
  });

  it('refuses an old import into a pool that was failed over', async () => {
    const w = lookedAt({
      shell: (server, request) =>
        request.script.includes('BackupRelationship')
          ? {
              objects: [
                {
                  Partner: 'se02.contoso.com',
                  Users: 1,
                  ServedBy: ['se02.contoso.com'],
                  Words: '',
                },
              ],
            }
          : well(server, request),
    });
    assert.match(lines(await refusal(w)), /its users are served by se02\.contoso\.com/u);
  });

  it('refuses a second hop that is refused, and names the remedies', async () => {
    const w = lookedAt({
      shell: (server, request) =>
        request.script.includes('Get-ChildItem') && request.script.includes('Reached')
          ? { objects: [{ Reached: false, Words: 'Access is denied' }] }
          : well(server, request),
    });
    const text = lines(await refusal(w));
    assert.match(text, /Access is denied/u);
    assert.match(text, /Register-PSSessionConfiguration/u);
  });

  it('takes a look that could not be made for a finding', async () => {
    const w = lookedAt({
      shell: (server, request) =>
        request.script.includes('whoami')
          ? { end: 'died', reason: 'exit status 3' }
          : well(server, request),
    });
    assert.match(lines(await refusal(w)), /permissions/u);
  });

  for (const [title, summary, wanted] of [
    ['is not sealed', { state: 'unfinished' }, /never sealed/u],
    [
      'is damaged',
      { state: 'damaged', findings: ['CsConfig.zip: 0 bytes'] },
      /CsConfig\.zip: 0 bytes/u,
    ],
    [
      'lacks what the server needs',
      {
        coverage: {
          servers: ['se01.contoso.com'],
          complete: [],
          missing: [
            {
              kind: 'user-data',
              of: 'se01.contoso.com',
              databases: [],
              servers: ['se01.contoso.com'],
            },
          ],
        },
      },
      /not in it: user-data se01\.contoso\.com/u,
    ],
  ] as const) {
    it(`refuses a set that ${title}`, async () => {
      assert.match(lines(await refusal(lookedAt({ summary }))), wanted);
    });
  }
});
