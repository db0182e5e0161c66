import assert from 'node:assert/strict';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { commandEffect } from '../../../src/executors/powershell/effects.ts';
import { checkKinds } from '../../../src/executors/steps/checks/registry.ts';
import { makeRecoveryRunbook } from '../../../src/recovery/make.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { estateOf, type EstateChanges } from './estates.ts';

/** How a trap is guarded: by what runs, by what lint says of a text, or by what a runbook says and does. */
interface Guard {
  /** Kinds of check that look at it at run time. */
  readonly checks?: readonly string[];
  /** A script that falls into it, and the code that lint gives. */
  readonly lint?: readonly (readonly [script: string, code: string])[];
  /** What made runbooks hold, or hold not. */
  readonly runbook?: {
    readonly lost: readonly string[];
    readonly estate?: EstateChanges;
    readonly holds?: RegExp;
    readonly lacks?: RegExp;
  };
  /** A command that destroys and is asked for. */
  readonly destroys?: readonly [name: string, ...parameters: readonly string[]];
}

const traps: Readonly<Record<string, Guard>> = {
  '1. -Clean deletes, also on the wrong instance, and goes with no -Update': {
    checks: ['active-master', 'clean-install'],
    lint: [
      [
        'Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn be01.contoso.com -Clean -Update -Confirm:$false',
        'cs-clean-and-update',
      ],
    ],
    destroys: ['Install-CsDatabase', 'Clean'],
    runbook: { lost: ['be01', 'be02'], lacks: /-Clean\b(?!`)/u },
  },
  '2. mistakes of published procedures': {
    lint: [
      [
        'Uninstall -CsMirrorDatabase -DatabaseType User -SqlServerFqdn a.contoso.com',
        'cs-unknown-cmdlet',
      ],
      [
        'Import-CsRgsConfiguration -Destination "service:ApplicationServer:p.contoso.com" -FileName a.zip -ReplaceExistingSettings',
        'cs-unknown-parameter',
      ],
      [
        'Get-CsBackupServiceStatus -PoolFqdn p.contoso.com -BackupModule CMSMaster',
        'cs-unknown-parameter',
      ],
    ],
  },
  '3. an import is seen only when all Front Ends have stopped and started together': {
    checks: ['pool-services'],
    runbook: {
      lost: ['be01', 'be02'],
      holds:
        /#services-stopped[\s\S]*#import-users requires=services-stopped|#import-users target=\S+ requires=services-stopped/u,
    },
    destroys: ['Import-CsUserData'],
  },
  '4. users must be homed on the pool': {
    runbook: { lost: ['be01', 'be02'], holds: /No user is homed on/u },
  },
  '5. contact stores in another state than at the backup': {
    checks: ['not-failed-over'],
    runbook: { lost: ['se02'], holds: /It overwrites/u },
  },
  '6. response groups: names, owner, settings, one file once': {
    runbook: {
      lost: ['be01', 'be02'],
      holds: /-OverwriteOwner -ReplaceExistingRgsSettings[\s\S]*-ShowAll/u,
    },
    destroys: ['Import-CsRgsConfiguration', 'ReplaceExistingRgsSettings'],
  },
  '7. an old import into a pool that was failed over': {
    checks: ['not-failed-over'],
    runbook: { lost: ['be01', 'be02'], estate: { paired: true }, lacks: /Import-CsUserData/u },
  },
  '8. two masters after a failover of the store': {
    checks: ['active-master'],
    runbook: {
      lost: ['pool01.contoso.com'],
      estate: { paired: true, central: 'pool01' },
      holds: /#active-master/u,
    },
  },
  '9. the pointer in the directory': {
    checks: ['second-hop'],
    runbook: {
      lost: ['se01'],
      holds: /Set-CsConfigurationStoreLocation[^\n]*\nGet-CsConfigurationStoreLocation/u,
      lacks: /-SkipLookup/u,
    },
  },
  '10. the OAuth certificate comes by replication before step 3': {
    runbook: { lost: ['fe02'], holds: /#wizard-1[\s\S]*#wizard-3/u },
  },
  '11. expired and misplaced certificates': { checks: ['certificate', 'trusted-roots'] },
  '12. replication that stays False': {
    checks: ['replication'],
    runbook: { lost: ['fe02'], holds: /Invoke-CsManagementStoreReplication -ReplicaFqdn/u },
  },
  '13. permissions of file shares': {
    runbook: { lost: ['fs01'], holds: /Enable-CsTopology/u, lacks: /COPYALL|icacls|Set-Acl/u },
  },
  '14. mirrors: the principal, the log, nothing restored over a mirror': {
    runbook: {
      lost: ['be02'],
      holds: /Uninstall-CsMirrorDatabase -DatabaseType \$type -SqlServerFqdn \$SqlServer/u,
      lacks: /-Update\b/u,
    },
    destroys: ['Uninstall-CsMirrorDatabase'],
  },
  '15. Standard Edition is SQL Express': {
    runbook: { lost: ['se01'], holds: /BootstrapSqlExpress/u, lacks: /COMPRESSION|sp_add_job/u },
  },
  '16. full names for SQL Servers': {
    lint: [['Test-CsDatabase -ConfiguredDatabases -SqlServerFqdn be01', 'cs-sql-server-name']],
  },
  '17. cmdlets of later versions': {
    lint: [['Start-CsPool -PoolFqdn p.contoso.com', 'cs-later-version']],
  },
  '18. the Kerberos account of a rebuilt server': {
    runbook: { lost: ['se02'], holds: /Set-CsKerberosAccountPassword/u },
  },
  'fewer Front Ends than the quorum': {
    checks: ['quorum'],
    runbook: { lost: ['fe01', 'fe02'], holds: /QuorumLossRecovery/u },
    destroys: ['Reset-CsPoolRegistrarState', 'ResetType'],
  },
};

const linter = runbookLinter();

describe('Traps of the product', () => {
  const kinds = new Set(checkKinds().map(({ kind }) => kind));
  for (const [title, { checks = [], lint = [], runbook, destroys }] of Object.entries(traps)) {
    it(title, () => {
      assert.ok(checks.length + lint.length > 0 || runbook !== undefined);
      for (const kind of checks) assert.ok(kinds.has(kind), kind);
      for (const [script, code] of lint) {
        const text = `\`\`\`powershell {#a confirm}\n${script}\n\`\`\`\n`;
        const found = linter.lint(readRunbook(new TextEncoder().encode(text), 'a.runbook.md'));
        assert.ok(
          found.some(one => one.code === code),
          `${code} in ${found.map(one => one.code).join()}`,
        );
      }
      if (destroys !== undefined) {
        const [name, ...parameters] = destroys;
        const effect = commandEffect({ name, parameters, line: 1, known: true, whatIf: true });
        assert.equal(effect.kind, 'destroys');
      }
      if (runbook === undefined) return;
      const made = makeRecoveryRunbook(estateOf(runbook.estate), runbook.lost).runbook;
      if (runbook.holds !== undefined) assert.match(made, runbook.holds);
      if (runbook.lacks !== undefined) assert.doesNotMatch(made, runbook.lacks);
    });
  }

  it('are all listed', () => {
    for (let n = 1; n <= 18; n += 1) {
      assert.ok(
        Object.keys(traps).some(title => title.startsWith(`${n}. `)),
        String(n),
      );
    }
  });
});
