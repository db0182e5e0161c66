import { shellValueRefused } from '../../../errors/powershell.ts';
import type { Shell } from '../../../estate/model.ts';
import { bootstrapArguments } from '../command-line.ts';
import type { Launch } from '../transport.ts';

type SshShell = Extract<Shell, { transport: 'ssh' }>;

/** Host or address: nothing that `ssh`, or a shell behind it, could read as anything else. */
const plainHost = /^[\p{L}\p{N}_][\p{L}\p{N}._:%-]*$/u;
/** `user`, `DOMAIN\user` or `user@domain`. */
const plainUser = /^[\p{L}\p{N}_][\p{L}\p{N}._@\\+-]*$/u;
const jumps = /^[\p{L}\p{N}_][\p{L}\p{N}._@:,-]*$/u;

/** Options with a value, and how the value may look. */
const withValue: Readonly<Record<string, RegExp>> = {
  '-J': jumps,
  '-i': /^[^-].*$/u,
  '-l': plainUser,
  '-p': /^\d+$/u,
  '-b': plainHost,
  '-c': /^[\w@.,-]+$/u,
  '-m': /^[\w@.,-]+$/u,
};

/** Options without a value. */
const switches = new Set([
  '-4',
  '-6',
  '-a',
  '-C',
  '-K',
  '-k',
  '-q',
  '-T',
  '-v',
  '-vv',
  '-vvv',
  '-x',
]);

/** Keys of `-o` that start no program and open nothing on this computer. */
const configurationKeys = new Set(
  [
    'AddressFamily',
    'BatchMode',
    'BindAddress',
    'CertificateFile',
    'CheckHostIP',
    'Ciphers',
    'Compression',
    'ConnectionAttempts',
    'ConnectTimeout',
    'GSSAPIAuthentication',
    'GSSAPIDelegateCredentials',
    'HostKeyAlgorithms',
    'HostKeyAlias',
    'IdentitiesOnly',
    'IdentityFile',
    'KexAlgorithms',
    'LogLevel',
    'MACs',
    'Port',
    'PreferredAuthentications',
    'PubkeyAcceptedAlgorithms',
    'PubkeyAuthentication',
    'ServerAliveCountMax',
    'ServerAliveInterval',
    'StrictHostKeyChecking',
    'TCPKeepAlive',
    'User',
    'UserKnownHostsFile',
  ].map(key => key.toLowerCase()),
);

function configurationFits(value: string): boolean {
  const match = /^\s*(\w+)(?:\s*=\s*|\s+)\S/u.exec(value);
  return match !== null && configurationKeys.has((match[1] ?? '').toLowerCase());
}

function optionFits(flag: string, value: string): boolean {
  if (/[\r\n\0]/u.test(value)) return false;
  if (flag === '-o') return configurationFits(value);
  return withValue[flag]?.test(value) ?? false;
}

/**
 * The options of the estate file, each as it is given to `ssh`. What could start a program here
 * (`ProxyCommand`, `LocalCommand`, `-F`, …) is refused: for that there is `shell: command`, whose text
 * is shown and approved.
 */
export function sshOptions(fqdn: string, options: readonly string[]): string[] {
  const checked: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const word = options[at] ?? '';
    if (switches.has(word)) {
      checked.push(word);
      continue;
    }
    const flag = word.slice(0, 2);
    const joined = word.length > 2;
    const value = joined ? word.slice(2) : (options[++at] ?? '');
    if (!optionFits(flag, value)) {
      throw shellValueRefused(fqdn, 'options', joined ? word : `${word} ${value}`.trim());
    }
    checked.push(flag, value);
  }
  return checked;
}

/** PowerShell's executable as a word that `cmd`, PowerShell and `sh` on the server read alike. */
function remoteExecutable(fqdn: string, executable: string): string {
  if (/^[\w.:\\/-]+$/u.test(executable) && !executable.startsWith('-')) return executable;
  // With blanks it has to be quoted, which `cmd` and `sh` understand; nothing that either expands.
  if (/^[\w.:\\/ ()-]+$/u.test(executable) && !executable.startsWith('-')) return `"${executable}"`;
  throw shellValueRefused(fqdn, 'executable', executable);
}

/** `ssh` to the server with the bootstrap; the driver follows on standard input. */
export function sshLaunch(
  shell: SshShell,
  parts: { readonly server: { readonly fqdn: string }; readonly nonce: string },
): Launch {
  const { fqdn } = parts.server;
  if (!plainHost.test(shell.host)) throw shellValueRefused(fqdn, 'host', shell.host);
  if (shell.user !== undefined && !plainUser.test(shell.user)) {
    throw shellValueRefused(fqdn, 'user', shell.user);
  }
  return {
    file: 'ssh',
    args: [
      ...['-T', '-o', 'BatchMode=yes'],
      ...(shell.user === undefined ? [] : ['-l', shell.user]),
      ...(shell.port === undefined ? [] : ['-p', String(shell.port)]),
      ...sshOptions(fqdn, shell.options),
      ...['--', shell.host],
      ...[remoteExecutable(fqdn, shell.executable), ...bootstrapArguments(parts.nonce)],
    ],
    driver: 'first-line',
  };
}
