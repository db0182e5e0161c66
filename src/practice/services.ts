import type { RandomBytes } from './chance.ts';

/** A PowerShell that is on this machine. */
export interface FoundPowerShell {
  readonly file: string;
  /** Arguments that go before all others. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the practice commands get from the composition root. */
export interface PracticeServices {
  /** Finds the PowerShell of this machine; throws a `Problem` that says what was tried. */
  locatePowerShell(): Promise<FoundPowerShell>;
  /** Absolute path of the folder with the PowerShell modules of the practice estate. */
  readonly modulesFolder: string;
  /** ms since 1970. */
  readonly now: () => number;
  readonly random: RandomBytes;
}
