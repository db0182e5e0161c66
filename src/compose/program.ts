import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** This very program, as whatever started it has it. The same for editor and command line. */
export interface Program {
  readonly version: string;
  /** `editor` or `cli`, for the log. */
  readonly front: string;
  /** Folder with the bundles and what they carry (`dist/`). */
  readonly dist: string;
  /** How the command line of this program is started. */
  readonly self: {
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** PowerShell that the operator named in the settings; empty for the search. */
  readonly powershell: string;
  /** A secret by its name, from the editor's secret storage or the environment. */
  secret(name: string): Promise<string | undefined>;
  /** Whether the files that name servers and shares are trusted; they are where this is missing. */
  trusted?(): boolean;
  /** Asks the operator for a secret that a run needs and nobody stored; only where somebody is asked. */
  askSecret?(name: string): Promise<string | undefined>;
}

/** Files that lie beside the bundles. */
export interface CarriedFiles {
  readonly driver: string;
  /** Script that holds a connection to SQL Server. */
  readonly sqlSession: string;
  readonly practiceModules: string;
  readonly notebooks: string;
  /** Sources of the PowerShell host; only a checkout has them. */
  readonly powershellHost: string | undefined;
  readonly hostBuilder: string | undefined;
}

export function carriedFiles({ dist }: Program): CarriedFiles {
  const root = dirname(dist);
  const ifThere = (...parts: string[]): string | undefined => {
    const path = join(root, ...parts);
    return existsSync(path) ? path : undefined;
  };
  return {
    driver: join(dist, 'powershell', 'driver.ps1'),
    sqlSession: join(dist, 'powershell', 'sql-session.ps1'),
    practiceModules: join(dist, 'practice', 'modules'),
    notebooks: join(root, 'notebooks'),
    powershellHost: ifThere('tools', 'powershell-host'),
    hostBuilder: ifThere('scripts', 'powershell-host.mjs'),
  };
}

/** Folder for what belongs to the user and to no workspace: the signing key, trusted keys. */
export function userDataFolder({ env, platform }: Pick<Program, 'env' | 'platform'>): string {
  const named = env.RECOVERY_RUNBOOKS_DATA;
  if (named !== undefined && named !== '') return named;
  const home = homedir();
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'recovery-runbooks');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'recovery-runbooks');
    default:
      return join(env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'recovery-runbooks');
  }
}

/** Environment variable in which the command line looks for a secret. */
export function secretVariable(name: string): string {
  return `RECOVERY_RUNBOOKS_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
