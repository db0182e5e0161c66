import assert from 'node:assert/strict';
import {
  commandEffect,
  effectOf,
  rehearsalOf,
} from '../../../../src/executors/powershell/effects.ts';
import type { ShellInspection } from '../../../../src/executors/powershell/session.ts';

type Command = ShellInspection['commands'][number];

function command(text: string): Command {
  const [name = '', ...parameters] = text.split(' ');
  return { name, line: 3, known: true, whatIf: true, parameters };
}

function inspection(
  texts: readonly string[],
  more: Partial<ShellInspection> = {},
): ShellInspection {
  return {
    parseErrors: [],
    commands: texts.map(command),
    readsOnly: false,
    onlyCommandsChange: true,
    ...more,
  };
}

describe('What a command does', () => {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    reads: [
      'Get-CsUser',
      'Test-CsReplica',
      'Import-Module',
      'Microsoft.PowerShell.Management\\Get-Item',
      'New-Object',
      'Remove-Variable',
      'Remove-Item WhatIf',
      'Out-String',
      'Start-Sleep',
    ],
    changes: [
      'Set-Content',
      'Enable-CsTopology',
      'Install-CsDatabase ConfiguredDatabases',
      'Install-CsDatabase Clean:false',
      'Import-CsConfiguration FileName LocalStore',
      'Import-CsRgsConfiguration OverwriteOwner',
      'Export-CsConfiguration',
      'Export-CsRgsConfiguration FileName',
      'Start-CsWindowsService',
      'Out-File',
      'Write-EventLog',
      'robocopy',
      '$dynamic',
      'Publish-CsLisConfiguration',
    ],
    destroys: [
      'Install-CsDatabase Clean',
      'install-csdatabase clean',
      'Install-CsMirrorDatabase ConfiguredDatabases DropExistingDatabasesOnMirror',
      'Install-CsDatabase @',
      'Uninstall-CsDatabase',
      'Uninstall-CsMirrorDatabase DropExistingDatabasesOnMirror',
      'Import-CsUserData',
      'Import-CsConfiguration FileName',
      'Import-CsRgsConfiguration ReplaceExistingRgsSettings',
      'Export-CsRgsConfiguration RemoveExportedConfiguration',
      'Export-CsPersistentChatData DisableExportedNodes',
      'Set-CsConfigurationStoreLocation',
      'Remove-Item Recurse',
      'Remove-CsConfigurationStoreLocation',
      'Clear-CsDeviceUpdateFile',
      'Reset-CsPoolRegistrarState',
      'Move-CsUser',
      'Move-CsManagementServer',
      'Format-Volume',
      'rm',
      'Microsoft.PowerShell.Management\\Remove-Item',
    ],
  };
  for (const [kind, texts] of Object.entries(kinds)) {
    for (const text of texts) {
      it(`${text}: ${kind}`, () => {
        const effect = commandEffect(command(text));
        assert.equal(effect.kind, kind);
        assert.equal(effect.loss !== undefined, kind === 'destroys');
      });
    }
  }
});

describe('What a text does', () => {
  it('is the strongest of its commands, with every loss', () => {
    const { kind, losses } = effectOf(
      inspection(['Get-Item', 'Remove-Item', 'Set-Content', 'Import-CsUserData']),
    );
    assert.equal(kind, 'destroys');
    assert.equal(losses.length, 2);
    assert.match(losses[0] ?? '', /line 3.*Remove-Item/u);
  });

  it('changes where it does more than call commands that read', () => {
    const seen = inspection(['Get-Item'], { onlyCommandsChange: false });
    assert.equal(effectOf(seen).kind, 'changes');
  });

  it('reads where the session says so', () => {
    assert.equal(effectOf(inspection(['Get-Item'], { readsOnly: true })).kind, 'reads');
  });
});

describe('A rehearsal', () => {
  it('runs what only reads', () => {
    assert.equal(rehearsalOf(inspection(['Get-Item'], { readsOnly: true })), 'run');
  });

  it('tries with -WhatIf what takes it', () => {
    assert.equal(rehearsalOf(inspection(['Get-Item', 'Remove-Item', 'Set-Location'])), 'what-if');
  });

  it('shows everything else', () => {
    const noWhatIf = { ...command('Enable-Thing'), whatIf: false };
    const unknown = { ...command('Remove-Thing'), known: false };
    for (const seen of [
      inspection(['Remove-Item'], { onlyCommandsChange: false }),
      inspection(['Remove-Item WhatIf:false']),
      inspection(['Remove-Item @']),
      { ...inspection([]), commands: [{ ...command('New-Object'), whatIf: false }] },
      { ...inspection([]), commands: [noWhatIf] },
      { ...inspection([]), commands: [unknown] },
    ]) {
      assert.equal(rehearsalOf(seen), 'show');
    }
  });
});
