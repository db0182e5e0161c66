import { shellSecretMissing, shellValueRefused } from '../../../errors/powershell.ts';
import type { Shell } from '../../../estate/model.ts';
import { Secret } from '../../../runbook/variables.ts';
import type { ShellValue } from '../session.ts';
import type { Launch, LaunchParts, Program, RemoteSession } from '../transport.ts';
import { localLaunch } from './local.ts';

type WinrmShell = Extract<Shell, { transport: 'winrm' }>;

/** Names of .NET's `AuthenticationMechanism`. */
const mechanisms: Readonly<Record<WinrmShell['authentication'], string>> = {
  kerberos: 'Kerberos',
  credssp: 'Credssp',
  negotiate: 'Negotiate',
};

/** The host becomes part of a URI: a name or an address, nothing else. */
function checkHost(fqdn: string): void {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u.test(fqdn)) throw shellValueRefused(fqdn, 'server', fqdn);
}

function checkConfiguration(fqdn: string, name: string | undefined): void {
  if (name !== undefined && !/^[\w.-]+$/u.test(name)) {
    throw shellValueRefused(fqdn, 'configurationName', name);
  }
}

async function remoteSession(shell: WinrmShell, parts: LaunchParts): Promise<RemoteSession> {
  const { fqdn } = parts.server;
  checkHost(fqdn);
  const { configurationName, credential } = shell;
  checkConfiguration(fqdn, configurationName);
  const remote = {
    transport: 'winrm',
    computerName: fqdn,
    authentication: mechanisms[shell.authentication],
    useSSL: shell.useSSL,
    port: shell.port ?? null,
    configurationName: configurationName ?? null,
  };
  if (credential === undefined) return remote;
  const password = await parts.secret(credential.secret);
  if (password === undefined) throw shellSecretMissing(fqdn, credential.secret);
  return { ...remote, user: credential.user, password: { s: password } };
}

/**
 * The same for several servers at once: what `Invoke-Command` needs beside their names. Throws a
 * `Problem` for a name that must not become part of an address.
 */
export async function fanOutConnection(
  shell: WinrmShell,
  fqdns: readonly string[],
  secret: LaunchParts['secret'],
): Promise<ShellValue> {
  for (const fqdn of fqdns) checkHost(fqdn);
  const [first = ''] = fqdns;
  const { configurationName, credential } = shell;
  checkConfiguration(first, configurationName);
  const connection = {
    transport: 'winrm',
    authentication: mechanisms[shell.authentication],
    useSSL: shell.useSSL,
    port: shell.port ?? null,
    configurationName: configurationName ?? null,
  };
  if (credential === undefined) return connection;
  const password = await secret(credential.secret);
  if (password === undefined) throw shellSecretMissing(first, credential.secret);
  return {
    ...connection,
    user: credential.user,
    password: new Secret(credential.secret, password),
  };
}

/**
 * PowerShell of this computer with the driver, whose cells run in a session on the server: streams,
 * variables and stopping are PowerShell remoting's own.
 */
export async function winrmLaunch(
  shell: WinrmShell,
  powerShell: Program,
  parts: LaunchParts,
): Promise<Launch> {
  return { ...localLaunch(powerShell, parts), remote: await remoteSession(shell, parts) };
}
