import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { handsTask } from '../../../src/practice/hands/catalogue.ts';
import { contoso } from '../../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../../src/practice/making/create.ts';
import type { Blueprint } from '../../../src/practice/roles/role.ts';
import { withPracticeServer } from '../../../src/practice/shell-arguments.ts';
import { shellEnvironment } from '../../../src/practice/shell.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from '../../unit/practice/chance.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
export const modulesFolder = join(repository, 'src', 'practice', 'modules');

/** A PowerShell of this machine, else the host of this repository. */
export function powerShell(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = process.platform === 'win32' ? ['powershell.exe', 'pwsh.exe'] : ['pwsh'];
  const installed = names.flatMap(name => folders.map(folder => join(folder, name)));
  const host = join(repository, 'tools', 'powershell-host', 'dist', 'powershell-host');
  const found = [process.env.RECOVERY_RUNBOOKS_POWERSHELL ?? '', ...installed, host].find(
    file => file !== '' && existsSync(file),
  );
  if (found === undefined) throw new Error('No PowerShell: run node scripts/powershell-host.mjs');
  return found;
}

export interface ShellOutcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a script on a practice server through the real PowerShell engine. */
export function runOn(store: PracticeStore, server: string, script: string): Promise<ShellOutcome> {
  const text = `$ProgressPreference = 'SilentlyContinue'\n${script}`;
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', text];
  const module = join(modulesFolder, 'PracticeServer', 'PracticeServer.psd1');
  return new Promise((resolve, reject) => {
    const child = spawn(powerShell(), withPracticeServer(args, module), {
      env: shellEnvironment(process.env, store.layout.root, server, modulesFolder),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', reject);
    child.once('close', code => {
      resolve({ code: code ?? -1, output: plain(output), errors: plain(errors) });
    });
  });
}

const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'gu');

/** Text without colours, with the line breaks of Unix. */
function plain(text: string): string {
  return text.replace(colour, '').replaceAll('\r\n', '\n');
}

/** A new practice estate in a temporary folder, and how to remove it. */
export async function newEstate(
  blueprint: Blueprint = contoso,
): Promise<{ store: PracticeStore; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'practice-'));
  const store = await createPracticeEstate(join(folder, 'estate'), blueprint, {
    now: Date.now(),
    random: countingRandom(),
  });
  return { store, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Has the estate's own hands do a task. */
export function hands(
  store: PracticeStore,
  task: string,
  server: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const services = { store, now: Date.now(), random: countingRandom() };
  return handsTask(task).run({ server, parameters }, services);
}

export const backupPath = '\\\\bk01.contoso.com\\LyncBackup\\set';

/** The exports of a backup, from the management shell of one server. */
export async function backUp(store: PracticeStore, from: string): Promise<ShellOutcome> {
  await mkdir(join(store.layout.share('bk01.contoso.com', 'LyncBackup'), 'set'), {
    recursive: true,
  });
  return runOn(
    store,
    from,
    `
Import-Module Lync
$Backup = '${backupPath}'
Export-CsConfiguration -FileName "$Backup\\CsConfig.zip"
Export-CsLisConfiguration -FileName "$Backup\\CsLis.zip"
foreach ($p in @(Get-CsService -UserServer | ForEach-Object { $_.PoolFqdn })) {
  Export-CsUserData -PoolFqdn $p -FileName "$Backup\\$p-UserData.zip"
}
foreach ($p in @(Get-CsService -ApplicationServer | ForEach-Object { $_.PoolFqdn })) {
  Export-CsRgsConfiguration -Source "service:ApplicationServer:$p" -FileName "$Backup\\$p-Rgs.zip"
}
`,
  );
}
