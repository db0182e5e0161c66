import * as l10n from '@vscode/l10n';
import type { EffectKind } from '../../runbook/execution.ts';
import type { ShellInspection } from './session.ts';

type Command = ShellInspection['commands'][number];

/** What one command does, and what is lost by it. */
export interface CommandEffect {
  readonly kind: EffectKind;
  /** One line for the operator; only where it destroys. */
  readonly loss?: string;
}

const readingVerbs = new Set([
  'get',
  'test',
  'select',
  'where',
  'sort',
  'measure',
  'compare',
  'group',
  'foreach',
  'write',
  'convertto',
  'convertfrom',
  'resolve',
  'find',
  'search',
  'show',
  'out',
  'trace',
  'wait',
]);

/** Commands that change nothing but the session, or nothing at all, against what their verb says. */
const sessionOnly = new Set(
  [
    'Add-Member',
    'Add-Type',
    'Clear-Host',
    'Clear-History',
    'Clear-Variable',
    'Convert-Path',
    'Disconnect-PSSession',
    'Export-ModuleMember',
    'Format-Custom',
    'Format-Hex',
    'Format-List',
    'Format-Table',
    'Format-Wide',
    'Import-Clixml',
    'Import-Csv',
    'Import-LocalizedData',
    'Import-Module',
    'Import-PowerShellDataFile',
    'Join-Path',
    'Join-String',
    'New-Guid',
    'New-Object',
    'New-PSSession',
    'New-PSSessionOption',
    'New-TimeSpan',
    'New-Variable',
    'Pop-Location',
    'Push-Location',
    'Receive-Job',
    'Remove-Job',
    'Remove-Module',
    'Remove-PSSession',
    'Remove-Variable',
    'Set-Alias',
    'Set-Location',
    'Set-StrictMode',
    'Set-Variable',
    'Split-Path',
    'Start-Sleep',
    'Stop-Job',
    'Update-FormatData',
    'Update-TypeData',
    'Use-Transaction',
  ].map(name => name.toLowerCase()),
);

/** Commands that write although their verb reads. */
const writing = new Set(['out-file', 'out-printer', 'write-eventlog', 'format-volume']);

function given(command: Command, parameter: string): boolean {
  const wanted = parameter.toLowerCase();
  return command.parameters.some(name => name.toLowerCase() === wanted);
}

/**
 * Commands that destroy by themselves, or with a parameter. Cmdlets of Lync Server 2013: what
 * `Install-CsDatabase -Clean` and `Import-CsUserData` replace is gone (domain section 7).
 */
const destroying: readonly {
  readonly name: RegExp;
  readonly when?: (command: Command) => boolean;
  readonly loss: (command: Command) => string;
}[] = [
  {
    name: /^Install-CsDatabase$/iu,
    when: command => given(command, 'Clean'),
    loss: ({ line }) => l10n.t('line {0}: Install-CsDatabase -Clean empties the databases', line),
  },
  {
    name: /^(?:Install|Uninstall)-CsMirrorDatabase$/iu,
    when: command => given(command, 'DropExistingDatabasesOnMirror'),
    loss: ({ line }) => l10n.t('line {0}: the existing databases on the mirror are dropped', line),
  },
  {
    name: /^Import-CsUserData$/iu,
    loss: ({ line }) =>
      l10n.t('line {0}: user data of the pool is replaced by what was exported', line),
  },
  {
    name: /^Import-CsConfiguration$/iu,
    when: command => !given(command, 'LocalStore'),
    loss: ({ line }) =>
      l10n.t('line {0}: the topology and all settings in the Central Management store', line),
  },
  {
    name: /^Import-CsRgsConfiguration$/iu,
    when: command => given(command, 'ReplaceExistingRgsSettings'),
    loss: ({ line }) => l10n.t('line {0}: application settings of the response groups', line),
  },
  {
    name: /^Export-CsRgsConfiguration$/iu,
    when: command => given(command, 'RemoveExportedConfiguration'),
    loss: ({ line }) => l10n.t('line {0}: the response groups that are exported', line),
  },
  {
    name: /^Import-CsPersistentChatData$/iu,
    loss: ({ line }) => l10n.t('line {0}: persistent chat data of the store', line),
  },
  {
    name: /^Set-CsConfigurationStoreLocation$/iu,
    loss: ({ line }) =>
      l10n.t('line {0}: where Active Directory says that the Central Management store is', line),
  },
  {
    name: /^Move-Cs\w+$/iu,
    loss: ({ name, line }) => l10n.t('line {0}: {1} takes it away from where it is', line, name),
  },
  {
    name: /^(?:Remove|Uninstall|Clear|Reset|Format|Initialize|Unregister|Dismount)-\w+$/iu,
    loss: ({ name, line }) => l10n.t('line {0}: what {1} removes', line, name),
  },
  {
    name: /^(?:rm|rmdir|del|erase|rd|format|diskpart|dropdb)(?:\.exe)?$/iu,
    loss: ({ name, line }) => l10n.t('line {0}: what {1} removes', line, name),
  },
];

/** What a command does by its name and parameters alone; what is not known changes. */
export function commandEffect(command: Command): CommandEffect {
  const name = command.name.slice(command.name.lastIndexOf('\\') + 1);
  const key = name.toLowerCase();
  if (sessionOnly.has(key) || given(command, 'WhatIf')) return { kind: 'reads' };
  if (given(command, 'DisableExportedNodes')) {
    const text = l10n.t('line {0}: {1} disables the rooms that it exports', command.line, name);
    return { kind: 'destroys', loss: text };
  }
  for (const rule of destroying) {
    if (rule.name.test(name) && (rule.when?.(command) ?? true)) {
      return { kind: 'destroys', loss: rule.loss({ ...command, name }) };
    }
  }
  // A splatted table may hold any parameter.
  if (given(command, '@') && destroying.some(rule => rule.name.test(name))) {
    const text = l10n.t(
      'line {0}: depends on the parameters that {1} is given',
      command.line,
      name,
    );
    return { kind: 'destroys', loss: text };
  }
  if (writing.has(key)) return { kind: 'changes' };
  const dash = key.indexOf('-');
  return { kind: dash > 0 && readingVerbs.has(key.slice(0, dash)) ? 'reads' : 'changes' };
}

/** What a whole text does: the strongest of its commands, with every loss. */
export function effectOf(inspection: ShellInspection): {
  readonly kind: EffectKind;
  readonly losses: readonly string[];
} {
  if (inspection.readsOnly) return { kind: 'reads', losses: [] };
  const effects = inspection.commands.map(commandEffect);
  const losses = effects.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
  if (losses.length > 0) return { kind: 'destroys', losses };
  return { kind: 'changes', losses };
}

/** How a text is rehearsed. */
export type Rehearsal = 'run' | 'what-if' | 'show';

/**
 * What a rehearsal may do with a text: run it where it only reads; run it with `-WhatIf` where every
 * command that changes takes it and nothing else changes; otherwise only show it.
 */
export function rehearsalOf(inspection: ShellInspection): Rehearsal {
  if (inspection.readsOnly) return 'run';
  if (!inspection.onlyCommandsChange) return 'show';
  const safe = inspection.commands.every(
    command =>
      !given(command, 'WhatIf:false') &&
      !given(command, '@') &&
      (readsForRehearsal(command) || (command.known && command.whatIf)),
  );
  return safe ? 'what-if' : 'show';
}

/** Session-only commands may run code of a module or make .NET objects: they are not harmless here. */
const notRehearsed = new Set(['add-type', 'new-object', 'new-pssession', 'use-transaction']);

function readsForRehearsal(command: Command): boolean {
  return (
    command.known &&
    commandEffect(command).kind === 'reads' &&
    !notRehearsed.has(command.name.toLowerCase())
  );
}
