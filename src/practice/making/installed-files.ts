import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import facts from '../modules/PracticeServer/facts.json' with { type: 'json' };
import type { ComputerState } from '../state.ts';

/**
 * Files below `C:\` by which a script sees what is installed. They say what they are; the programs
 * themselves are functions of the management shell module.
 */
const marks: ReadonlyMap<string, readonly string[]> = new Map([
  [facts.software.core, ['Program Files/Microsoft Lync Server 2013/Deployment/Bootstrapper.exe']],
  [
    facts.software.tools,
    ['Program Files/Common Files/Microsoft Lync Server 2013/Modules/Lync/Lync.psd1'],
  ],
  [facts.software.roles, ['Program Files/Microsoft Lync Server 2013/Server/Core/RTCSrv.exe']],
]);

/** Writes the marks of the installed software into a server's disk `C:`. */
export async function writeInstalledFiles(
  disk: string,
  software: ComputerState['software'],
): Promise<void> {
  for (const { name } of software) {
    for (const path of marks.get(name) ?? []) {
      const file = join(disk, ...path.split('/'));
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, `Practice stand-in for: ${name}\r\n`);
    }
  }
}

/** A new, empty disk `C:`. */
export async function emptyDisk(disk: string): Promise<void> {
  await rm(disk, { recursive: true, force: true });
  await mkdir(disk, { recursive: true });
}
