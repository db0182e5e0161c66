import { fileArguments } from '../command-line.ts';
import type { Launch, Program } from '../transport.ts';

/** PowerShell of this computer with the driver as its script. */
export function localLaunch(
  powerShell: Program,
  parts: { readonly driverFile: string; readonly nonce: string },
): Launch {
  return {
    ...powerShell,
    args: [...powerShell.args, ...fileArguments(parts.driverFile, parts.nonce)],
    driver: 'file',
  };
}
