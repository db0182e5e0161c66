import type { SetSummary } from '../../backup/sets.ts';
import { needText } from '../../errors/backup-worth.ts';

/** A cell of a list that spreadsheets open: quoted, and never taken for a formula. */
function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

const columns = [
  'name',
  'path',
  'state',
  'created',
  'sealed',
  'verified',
  'level',
  'fully-verified',
  'files',
  'bytes',
  'servers-complete',
  'servers',
  'missing',
  'findings',
] as const;

function rowOf(set: SetSummary): string {
  const { coverage, verified } = set;
  const values: Record<(typeof columns)[number], string | number | undefined> = {
    name: set.name,
    path: set.path,
    state: set.state,
    created: set.created,
    sealed: set.sealed,
    verified: verified?.at,
    level: verified?.level,
    'fully-verified': set.fullyVerified,
    files: set.files,
    bytes: set.bytes,
    'servers-complete': coverage?.complete.length,
    servers: coverage?.servers.length,
    missing: coverage?.missing.map(needText).join('; '),
    findings: set.findings.join('; '),
  };
  return columns.map(name => cell(values[name])).join(',');
}

/** The list of sets for a spreadsheet: CSV (RFC 4180) with a byte order mark, times in UTC. */
export function setListCsv(sets: readonly SetSummary[]): string {
  return `\ufeff${[columns.join(','), ...sets.map(rowOf)].join('\r\n')}\r\n`;
}
