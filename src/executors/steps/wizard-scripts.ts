import * as l10n from '@vscode/l10n';
import type { ShellValue } from '../powershell/session.ts';

/** One command of a wizard step: what it does, for plan and failure, and its script. */
export interface WizardCommand {
  readonly doing: string;
  readonly text: string;
  readonly parameters?: Readonly<Record<string, ShellValue>>;
  /** Whether it starts a program whose exit status counts. */
  readonly native?: boolean;
}

/**
 * The command-line equivalents of the deployment wizard (domain facts, 4.1). Paths and names come in
 * as parameters. `-Confirm:$false` because nobody answers inside the session: the step itself asks.
 */
export function bootstrapLocalStore(bootstrapper: string, media: string): WizardCommand {
  return {
    doing: l10n.t('installing the local configuration store'),
    text: `
param([string]$Bootstrapper, [string]$Media)
& $Bootstrapper '/BootstrapLocalMgmt' "/SourceDirectory:$Media"
`,
    parameters: { Bootstrapper: bootstrapper, Media: media },
    native: true,
  };
}

/** From the Central Management store, or on an Edge server from a file of Export-CsConfiguration. */
export function fillLocalStore(source: string | undefined): WizardCommand {
  const doing =
    source === undefined
      ? l10n.t('filling the local store from the Central Management store')
      : l10n.t('filling the local store from {0}', source);
  if (source === undefined) {
    return {
      doing,
      text: `
$configuration = Export-CsConfiguration -AsBytes
Import-CsConfiguration -ByteInput $configuration -LocalStore -Force
`,
    };
  }
  return {
    doing,
    text: `
param([string]$Source)
Import-CsConfiguration -FileName $Source -LocalStore -Force
`,
    parameters: { Source: source },
  };
}

export function enableReplica(): WizardCommand {
  return {
    doing: l10n.t('enabling the replica and starting the service REPLICA'),
    text: `
Enable-CsReplica -Force -Confirm:$false
Start-CsWindowsService -Name REPLICA -Confirm:$false
`,
  };
}

export function bootstrapRoles(bootstrapper: string, media: string): WizardCommand {
  return {
    doing: l10n.t('installing the components that the topology gives to the server'),
    text: `
param([string]$Bootstrapper, [string]$Media)
& $Bootstrapper "/SourceDirectory:$Media"
`,
    parameters: { Bootstrapper: bootstrapper, Media: media },
    native: true,
  };
}

export function enableComputer(): WizardCommand {
  return {
    doing: l10n.t('enabling the computer'),
    text: 'Enable-CsComputer -Force -Confirm:$false',
  };
}

/** Puts a certificate of a file into the computer's store; the password is bound as a SecureString. */
export function importCertificate(file: string, password: ShellValue | undefined): WizardCommand {
  return {
    doing: l10n.t('importing the certificate of {0}', file),
    text: `
param([string]$Path, $Password)
if ($null -eq $Password) {
  Import-CsCertificate -Path $Path -Confirm:$false
} else {
  $clear = (New-Object -TypeName System.Management.Automation.PSCredential -ArgumentList 'pfx', $Password).GetNetworkCredential().Password
  Import-CsCertificate -Path $Path -Password $clear -Confirm:$false
}
`,
    parameters: { Path: file, ...(password === undefined ? {} : { Password: password }) },
  };
}

export function requestCertificate(
  use: readonly string[],
  authority: string,
  computer: string,
): WizardCommand {
  return {
    doing: l10n.t('requesting a certificate for {0} from {1}', use.join(', '), authority),
    text: `
param([string[]]$Use, [string]$Authority, [string]$Computer, [string]$FriendlyName)
Request-CsCertificate -New -Type $Use -CA $Authority -ComputerFqdn $Computer -FriendlyName $FriendlyName -AllSipDomain -Confirm:$false
`,
    parameters: {
      Use: use,
      Authority: authority,
      Computer: computer,
      FriendlyName: `Lync ${computer} ${use.join(' ')}`,
    },
  };
}

export function assignCertificate(use: readonly string[], thumbprint: string): WizardCommand {
  return {
    doing: l10n.t('assigning the certificate {0} to {1}', thumbprint, use.join(', ')),
    text: `
param([string[]]$Use, [string]$Thumbprint)
Set-CsCertificate -Type $Use -Thumbprint $Thumbprint -Confirm:$false
`,
    parameters: { Use: use, Thumbprint: thumbprint },
  };
}

export function startServices(): WizardCommand {
  return {
    doing: l10n.t('starting the services'),
    text: 'Start-CsWindowsService -Confirm:$false',
  };
}
