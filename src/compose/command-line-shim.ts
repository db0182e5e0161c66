import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userDataFolder, type Program } from './program.ts';

/** The small scripts by which the command line is started from any shell. */
export interface InstalledCommandLine {
  /** Folder for the search path. */
  readonly folder: string;
  /** The script of this computer's system. */
  readonly file: string;
}

interface ShimSource {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
}

function shWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** For `sh`: the editor's own executable as Node, with all words passed on. */
export function shellShim({ file, args, env, version }: ShimSource): string {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${shWord(value)}`);
  const words = [...settings, 'exec', shWord(file), ...args.map(shWord), '"$@"'].join(' ');
  return [
    '#!/bin/sh',
    `# Recovery Runbooks ${version}. Written anew when the editor starts.`,
    words,
    '',
  ].join('\n');
}

/** For Windows, as `recovery-runbooks.cmd`; a percent sign in a path is doubled. */
export function windowsShim({ file, args, env, version }: ShimSource): string {
  const plain = (text: string): string => text.replaceAll('%', '%%');
  const words = [file, ...args].map(word => `"${plain(word)}"`).join(' ');
  const isAscii = !/[^ -~]/.test(words);
  return [
    '@echo off',
    `rem Recovery Runbooks ${version}. Written anew when the editor starts.`,
    'setlocal',
    ...(isAscii ? [] : ['chcp 65001 >nul']),
    ...Object.entries(env).map(([name, value]) => `set "${name}=${plain(value)}"`),
    `${words} %*`,
    'exit /b %ERRORLEVEL%',
    '',
  ].join('\r\n');
}

function placeOf(program: Pick<Program, 'env' | 'platform'>): InstalledCommandLine {
  const folder = join(userDataFolder(program), 'bin');
  const name = program.platform === 'win32' ? 'recovery-runbooks.cmd' : 'recovery-runbooks';
  return { folder, file: join(folder, name) };
}

function textOf({ self, version, platform }: Program): string {
  const source = { ...self, version };
  return platform === 'win32' ? windowsShim(source) : shellShim(source);
}

async function store(program: Program, place: InstalledCommandLine): Promise<void> {
  await mkdir(place.folder, { recursive: true });
  await writeFile(place.file, textOf(program));
  if (program.platform !== 'win32') await chmod(place.file, 0o755);
}

/** Writes the script into the user's data folder. */
export async function installCommandLine(program: Program): Promise<InstalledCommandLine> {
  const place = placeOf(program);
  await store(program, place);
  return place;
}

/** The script where it was installed. */
export async function installedCommandLine(
  program: Pick<Program, 'env' | 'platform'>,
): Promise<InstalledCommandLine | undefined> {
  const place = placeOf(program);
  const text = await readFile(place.file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : place;
}

/**
 * Writes an installed script anew where editor or extension moved since, as an update does. Gives it
 * where it is installed.
 */
export async function refreshCommandLine(
  program: Program,
): Promise<InstalledCommandLine | undefined> {
  const place = await installedCommandLine(program);
  if (place === undefined) return undefined;
  if ((await readFile(place.file, 'utf8')) !== textOf(program)) await store(program, place);
  return place;
}
