import * as l10n from '@vscode/l10n';
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Diagnostic } from '../errors/diagnostic.ts';
import { estateFileInvalid } from '../errors/estate.ts';
import { buildEstate } from './build.ts';
import { reportContradictions } from './checks.ts';
import { EstateDocument } from './document.ts';
import { reportIssues, reportMistypedSqlKeys, reportPlainCredentials } from './findings.ts';
import type { Estate } from './model.ts';
import type { PathPlatform } from './paths.ts';
import { readWithout } from './prune.ts';
import { estateSchema } from './schema.ts';
import { parsePath } from './unc.ts';

/** Either the estate, or everything that is wrong with the file. */
export interface EstateReading {
  readonly estate: Estate | undefined;
  readonly findings: readonly Diagnostic[];
}

/** Largest estate file, bytes. */
const largestFile = 16 * 1024 * 1024;

function fileFinding(code: string, message: string): EstateReading {
  return {
    estate: undefined,
    findings: [{ code, severity: 'error', message, line: 1, column: 1, endLine: 1, endColumn: 1 }],
  };
}

/** Why the bytes cannot be a YAML text at all. */
function unreadable(bytes: Uint8Array): EstateReading | undefined {
  if (bytes.length > largestFile) {
    return fileFinding(
      'too-large',
      l10n.t('An estate file of {0} bytes is too large.', bytes.length),
    );
  }
  const utf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return fileFinding('not-utf8', l10n.t('The file is UTF-16. Save it as UTF-8.'));
  if (!isUtf8(bytes)) {
    return fileFinding('not-utf8', l10n.t('The file is not UTF-8. Save it as UTF-8.'));
  }
  return bytes.includes(0)
    ? fileFinding('not-text', l10n.t('The file holds NUL bytes; it is no text.'))
    : undefined;
}

function platformOf(file: string): PathPlatform {
  return parsePath(file).path?.kind === 'posix' ? 'posix' : 'windows';
}

/**
 * Reads an estate file without throwing; the editor underlines the findings. `file` is its absolute
 * path: relative folders under `paths:` start there, and it says which system's paths are its own.
 */
export function checkEstate(bytes: Uint8Array, file: string): EstateReading {
  const refused = unreadable(bytes);
  if (refused !== undefined) return refused;
  const document = new EstateDocument(new TextDecoder('utf-8').decode(bytes));
  if (document.findings.length > 0) return { estate: undefined, findings: document.findings };
  reportPlainCredentials(document, document.value);
  reportMistypedSqlKeys(document);
  const value = document.value ?? {};
  const parsed = estateSchema.safeParse(value);
  if (!parsed.success) reportIssues(document, estateSchema, parsed.error.issues);
  const data = parsed.success ? parsed.data : readWithout(estateSchema, value);
  if (data !== undefined) reportContradictions(data, document, platformOf(file));
  if (data === undefined || document.findings.length > 0) {
    return { estate: undefined, findings: oneEachPlace(document.findings) };
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { estate: buildEstate(data, file, hash, platformOf(file)), findings: [] };
}

/** In the order of the file; of several findings at one place the first, which is the nearest cause. */
function oneEachPlace(findings: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return findings
    .filter(({ line, column }) => {
      const place = `${line}:${column}`;
      return seen.has(place) ? false : seen.add(place);
    })
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * The estate of a file. `file` is its absolute path. Throws a `Problem` of kind `usage` that lists
 * every finding with `file:line:column`.
 */
export function readEstate(bytes: Uint8Array, file: string): Estate {
  const { estate, findings } = checkEstate(bytes, file);
  if (estate === undefined) throw estateFileInvalid(file, findings);
  return estate;
}
