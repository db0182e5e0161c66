import * as l10n from '@vscode/l10n';
import { join } from 'node:path';
import type { FileStamp } from '../tree.ts';
import { forEachAtOnce, type Work } from '../work.ts';
import { isBakName, lookAtBak } from './bak-content.ts';
import { chainOf, opensWith, readPfx } from './pfx.ts';
import { largestKeyFile } from './private-keys.ts';
import { isZipName, whyNotZip } from './zip-content.ts';

/** A file whose content is not what its name says. */
export interface UnsoundFile {
  readonly file: string;
  readonly reason: string;
}

/** What looks into files found, by kind: exports, backups of databases, certificates. */
export interface ContentReport {
  readonly unsound: readonly UnsoundFile[];
  /** What could not be looked at, one sentence each. */
  readonly notes: readonly string[];
}

const isPfxName = (path: string): boolean => /\.(?:pfx|p12)$/i.test(path);

/** Why a PFX is not good to recover with; `note` where only its password could tell. */
function lookAtPfx(
  bytes: Buffer,
  password: string | undefined,
): { readonly reason?: string; readonly note?: string } {
  const pfx = readPfx(bytes);
  if (pfx === undefined) return { reason: l10n.t('The file is no PFX, or it is cut off.') };
  if (password === undefined) {
    return { note: l10n.t('whether its certificates are a whole chain needs its password.') };
  }
  if (opensWith(pfx, password) === false) {
    return { reason: l10n.t('The password does not open the PFX.') };
  }
  const chain = chainOf(pfx, password);
  switch (chain.state) {
    case 'whole':
      return {};
    case 'closed':
      return { note: l10n.t('its certificates are encrypted in a way that is not known here.') };
    case 'no-key':
      return { reason: l10n.t('The PFX holds no private key.') };
    case 'no-certificate':
      return { reason: l10n.t('The PFX holds no certificate.') };
    case 'broken':
      return {
        reason: l10n.t('The chain is not whole: the certificate of {0} is missing.', chain.issuer),
      };
  }
}

class ContentCheck {
  readonly unsound: UnsoundFile[] = [];
  readonly notes: string[] = [];
  readonly #folder: string;
  readonly #work: Work;
  readonly #password: string | undefined;

  constructor(folder: string, work: Work, password: string | undefined) {
    this.#folder = folder;
    this.#work = work;
    this.#password = password;
  }

  async one(path: string, size: number): Promise<void> {
    this.#work.check();
    const file = join(this.#folder, path);
    if (isZipName(path)) this.#tell(path, await whyNotZip(file, size, this.#work.check));
    else if (isBakName(path)) await this.#bak(path, file, size);
    else if (isPfxName(path) && size <= largestKeyFile) {
      const { reason, note } = lookAtPfx(await this.#work.files.readFile(file), this.#password);
      this.#tell(path, reason);
      if (note !== undefined) this.notes.push(`${path}: ${note}`);
    }
  }

  async #bak(path: string, file: string, size: number): Promise<void> {
    const found = await lookAtBak(file, size, this.#work.files);
    if (found.look === 'fault') this.#tell(path, found.reason);
    if (found.look === 'unknown') {
      this.notes.push(
        `${path}: ${l10n.t('its format is not that of SQL Server; only the server that wrote it can judge it.')}`,
      );
    }
  }

  #tell(file: string, reason: string | undefined): void {
    if (reason !== undefined) this.unsound.push({ file, reason });
  }
}

/**
 * Looks into files by their kind: a ZIP file opens and its parts fit their checksums; a `.bak` has a
 * sound media header; a PFX is one, and with its password holds key and whole chain.
 */
export async function checkContents(
  folder: string,
  files: ReadonlyMap<string, Pick<FileStamp, 'size'>>,
  pfxPassword: string | undefined,
  work: Work,
): Promise<ContentReport> {
  const check = new ContentCheck(folder, work, pfxPassword);
  const paths = [...files].filter(
    ([path]) => isZipName(path) || isBakName(path) || isPfxName(path),
  );
  await forEachAtOnce(paths, 2, ([path, { size }]) => check.one(path, size));
  return { unsound: check.unsound, notes: check.notes.sort() };
}
