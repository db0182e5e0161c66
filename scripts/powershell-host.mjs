// Builds tools/powershell-host, the PowerShell for machines without PowerShell, when it is missing or
// older than its sources. Plain Node 20; used by the set-up and runnable alone.
import { spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const sources = join(dirname(dirname(fileURLToPath(import.meta.url))), 'tools', 'powershell-host');
const ignored = new Set(['dist', 'bin', 'obj', 'README.md']);

async function newest(path) {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const names = (await readdir(path)).filter(
    name => !ignored.has(name) && !name.startsWith('dist-'),
  );
  const times = await Promise.all(names.map(name => newest(join(path, name))));
  return Math.max(0, ...times);
}

async function builtAt(folder) {
  try {
    return (await stat(join(folder, 'dist', 'built'))).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function run(file, args, cwd, signal) {
  return new Promise(resolve => {
    const environment = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
    const child = spawn(file, args, { cwd, env: environment, shell: false, signal });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', chunk => {
        text = (text + chunk).slice(-20_000);
      });
    }
    child.on('error', error => resolve({ code: undefined, text: error.message }));
    child.on('close', code => resolve({ code: code ?? undefined, text }));
  });
}

/**
 * Builds the host if it is missing or stale. Resolves to
 * `{ state: 'fresh' | 'built', dll }`, or `{ state: 'failed', reason }` with one line that says what to
 * install or what the compiler said. Two builds at once do not disturb each other.
 */
export async function ensurePowerShellHost({ folder = sources, signal } = {}) {
  const dist = join(folder, 'dist');
  const dll = join(dist, 'powershell-host.dll');
  const built = await builtAt(folder);
  const changed = await newest(folder);
  if (built !== undefined && built >= changed) return { state: 'fresh', dll };
  const sdk = await run('dotnet', ['--list-sdks'], folder, signal);
  const versions = sdk.code === 0 ? sdk.text.split('\n').map(line => parseInt(line, 10)) : [];
  if (!versions.some(version => version >= 10)) {
    return {
      state: 'failed',
      reason: 'No .NET SDK 10: install the package dotnet-sdk-10.0, or PowerShell itself (pwsh).',
    };
  }
  const scratch = join(folder, `dist-${process.pid}`);
  await mkdir(scratch, { recursive: true });
  try {
    const publish = ['publish', '-c', 'Release', '-v', 'q', '-nologo', '-o', join(scratch, 'out')];
    const intermediate = [
      `-p:BaseIntermediateOutputPath=${join(scratch, 'obj')}/`,
      `-p:OutputPath=${join(scratch, 'bin')}/`,
    ];
    const done = await run('dotnet', [...publish, ...intermediate], folder, signal);
    if (done.code !== 0) {
      const line = done.text.split('\n').find(text => text.includes('error')) ?? done.text.trim();
      return { state: 'failed', reason: `The PowerShell host does not build: ${line.trim()}` };
    }
    await writeFile(join(scratch, 'out', 'built'), '');
    await rm(dist, { recursive: true, force: true });
    await rename(join(scratch, 'out'), dist);
    return { state: 'built', dll };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await ensurePowerShellHost();
  console.log(result.state === 'failed' ? result.reason : `${result.state}: ${result.dll}`);
  process.exitCode = result.state === 'failed' ? 1 : 0;
}
