import { sqlRegions } from '../../../runbook/sql/text.ts';
import type { SqlRequest } from '../backend.ts';

const name = String.raw`(?:\[(?<bracket>(?:[^\]]|\]\])+)\]|"(?<quoted>[^"]+)"|N?'(?<text>(?:[^']|'')+)'|@(?<parameter>[\p{L}_][\p{L}\p{Nd}_]*)|(?<bare>[\p{L}_][\p{L}\p{Nd}_@#$]*))`;
const statement = new RegExp(
  String.raw`\b(?:(?:BACKUP|RESTORE)\s+(?:DATABASE|LOG)|(?:ALTER|DROP|CREATE)\s+DATABASE(?:\s+IF\s+EXISTS)?|DBCC\s+CHECKDB\s*\()\s*${name}`,
  'giu',
);
const system = new Set(['master', 'model', 'msdb', 'tempdb', 'current', 'encryption', 'audit']);

/** The text with its comments blanked out. */
function withoutComments(text: string): string {
  return sqlRegions(text)
    .map(({ kind, start, end }) => (kind === 'comment' ? ' ' : text.slice(start, end)))
    .join('');
}

/** The databases that the text backs up, restores, alters, creates, drops or checks, each once. */
export function namedDatabases({ text, parameters }: SqlRequest): string[] {
  const found = new Map<string, string>();
  for (const { groups = {} } of withoutComments(text).matchAll(statement)) {
    const value = parameters.find(
      each => each.name.toLowerCase() === groups.parameter?.toLowerCase(),
    )?.value;
    const database =
      groups.bracket?.replaceAll(']]', ']') ??
      groups.quoted ??
      groups.text?.replaceAll("''", "'") ??
      (typeof value === 'string' ? value : undefined) ??
      groups.bare;
    if (database === undefined || system.has(database.toLowerCase())) continue;
    if (!found.has(database.toLowerCase())) found.set(database.toLowerCase(), database);
  }
  return [...found.values()];
}
