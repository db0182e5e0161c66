import * as l10n from '@vscode/l10n';
import { printableName } from './printable-name.ts';
import { Problem, type TheirWords } from './problem.ts';

/** How many names a message lists before it says how many more there are. */
const shownNames = 20;

/** What a file system said: its own text and code (`ENOSPC`). */
export interface FileSystemWords {
  readonly text: string;
  readonly code: string;
}

function words({ text, code }: FileSystemWords): TheirWords {
  return { source: l10n.t('File system'), text, number: code };
}

/** Names as a message can show them: control characters written out, the tail counted. */
function listed(source: string, names: readonly string[]): TheirWords[] {
  const shown = names.slice(0, shownNames).map(name => ({ source, text: printableName(name) }));
  const more = names.length - shown.length;
  return more > 0 ? [...shown, { source, text: l10n.t('and {0} more', more) }] : shown;
}

const nothingChanged = (): string => l10n.t('Nothing was changed.');
const setStaysUnfinished = (): string =>
  l10n.t('The set stays unfinished: no manifest was written, and nothing in it was changed.');

export function noBackupLocation(): Problem {
  return new Problem({
    code: 'BACKUP-NO-LOCATION',
    kind: 'usage',
    what: l10n.t('No backup location is known.'),
    changed: nothingChanged(),
    next: [l10n.t('name it in the estate file: `backup: {location: …}`, or in the step.')],
  });
}

/** `usage` where somebody only asked to see it, `refused` where a set was to be made in it. */
export function locationMissing(
  path: string,
  theirs: FileSystemWords,
  kind: 'usage' | 'refused',
): Problem {
  return new Problem({
    code: 'BACKUP-LOCATION-MISSING',
    kind,
    what: l10n.t('The backup location is not there.'),
    where: path,
    theirs: [words(theirs)],
    changed: l10n.t('No folder was created.'),
    next: [
      l10n.t('see that the backup computer is up and its share is connected, then run again.'),
      l10n.t('The location itself is never created: an unmounted share would fill the local disk.'),
    ],
  });
}

export function setNameInvalid(name: string): Problem {
  return new Problem({
    code: 'BACKUP-NAME-INVALID',
    kind: 'usage',
    what: l10n.t('This cannot be the name of a backup set: {0}', printableName(name)),
    changed: l10n.t('No folder was created.'),
    next: [l10n.t('use a plain folder name that Windows allows, such as 2026-11-22_0200.')],
  });
}

export function setExists(path: string): Problem {
  return new Problem({
    code: 'BACKUP-EXISTS',
    kind: 'refused',
    what: l10n.t('The folder of the new backup set exists already.'),
    where: path,
    changed: l10n.t('Nothing in it was changed.'),
    next: [l10n.t('give another name; a set never goes into a folder that was used before.')],
  });
}

export function notASet(path: string, theirs?: FileSystemWords): Problem {
  return new Problem({
    code: 'BACKUP-NOT-A-SET',
    kind: 'usage',
    what: l10n.t('This is not the folder of a backup set.'),
    where: path,
    ...(theirs === undefined ? {} : { theirs: [words(theirs)] }),
    changed: nothingChanged(),
    next: [l10n.t('list the sets with `recovery-runbooks set list LOCATION`.')],
  });
}

export function setUnfinished(path: string): Problem {
  return new Problem({
    code: 'BACKUP-UNFINISHED',
    kind: 'usage',
    what: l10n.t('The backup set is unfinished: it has no manifest.'),
    where: path,
    changed: nothingChanged(),
    next: [
      l10n.t('choose a sealed set, or let the backup run finish this one.'),
      l10n.t('An unfinished set proves nothing of what it should hold.'),
    ],
  });
}

/** Two sets are compared by their manifests; this one has none that can be believed. */
export function setNotComparable(path: string, reason: string | undefined): Problem {
  return new Problem({
    code: 'BACKUP-NOT-COMPARABLE',
    kind: 'usage',
    what: reason ?? l10n.t('The backup set has no manifest, so there is nothing to compare.'),
    where: path,
    changed: nothingChanged(),
    next: [l10n.t('compare two sealed sets; `recovery-runbooks set list` shows which are.')],
  });
}

export function alreadySealed(path: string): Problem {
  return new Problem({
    code: 'BACKUP-SEALED',
    kind: 'refused',
    what: l10n.t('The backup set is sealed; nothing more goes into it.'),
    where: path,
    changed: nothingChanged(),
    next: [l10n.t('make a new backup set.')],
  });
}

export function setEmpty(path: string): Problem {
  return new Problem({
    code: 'BACKUP-EMPTY',
    kind: 'refused',
    what: l10n.t('The backup set holds no files; an empty set is not sealed.'),
    where: path,
    changed: setStaysUnfinished(),
    next: [l10n.t('run the steps that fill it first.')],
  });
}

export function partsLeft(path: string, files: readonly string[]): Problem {
  return new Problem({
    code: 'BACKUP-PARTS-LEFT',
    kind: 'refused',
    what: l10n.t('The backup set holds copies that were cut off.'),
    where: path,
    theirs: listed(l10n.t('Unfinished'), files),
    changed: setStaysUnfinished(),
    next: [
      l10n.t('run the copying step again: it goes on where it stopped.'),
      l10n.t('Or delete these files if they are no longer wanted.'),
    ],
  });
}

export function setChangedMeanwhile(path: string, files: readonly string[]): Problem {
  return new Problem({
    code: 'BACKUP-CHANGED',
    kind: 'refused',
    what: l10n.t('Files of the backup set changed while they were hashed.'),
    where: path,
    theirs: listed(l10n.t('Changed'), files),
    changed: setStaysUnfinished(),
    next: [l10n.t('see what still writes there, wait for its end, then seal again.')],
  });
}

/** A single file that something else still writes. */
export function fileChangedMeanwhile(path: string): Problem {
  return new Problem({
    code: 'BACKUP-FILE-CHANGED',
    kind: 'failed',
    what: l10n.t('The file changed while it was read.'),
    where: path,
    changed: nothingChanged(),
    next: [l10n.t('see what still writes there, wait for its end, then run again.')],
  });
}

export function producedMissing(path: string, files: readonly string[]): Problem {
  return new Problem({
    code: 'BACKUP-PRODUCED-MISSING',
    kind: 'refused',
    what: l10n.t('Files that a step wrote into the backup set are no longer there.'),
    where: path,
    theirs: listed(l10n.t('Missing'), files),
    changed: setStaysUnfinished(),
    next: [l10n.t('run the steps that wrote them again, then seal.')],
  });
}

export function contentRefused(
  path: string,
  files: readonly { readonly file: string; readonly reason: string }[],
): Problem {
  return new Problem({
    code: 'BACKUP-CONTENT',
    kind: 'refused',
    what: l10n.t('Files of the backup set cannot be what they should be.'),
    where: path,
    theirs: files
      .slice(0, shownNames)
      .map(({ file, reason }) => ({ source: printableName(file), text: reason })),
    changed: setStaysUnfinished(),
    next: [l10n.t('run the export again, into a new backup set where it refuses the old file.')],
  });
}

/** Who writes into a set, as its lock says. */
export interface LockOwner {
  readonly host: string;
  readonly pid: number;
  /** When it began, ms since 1970. */
  readonly takenMs: number;
}

function lockOwnerText(owner: LockOwner | undefined): string {
  if (owner === undefined) return l10n.t('The lock names nobody.');
  const since = new Date(owner.takenMs).toISOString();
  return l10n.t('process {0} on {1}, since {2}', owner.pid, printableName(owner.host), since);
}

export function setLocked(path: string, owner: LockOwner | undefined): Problem {
  return new Problem({
    code: 'BACKUP-LOCKED',
    kind: 'refused',
    what: l10n.t('Another run is writing into the backup set.'),
    where: path,
    theirs: [{ source: l10n.t('Lock'), text: lockOwnerText(owner) }],
    changed: nothingChanged(),
    next: [
      l10n.t('wait for it to end.'),
      l10n.t('If that process is gone for certain, delete backup-set.lock in the folder.'),
    ],
  });
}

/** Why an entry of a tree cannot be copied or sealed. */
export type Obstacle =
  'link' | 'special' | 'name' | 'not-text' | 'case' | 'form' | 'folder' | 'file' | 'unreadable';

function obstacleText(kind: Obstacle): string {
  switch (kind) {
    case 'link':
      return l10n.t('a link or junction; links are not followed');
    case 'special':
      return l10n.t('neither a file nor a folder');
    case 'name':
      return l10n.t('a name that Windows cannot hold');
    case 'not-text':
      return l10n.t('its name is no valid Unicode text, so no other system could read it');
    case 'case':
      return l10n.t('differs from another name in case only');
    case 'form':
      return l10n.t('reads like another name, with its accents stored in another way');
    case 'folder':
      return l10n.t('a folder stands where this file belongs');
    case 'file':
      return l10n.t('a file stands where this folder belongs');
    case 'unreadable':
      return l10n.t('cannot be read');
  }
}

export interface ObstacleAt {
  readonly file: string;
  readonly kind: Obstacle;
  readonly theirs?: FileSystemWords;
}

function obstacleWords(obstacles: readonly ObstacleAt[]): TheirWords[] {
  const shown = obstacles.slice(0, shownNames).map(({ file, kind, theirs }) => ({
    source: printableName(file),
    text: theirs === undefined ? obstacleText(kind) : `${obstacleText(kind)}: ${theirs.text}`,
  }));
  const more = obstacles.length - shown.length;
  return more > 0 ? [...shown, { source: '…', text: l10n.t('and {0} more', more) }] : shown;
}

export function treeRefused(path: string, obstacles: readonly ObstacleAt[]): Problem {
  return new Problem({
    code: 'BACKUP-TREE',
    kind: 'refused',
    what: l10n.t('The set holds what cannot be part of a backup set.'),
    where: path,
    theirs: obstacleWords(obstacles),
    changed: setStaysUnfinished(),
    next: [l10n.t('remove or rename these, then seal again.')],
  });
}

export function sourceMissing(path: string, theirs: FileSystemWords): Problem {
  return new Problem({
    code: 'COPY-SOURCE-MISSING',
    kind: 'failed',
    what: l10n.t('What should be copied cannot be read.'),
    where: path,
    theirs: [words(theirs)],
    changed: nothingChanged(),
    next: [l10n.t('see that the share is connected and the path is right.')],
  });
}

export function copyIntoItself(from: string, to: string): Problem {
  return new Problem({
    code: 'COPY-INTO-SOURCE',
    kind: 'refused',
    what: l10n.t('The destination is the source, or lies inside it.'),
    where: `${from} → ${to}`,
    changed: l10n.t('Nothing was copied.'),
    next: [l10n.t('choose a destination outside the source.')],
  });
}

export function copyObstacles(from: string, obstacles: readonly ObstacleAt[]): Problem {
  return new Problem({
    code: 'COPY-OBSTACLES',
    kind: 'refused',
    what: l10n.t('The tree holds what cannot be copied faithfully.'),
    where: from,
    theirs: obstacleWords(obstacles),
    changed: l10n.t('Nothing was copied.'),
    next: [l10n.t('leave them out with `exclude`, or rename them at the source.')],
  });
}

export function copyWouldReplace(to: string, files: readonly string[]): Problem {
  return new Problem({
    code: 'COPY-EXISTS',
    kind: 'refused',
    what: l10n.t('Files at the destination are there already, and they differ.'),
    where: to,
    theirs: listed(l10n.t('Exists'), files),
    changed: l10n.t('None of them was changed.'),
    next: [l10n.t('copy to an empty folder, or let the step replace them with `overwrite: true`.')],
  });
}

export interface CopyFailure {
  readonly file: string;
  readonly theirs: FileSystemWords;
}

/** Not everything was copied; whatever the reason, each file that was not is named. */
export function copyIncomplete(
  from: string,
  failures: readonly CopyFailure[],
  changed: readonly string[],
  differing: readonly string[],
  copied: number,
): Problem {
  const shown = failures.slice(0, shownNames);
  const more = failures.length - shown.length;
  return new Problem({
    code: 'COPY-INCOMPLETE',
    kind: 'failed',
    what:
      failures.length === 1
        ? l10n.t('A file could not be copied.')
        : l10n.t('{0} files could not be copied.', failures.length),
    where: from,
    theirs: [
      ...shown.map(({ file, theirs }) => ({
        source: printableName(file),
        text: theirs.text,
        number: theirs.code,
      })),
      ...(more > 0 ? [{ source: '…', text: l10n.t('and {0} more', more) }] : []),
      ...listed(l10n.t('Changed while it was read'), changed),
      ...listed(l10n.t('Exists and differs'), differing),
    ],
    changed: l10n.t('{0} files were copied whole and stay; these were not.', copied),
    next: [
      l10n.t('close what holds the files open, or mend their permissions, then run again.'),
      l10n.t('What cannot be copied can be left out by name with `exclude`.'),
    ],
  });
}

export function sourceChanged(
  from: string,
  files: readonly string[],
  differing: readonly string[],
  copied: number,
): Problem {
  return new Problem({
    code: 'COPY-SOURCE-CHANGED',
    kind: 'failed',
    what: l10n.t('Source files changed while they were read.'),
    where: from,
    theirs: [
      ...listed(l10n.t('Changed'), files),
      ...listed(l10n.t('Exists and differs'), differing),
    ],
    changed: l10n.t('{0} files were copied whole and stay; these were not.', copied),
    next: [l10n.t('stop what writes there (a running meeting, a service), then run again.')],
  });
}

export function diskFull(
  to: string,
  theirs: FileSystemWords | undefined,
  needed?: number,
  free?: number,
): Problem {
  return new Problem({
    code: 'COPY-DISK-FULL',
    kind: 'failed',
    what:
      needed === undefined || free === undefined
        ? l10n.t('The destination is full.')
        : l10n.t('The destination is too small: {0} bytes are needed, {1} are free.', needed, free),
    where: to,
    ...(theirs === undefined ? {} : { theirs: [words(theirs)] }),
    changed:
      theirs === undefined
        ? l10n.t('Nothing was copied.')
        : l10n.t('Whole files stay; the file at hand is kept as `.part`. Old files are untouched.'),
    next: [l10n.t('make room there, then run again: copying goes on where it stopped.')],
  });
}

export function shareVanished(path: string, theirs: FileSystemWords, waitedMs: number): Problem {
  return new Problem({
    code: 'COPY-SHARE-LOST',
    kind: 'failed',
    what: l10n.t(
      'The share went away and did not come back in {0} s.',
      Math.round(waitedMs / 1000),
    ),
    where: path,
    theirs: [words(theirs)],
    changed: l10n.t('Whole files stay; the file at hand is kept as `.part`.'),
    next: [l10n.t('reconnect the share, then run again: copying goes on where it stopped.')],
  });
}

export function fileSystemFailed(path: string, theirs: FileSystemWords, changed?: string): Problem {
  return new Problem({
    code: 'BACKUP-FILE-SYSTEM',
    kind: 'failed',
    what: l10n.t('The file system refused.'),
    where: path,
    theirs: [words(theirs)],
    changed: changed ?? l10n.t('What was whole before is unchanged.'),
    next: [l10n.t('mend what the message names, then run again.')],
  });
}

export function pathOutsideSet(set: string, file: string): Problem {
  return new Problem({
    code: 'BACKUP-OUTSIDE',
    kind: 'refused',
    what: l10n.t('The path does not lie inside the backup set: {0}', printableName(file)),
    where: set,
    changed: nothingChanged(),
    next: [l10n.t('name files inside the set, with `/` between parts.')],
  });
}
