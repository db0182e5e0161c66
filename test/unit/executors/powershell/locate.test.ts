import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import {
  locatePowerShell,
  windowsPowerShell,
  type LocateOptions,
} from '../../../../src/executors/powershell/locate.ts';

function world(
  platform: NodeJS.Platform,
  files: readonly string[],
  more: Partial<LocateOptions> = {},
): LocateOptions {
  return {
    platform,
    env:
      platform === 'win32'
        ? { Path: 'C:\\one;"C:\\two"', SYSTEMROOT: 'C:\\Windows' }
        : { PATH: '/one:/two' },
    exists: path => Promise.resolve(files.includes(path)),
    ...more,
  };
}

const windows = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

async function problem(options: LocateOptions): Promise<Problem> {
  try {
    await locatePowerShell(options);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('One was found.');
}

describe('Looking for PowerShell', () => {
  it('takes Windows PowerShell before pwsh on Windows', async () => {
    const options = world('win32', [windows, 'C:\\two\\pwsh.exe']);
    assert.deepEqual(await locatePowerShell(options), { file: windows, args: [] });
  });

  it('takes the 64-bit one from a 32-bit process', () => {
    const env = { SystemRoot: 'C:\\Windows', PROCESSOR_ARCHITEW6432: 'AMD64' };
    assert.equal(
      windowsPowerShell(world('win32', [], { env })),
      'C:\\Windows\\Sysnative\\WindowsPowerShell\\v1.0\\powershell.exe',
    );
  });

  it('takes pwsh of a quoted folder of PATH on Windows where there is no other', async () => {
    const options = world('win32', ['C:\\two\\pwsh.exe']);
    assert.deepEqual(await locatePowerShell(options), { file: 'C:\\two\\pwsh.exe', args: [] });
  });

  it('takes pwsh before the host elsewhere', async () => {
    const options = world('linux', ['/two/pwsh', '/host.dll'], { hostDll: '/host.dll' });
    assert.deepEqual(await locatePowerShell(options), { file: '/two/pwsh', args: [] });
  });

  it('takes the host, by way of dotnet, where there is no PowerShell', async () => {
    const options = world('linux', ['/host.dll'], { hostDll: '/host.dll' });
    assert.deepEqual(await locatePowerShell(options), { file: 'dotnet', args: ['/host.dll'] });
  });

  it('builds the host on first need, and only then', async () => {
    let built = 0;
    const buildHost: LocateOptions['buildHost'] = () => {
      built++;
      return Promise.resolve({ state: 'built', dll: '/new.dll' });
    };
    await locatePowerShell(world('linux', ['/one/pwsh'], { buildHost }));
    assert.equal(built, 0);
    const found = await locatePowerShell(world('linux', [], { buildHost }));
    assert.deepEqual([found.args, built], [['/new.dll'], 1]);
  });

  it('lists what was tried, and what hinders the host', async () => {
    const found = await problem(
      world('linux', [], {
        buildHost: () => Promise.resolve({ state: 'failed', reason: 'No .NET SDK 10' }),
      }),
    );
    assert.equal(found.code, 'POWERSHELL-NOT-FOUND');
    const tried = (found.data.theirs ?? []).map(each => each.text);
    assert.equal(tried.length, 2);
    assert.match(tried[0] ?? '', /pwsh/u);
    assert.equal(tried[1], 'No .NET SDK 10');
    assert.ok((found.data.next ?? []).length > 0);
  });

  it('takes the setting, then the environment, before everything else', async () => {
    const env = { PATH: '/one', RECOVERY_RUNBOOKS_POWERSHELL: '/other/pwsh' };
    const files = ['/mine/pwsh', '/other/pwsh', '/one/pwsh'];
    const first = await locatePowerShell(world('linux', files, { env, setting: '/mine/pwsh' }));
    const second = await locatePowerShell(world('linux', files, { env, setting: '' }));
    assert.deepEqual([first.file, second.file], ['/mine/pwsh', '/other/pwsh']);
  });

  it('finds a setting without a folder on PATH', async () => {
    const found = await locatePowerShell(
      world('win32', ['C:\\one\\pwsh-preview.exe'], { setting: 'pwsh-preview' }),
    );
    assert.equal(found.file, 'C:\\one\\pwsh-preview.exe');
  });

  it('never falls back from a setting that is not there', async () => {
    const found = await problem(world('linux', ['/one/pwsh'], { setting: '/gone/pwsh' }));
    assert.deepEqual([found.code, found.kind], ['POWERSHELL-NAMED-MISSING', 'usage']);
  });
});
