import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import type { Server, Shell } from '../../../../src/estate/model.ts';
import {
  bootstrapArguments,
  bootstrapText,
  driverLine,
} from '../../../../src/executors/powershell/command-line.ts';
import { launchOf, type Launch } from '../../../../src/executors/powershell/transport.ts';
import { sshOptions } from '../../../../src/executors/powershell/transports/ssh.ts';

const server: Server = {
  fqdn: 'se01.contoso.com',
  site: 'Paris',
  roles: [],
  certificates: [],
  deployment: { bootstrapper: '', media: '' },
};

function launch(shell: Shell, secrets: Readonly<Record<string, string>> = {}): Promise<Launch> {
  return launchOf(shell, {
    server,
    nonce: 'abc123',
    driverFile: '/ext/driver.ps1',
    folder: '/estates/one',
    self: { file: '/opt/node', args: ['/ext/cli.mjs'], env: { ELECTRON_RUN_AS_NODE: '1' } },
    powerShell: () => Promise.resolve({ file: 'pwsh', args: [] }),
    secret: name => Promise.resolve(secrets[name]),
  });
}

const quiet = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'];
const ssh: Extract<Shell, { transport: 'ssh' }> = {
  transport: 'ssh',
  host: 'se01',
  executable: 'powershell',
  options: [],
};
const winrm: Extract<Shell, { transport: 'winrm' }> = {
  transport: 'winrm',
  authentication: 'kerberos',
  useSSL: false,
};

async function refused(shell: Shell): Promise<Problem> {
  try {
    await launch(shell);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(shell)}`);
}

describe('The bootstrap', () => {
  it('is plain words that no shell reads otherwise', () => {
    for (const word of bootstrapArguments('abc123')) assert.match(word, /^[\w+/=-]+$/u);
    assert.ok(bootstrapArguments('abc123').join(' ').length < 1500);
  });

  it('has neither double quotes nor what the host would take for its own input', () => {
    assert.doesNotMatch(bootstrapText('abc123'), /"|\$input/iu);
  });

  it('carries the driver as one ASCII line without its byte order mark', () => {
    const line = driverLine('\ufeff"é"\r\n1');
    assert.match(line, /^[A-Za-z0-9+/=]+\n$/u);
    assert.equal(Buffer.from(line, 'base64').toString('utf8'), '"é"\r\n1');
  });
});

describe('A shell of the estate file', () => {
  it('local is PowerShell of this computer with the driver as file', async () => {
    assert.deepEqual(await launch({ transport: 'local' }), {
      file: 'pwsh',
      args: [...quiet, '-File', '/ext/driver.ps1', '-Nonce', 'abc123'],
      driver: 'file',
    });
  });

  it('command is its words and the bootstrap, in the estate’s folder', async () => {
    const made = await launch({
      transport: 'command',
      command: ['docker', 'exec', '-i', 'se 01', 'pwsh'],
    });
    assert.deepEqual(made, {
      file: 'docker',
      args: ['exec', '-i', 'se 01', 'pwsh', ...bootstrapArguments('abc123')],
      cwd: '/estates/one',
      driver: 'first-line',
    });
  });

  it('command with recovery-runbooks in first place is this very program', async () => {
    const made = await launch({
      transport: 'command',
      command: ['recovery-runbooks', 'practice', 'shell', 'recovery-runbooks'],
    });
    assert.equal(made.file, '/opt/node');
    assert.deepEqual(made.args.slice(0, 4), [
      '/ext/cli.mjs',
      'practice',
      'shell',
      'recovery-runbooks',
    ]);
    assert.deepEqual(made.env, { ELECTRON_RUN_AS_NODE: '1' });
  });

  it('command without words is refused', async () => {
    assert.equal((await refused({ transport: 'command', command: [] })).kind, 'refused');
  });

  it('winrm is PowerShell of this computer that opens a session there', async () => {
    const made = await launch(
      {
        ...winrm,
        authentication: 'credssp',
        useSSL: true,
        port: 5999,
        configurationName: 'Recovery.Runbooks',
        credential: { user: 'CONTOSO\\admin', secret: 'ADMIN' },
      },
      { ADMIN: 'geheim' },
    );
    assert.deepEqual(made.remote, {
      transport: 'winrm',
      computerName: 'se01.contoso.com',
      authentication: 'Credssp',
      useSSL: true,
      port: 5999,
      configurationName: 'Recovery.Runbooks',
      user: 'CONTOSO\\admin',
      password: { s: 'geheim' },
    });
    assert.ok(!made.args.join(' ').includes('geheim'));
  });

  it('winrm refuses what would change its address or configuration', async () => {
    await refused({ ...winrm, configurationName: 'a/b?c' });
  });
});

describe('A shell over ssh', () => {
  it('is ssh with checked options and the bootstrap behind the host', async () => {
    const made = await launch({
      ...ssh,
      user: 'CONTOSO\\admin',
      port: 2222,
      options: ['-J', 'jump01', '-oConnectTimeout=5', '-o', 'IdentityFile=/keys/a b', '-4'],
    });
    assert.equal(made.file, 'ssh');
    assert.deepEqual(made.args, [
      ...['-T', '-o', 'BatchMode=yes', '-l', 'CONTOSO\\admin', '-p', '2222'],
      ...['-J', 'jump01', '-o', 'ConnectTimeout=5', '-o', 'IdentityFile=/keys/a b', '-4'],
      ...['--', 'se01', 'powershell', ...bootstrapArguments('abc123')],
    ]);
    assert.equal(made.driver, 'first-line');
  });

  it('refuses a host or user that is an option or more than a name', async () => {
    for (const host of [
      '-oProxyCommand=touch x',
      '',
      'a b',
      'a;b',
      'a`b`',
      '$(x)',
      "a'b",
      'ssh://a',
      'a\nb',
    ]) {
      assert.equal((await refused({ ...ssh, host })).code, 'POWERSHELL-VALUE-REFUSED', host);
    }
    for (const user of ['-l', 'a b', '$(x)', 'a;b']) await refused({ ...ssh, user });
  });

  it('refuses options that start a program or read other options', () => {
    for (const options of [
      ['-oProxyCommand=sh -c x'],
      ['-o', 'proxycommand=sh'],
      ['-o', 'ProxyCommand sh'],
      ['-o', 'LocalCommand=x'],
      ['-o', 'PermitLocalCommand=yes'],
      ['-o', 'KnownHostsCommand=x'],
      ['-o', 'Include=/tmp/x'],
      ['-o', 'SendEnv=*'],
      ['-F', '/tmp/config'],
      ['-E', '/tmp/log'],
      ['-L', '1:a:2'],
      ['-D', '1080'],
      ['-W', 'a:1'],
      ['-S', '/tmp/s'],
      ['-A'],
      ['-Y'],
      ['-J', '-oProxyCommand=x'],
      ['-J', 'a b'],
      ['-i', '-x'],
      ['-o', 'ConnectTimeout=5\nProxyCommand=x'],
      ['-o'],
      ['otherhost'],
      ['--'],
    ]) {
      assert.throws(
        () => sshOptions('se01.contoso.com', options),
        { code: 'POWERSHELL-VALUE-REFUSED' },
        options.join(' '),
      );
    }
  });

  it('quotes an executable with blanks for cmd and sh alike, and refuses what either would expand', async () => {
    const pwsh = await launch({ ...ssh, executable: 'C:\\Program Files\\PowerShell\\7\\pwsh.exe' });
    const plain = await launch({ ...ssh, executable: '/opt/microsoft/powershell/7/pwsh' });
    assert.ok(pwsh.args.includes('"C:\\Program Files\\PowerShell\\7\\pwsh.exe"'));
    assert.ok(plain.args.includes('/opt/microsoft/powershell/7/pwsh'));
    for (const executable of [
      'a"b',
      'a;b',
      '$(x)',
      '%COMSPEC%',
      'a&b',
      '`x`',
      '-x',
      'a|b',
      "a'b c",
      '',
    ]) {
      await refused({ ...ssh, executable });
    }
  });
});
