import { dirname } from 'node:path';
import { participantsOf } from '../account/participants.ts';
import type { ReportSource } from './facts.ts';
import { plain } from './markup.ts';

/** Name and what stands in its place. */
type Stand = readonly [string, string];

function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return cut <= 0 ? '' : path.slice(0, cut);
}

/** Everything of a run that names people, their computers, and where files lie on those. */
function stands({ fold, file, notes }: ReportSource): Stand[] {
  const people = new Set<string>();
  const computers = new Set<string>();
  for (const { name, hosts } of participantsOf(fold)) {
    people.add(name);
    for (const host of hosts) computers.add(host);
  }
  for (const { by, entry } of notes.notes) {
    people.add(by);
    if (entry.type === 'participant') people.add(entry.name);
    if (entry.type === 'finding' && entry.owner !== undefined) people.add(entry.owner);
  }
  const { runbook, estate } = fold.state;
  const folders = new Set(
    [folderOf(runbook.file), folderOf(estate.file), folderOf(dirname(file))].filter(
      folder => folder.length > 3,
    ),
  );
  const numbered = (names: ReadonlySet<string>, word: string): Stand[] =>
    [...names].filter(name => name !== '').map((name, at) => [name, `${word}-${at + 1}`]);
  return [
    ...[...folders].map((folder): Stand => [folder, '…']),
    ...numbered(computers, 'computer'),
    ...numbered(people, 'person'),
  ];
}

/** A path on a computer of the run, not below a share: its last name stays. */
const localPath =
  /(^|[\s(:"'])(?:\/(?:[\w.@-]+\/)+|[A-Za-z]:(?:\\|&#92;)(?:[^\s\\&|]+(?:\\|&#92;))*)(?=[\w.@-])/gm;

/**
 * A text without the people, computers and folders of a run, for handing on outside: each is replaced
 * by a word and a number, the same throughout. Servers of the estate stay.
 */
export function anonymous(text: string, source: ReportSource): string {
  const longestFirst = stands(source).sort(([a], [b]) => b.length - a.length);
  let clean = text;
  const asWritten = longestFirst.flatMap(([name, stand]): Stand[] => [
    [plain(name), stand],
    [name, stand],
  ]);
  for (const [name, stand] of asWritten) {
    const pattern = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    clean = clean.replaceAll(
      new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'gu'),
      stand,
    );
  }
  return clean.replaceAll(localPath, '$1…/');
}
