import assert from 'node:assert/strict';
import { stepActions } from '../../../../src/executors/steps/registry.ts';
import { everyCell } from './cells.ts';
import { RecordingBackup, world, type ShellHandler } from './fakes.ts';

const everything: ShellHandler = (_server, { script }) => {
  if (script.includes('Win32_ComputerSystem')) {
    return {
      objects: [{ Name: 'SE01', DNSHostName: 'se01', Domain: 'contoso.com', PartOfDomain: true }],
    };
  }
  if (script.includes("Kind = 'store'")) {
    const uses = ['Default', 'WebServicesInternal', 'WebServicesExternal'];
    return {
      objects: [
        { Kind: 'store', Name: 'local', Detail: 'readable' },
        { Kind: 'service', Name: 'REPLICA', Detail: 'Running' },
        { Kind: 'service', Name: 'RTCSRV', Detail: 'Running' },
        ...uses.map(Name => ({ Kind: 'certificate', Name, Detail: 'AB' })),
      ],
    };
  }
  if (script.includes('Cert:')) {
    return {
      objects: [
        {
          Thumbprint: 'AB',
          Subject: 'CN=se01.contoso.com',
          HasPrivateKey: true,
          NotAfter: '2030-01-01T00:00:00',
        },
      ],
    };
  }
  return {};
};

const readingVerbs =
  /^(?:Get|Test|Select|Where|ForEach|Measure|Sort)-|^Out-(?:Null|String)$|^Join-Path$/u;

/** Everything in a script that looks like a command. */
function commandsIn(script: string): string[] {
  const bare = script.replace(/'[^']*'/gu, "''");
  return Array.from(bare.matchAll(/(?<![$\w.-])[A-Z][a-z]+-[A-Z]\w+/gu), match => match[0]);
}

describe('a plan', () => {
  for (const mode of ['rehearse', 'practice', 'live'] as const) {
    for (const cell of everyCell) {
      it(`in ${mode} sends nothing but reads: ${cell.replaceAll(/\s+/gu, ' ')}`, async () => {
        const backup = new RecordingBackup({
          state: /^(?:verify|copy-backup-set)/u.test(cell) ? 'sealed' : 'unfinished',
        });
        const w = world({
          mode,
          shell: everything,
          backup,
          variables: { Backup: '\\\\bk01.contoso.com\\LyncBackup\\1' },
          estate: {
            hands: { command: ['hands'] },
            paths: [{ unc: '\\\\bk01.contoso.com\\LyncBackup', local: '/mnt/b' }],
          },
          services: {
            names: { lookup: () => Promise.reject(new Error('the network was asked')) },
            ports: { connect: () => Promise.reject(new Error('the network was asked')) },
          },
        });
        const plan = await w.plan(cell);
        assert.ok(plan.lines.length > 0);
        for (const { request } of w.shells.sent) {
          for (const command of commandsIn(request.script)) assert.match(command, readingVerbs);
          assert.ok(!request.script.includes('&'), request.script);
        }
        for (const call of backup.calls) assert.match(call, /^(?:summary|list|planCopy)/u);
        assert.deepEqual(
          [w.commands, w.forms, w.approvals, w.written, w.evidence],
          [[], [], [], [], []],
        );
      });
    }
  }

  it('is tried above for every action', () => {
    // those that ask a SQL Server are tried with one, in the integration tests
    const onServers = ['backup-database', 'verify-backup', 'restore-database'];
    const tried = new Set([...everyCell.map(cell => cell.split(':')[0]), ...onServers]);
    assert.deepEqual(
      stepActions()
        .map(one => one.name)
        .filter(name => !tried.has(name)),
      [],
    );
  });

  it('that destroys says what is lost, and no other does', async () => {
    const differing = new RecordingBackup(
      { state: 'unfinished' },
      { planCopy: () => Promise.resolve({ files: 1, bytes: 1, excluded: [], replaces: ['a'] }) },
    );
    for (const cell of everyCell.filter(
      one => !/^(?:verify|copy-backup-set)/u.test(one) && !one.includes('file-stores'),
    )) {
      const w = world({
        shell: everything,
        backup: differing,
        variables: { Backup: '/mnt/b/1' },
        estate: {
          paths: [
            { unc: '\\\\se01\\x', local: '/mnt/x' },
            { unc: '\\\\bk01.contoso.com\\LyncBackup', local: '/mnt/b' },
          ],
        },
      });
      const { effect, losses } = await w.plan(
        cell.replace('//bk01.contoso.com/LyncBackup', '//se01/x'),
      );
      assert.equal(losses.length > 0, effect.kind === 'destroys', cell);
    }
  });
});
