import canonicalize from 'canonicalize';

/** One file of a sealed set. */
export interface ManifestFile {
  /** Path inside the set, `/` between parts. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
  /** Last change of the file, UTC ISO 8601. */
  readonly modified?: string;
  /** Id of the step that wrote it, and where its content came from. */
  readonly step?: string;
  readonly source?: string;
}

/** `backup-set.manifest.json`; its JSON schema is `schemas/backup-set.manifest.schema.json`. */
export interface Manifest {
  readonly format: typeof manifestFormat;
  readonly version: typeof manifestVersion;
  /** Name of the folder when it was sealed. */
  readonly name: string;
  /** UTC ISO 8601. */
  readonly created: string;
  readonly sealed: string;
  /** Who sealed it. */
  readonly by: string;
  /** In order of their paths. */
  readonly files: readonly ManifestFile[];
  /** Folders that hold nothing, in order. */
  readonly emptyFolders: readonly string[];
  readonly totals: { readonly files: number; readonly bytes: number };
}

export const manifestFormat = 'recovery-runbooks/backup-set';
export const manifestVersion = 1;

/** The manifest's text: canonical JSON (RFC 8785) and a line feed. */
export function manifestText(manifest: Manifest): string {
  const text = canonicalize(manifest);
  if (text === undefined) throw new TypeError('a manifest has no JSON form');
  return `${text}\n`;
}

/**
 * `SHA256SUMS`: one line a file, as `sha256sum --check` reads it. A name with a backslash or a line
 * break is escaped the way GNU coreutils does.
 */
export function* sumsLines(files: readonly ManifestFile[]): Generator<string> {
  for (const { path, sha256 } of files) {
    const escaped = /[\\\n\r]/.test(path)
      ? path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
      : path;
    yield `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
  }
}
