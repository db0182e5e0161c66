import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { ProgramEnd, WindowsTools } from './windows-extras.ts';

/** Most output of a program that is kept, bytes. */
const mostOutput = 32 * 1024 * 1024;

function run(file: string, args: readonly string[]): Promise<ProgramEnd | undefined> {
  return new Promise(resolve => {
    const options = { windowsHide: true, maxBuffer: mostOutput } as const;
    execFile(file, args, options, (error, output) => {
      const code: unknown = error?.code;
      if (code === 'ENOENT') resolve(undefined);
      else resolve({ status: typeof code === 'number' ? code : error === null ? 0 : -1, output });
    });
  });
}

/** The programs of this computer, where it runs Windows. */
export function windowsTools(): WindowsTools | undefined {
  if (process.platform !== 'win32') return undefined;
  return {
    run,
    takeLog: async path => {
      const text = await readFile(path, 'utf16le').catch(() => '');
      await rm(path, { force: true });
      return text;
    },
    temporary: tmpdir(),
    systemRoot: process.env.SystemRoot ?? 'C:\\Windows',
  };
}
