import * as l10n from '@vscode/l10n';

/** Why a line of a recovery log is not the line that was written; shown after "changed at line N". */
export const lineReasons = {
  crlf: (): string =>
    l10n.t(
      'the line ends were converted to CRLF (by an editor, or by version control without the .gitattributes of the folder); the lines themselves are intact',
    ),
  bom: (): string => l10n.t('a byte order mark was put before the first line'),
  notUtf8: (): string => l10n.t('the line is not UTF-8'),
  notJson: (): string => l10n.t('the line is no record of a recovery log'),
  notCanonical: (): string =>
    l10n.t('the line is not in canonical form: its content is the same, its bytes are not'),
  wrongHash: (): string => l10n.t('the line does not fit its hash: it was changed'),
  unfinished: (): string => l10n.t('the last line is unfinished'),
  tooLong: (): string => l10n.t('the line is longer than any record'),
  notOpened: (): string => l10n.t('the first line does not open a recovery log'),
  format: (format: string): string =>
    l10n.t('the format {0} is not known to this version', JSON.stringify(format)),
  openedAgain: (): string => l10n.t('a second log begins here'),
  otherRun: (run: string): string => l10n.t('the record belongs to another run, {0}', run),
  doubled: (seq: number): string => l10n.t('record {0} stands here a second time', seq),
  reordered: (seq: number, expected: number): string =>
    l10n.t('record {0} stands where record {1} belongs: lines were reordered', seq, expected),
  deleted: (expected: number, last: number): string =>
    expected === last
      ? l10n.t('record {0}, which belongs before this line, was deleted', expected)
      : l10n.t('records {0} to {1}, which belong before this line, were deleted', expected, last),
  broken: (): string =>
    l10n.t('the record does not follow from the line before: one of the two was replaced'),
  signature: (): string => l10n.t('the signature of this checkpoint does not fit the log'),
  key: (): string => l10n.t('the key that this line names is no Ed25519 public key'),
  afterEnd: (): string => l10n.t('something stands behind the end of the run'),
  garbage: (): string => l10n.t('what stands behind the last line is no piece of a record'),
  head: (seq: number): string =>
    l10n.t('the signed head names another hash for record {0}: the log was rewritten', seq),
  sideFile: (fault: 'missing' | 'changed', name: string): string =>
    fault === 'missing'
      ? l10n.t('the side file {0}, which holds the whole output, is missing', name)
      : l10n.t('the side file {0}, which holds the whole output, was changed', name),
} as const;

/** Why lines are missing at the end; shown after "cut after line N". */
export const cutReasons = {
  head: (seq: number): string =>
    l10n.t('the signed head says that records up to {0} were on the disk', seq),
  laterRun: (run: string): string =>
    l10n.t('run {0} names a last line of this log that it does not have', run),
  known: (seq: number): string => l10n.t('record {0} is known to have been in the log', seq),
  empty: (): string => l10n.t('the file is empty'),
} as const;

/** What is worth knowing and is no fault. */
export const remarks = {
  unsignedTail: (lines: number): string =>
    l10n.t('the last {0} lines stand behind the last checkpoint and are not signed yet', lines),
  noHead: (): string =>
    l10n.t(
      'there is no head file beside the log: whether lines were cut off at its end cannot be told',
    ),
  unreadableHead: (): string =>
    l10n.t(
      'the head file beside the log cannot be read: whether lines were cut off cannot be told',
    ),
  foreignHead: (): string =>
    l10n.t('the head file beside the log is not signed by a key of the log and was not used'),
  notSealed: (): string =>
    l10n.t('the run was finished, but the checkpoint that closes the log is missing'),
  otherName: (run: string): string => l10n.t('the file holds run {0} and has another name', run),
  unknownKey: (): string =>
    l10n.t(
      'whose key that is, the log itself cannot say: whoever has a key can write a log that is intact',
    ),
  signedUntil: (line: number): string =>
    l10n.t('the signatures hold for lines 1 to {0} only', line),
  folderUnread: (code: string): string =>
    l10n.t(
      'the folder of the log cannot be listed ({0}): what other logs say of this one was not asked',
      code,
    ),
  tornButWritten: (line: number): string =>
    l10n.t('line {0} had been on the disk whole: a killed process alone does not tear it', line),
  otherKey: (line: number, fingerprint: string): string =>
    l10n.t('from line {0} on the log is signed by another key, {1}', line, fingerprint),
  fork: (run: string, previous: string): string =>
    l10n.t(
      'run {0} also follows run {1}: the two ran at the same time, or the clock was put back between them',
      run,
      previous,
    ),
  previousMissing: (previous: string): string =>
    l10n.t('the log of the run before, {0}, is not in the folder', previous),
  takenOver: (pid: number, host: string, since: string): string =>
    l10n.t('the lock of process {0} on {1} (since {2}) was left over and taken', pid, host, since),
  tornPutAside: (bytes: number, file: string): string =>
    l10n.t('{0} bytes of an unfinished last line were put aside in {1}', bytes, file),
  notUnderstood: (line: number): string =>
    l10n.t('line {0} holds an event that this version does not know', line),
} as const;

/** A verification's result as one line. */
export const integrityTexts = {
  intact: (): string => l10n.t('intact'),
  torn: (line: number, bytes: number): string =>
    l10n.t('torn: the line after line {0} is unfinished ({1} bytes)', line, bytes),
  changed: (line: number, reason: string): string =>
    l10n.t('changed at line {0}: {1}', line, reason),
  cut: (line: number, reason: string): string => l10n.t('cut after line {0}: {1}', line, reason),
  finished: (): string => l10n.t('finished'),
  notFinished: (): string => l10n.t('not finished'),
  trusted: (name: string, fingerprint: string): string =>
    l10n.t('signed by {0} ({1})', name, fingerprint),
  unknown: (fingerprint: string): string =>
    l10n.t('signed by unknown (key {0} is not among the trusted ones)', fingerprint),
  unsigned: (): string => l10n.t('not signed'),
} as const;
