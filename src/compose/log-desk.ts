import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { evidenceHasSecrets, evidenceUnreadable, unknownFinding } from '../errors/log-notes.ts';
import { Problem } from '../errors/problem.ts';
import { compareLogs } from '../log/compare/compare-logs.ts';
import type { Comparison } from '../log/compare/compare.ts';
import { nodeFiles } from '../log/files.ts';
import type { LogListing } from '../log/folder/list.ts';
import { listAll, searchLogs, type LogHit, type LogQuery } from '../log/folder/search-logs.ts';
import { mustBeLog } from '../log/folder/sniff.ts';
import { userKey } from '../log/keys/key.ts';
import {
  addTrustedKey,
  exportedKey,
  readTrustedKeys,
  removeTrustedKey,
  type TrustedKey,
} from '../log/keys/trusted-keys.ts';
import type { KeptFile, Note, NoteEntry } from '../log/notes/entry.ts';
import { addNote, keepFile, largestKept, readNotes, type Notes } from '../log/notes/notes-file.ts';
import { redactEvent } from '../log/redaction/redact-event.ts';
import { Redactor } from '../log/redaction/redactor.ts';
import { secretsIn } from '../log/redaction/secrets-in-file.ts';
import { findingsOf } from '../log/report/facts.ts';
import { reportAside } from '../log/report/report-aside.ts';
import { shareAll, shareLog, type SharedLog, type ShareReport } from '../log/team/share-log.ts';
import { systemClock } from '../run/clock.ts';
import { secretsOfLog } from './log-secrets.ts';
import { userDataFolder, type Program } from './program.ts';
import { operatorName, trustedKeys } from './runs.ts';

/** Evidence as a person gives it: a text, a file on the disk, or bytes that were pasted. */
export type GivenEvidence =
  | { readonly text: string }
  | { readonly path: string }
  | { readonly name: string; readonly bytes: Uint8Array };

export interface ReportOrder {
  readonly format: 'html' | 'md';
  /** Leaves people, computers and folders out. */
  readonly anonymous?: boolean;
  readonly signal?: AbortSignal;
}

/** Everything that can be done with logs that lie on a disk, for editor and command line alike. */
export class LogDesk {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  get user(): string {
    return operatorName();
  }

  trustedKeys(): Promise<readonly TrustedKey[]> {
    return trustedKeys(this.#program);
  }

  notes(file: string): Promise<Notes> {
    return readNotes(file);
  }

  /**
   * Adds an entry beside a log; it may be open, written elsewhere, or finished. Values of the run's
   * secrets that are known here are taken out of its texts, as out of the log.
   */
  async add(file: string, entry: NoteEntry): Promise<Note> {
    await mustBeLog(file);
    if (entry.type === 'finding-closed') await this.#mustBeOpen(file, entry.id);
    const key = await userKey(userDataFolder(this.#program));
    const redactor = new Redactor(await secretsOfLog(this.#program, file));
    const clean = redactEvent(entry, redactor);
    return addNote(file, clean, this.user, { key, clock: systemClock });
  }

  async #mustBeOpen(file: string, id: string): Promise<void> {
    const { notes } = await readNotes(file);
    const open = findingsOf(notes).filter(({ closed }) => closed === undefined);
    if (open.some(finding => finding.id === id)) return;
    throw unknownFinding(
      id,
      open.map(finding => finding.id),
    );
  }

  /**
   * Makes evidence ready to be added: a file that is not too large is kept beside the log. A file that
   * holds the value of a secret of the run is refused, before anything of it is kept.
   */
  async evidence(
    file: string,
    title: string,
    given: GivenEvidence,
    step?: string,
  ): Promise<Extract<NoteEntry, { type: 'evidence' }>> {
    const at = step === undefined ? {} : { step };
    if ('text' in given) {
      return { type: 'evidence', ...at, evidence: { kind: 'text', title, text: given.text } };
    }
    if ('bytes' in given) {
      const whole = await this.#keep(file, Buffer.from(given.bytes), basename(given.name));
      const { sha256 } = whole;
      const evidence = { kind: 'file', title, path: basename(given.name), sha256 } as const;
      return { type: 'evidence', ...at, evidence, whole };
    }
    const { path } = given;
    try {
      const { size } = await stat(path);
      if (size > largestKept) {
        const evidence = { kind: 'file', title, path, sha256: await hashOf(path) } as const;
        return { type: 'evidence', ...at, evidence };
      }
      const whole = await this.#keep(file, await readFile(path), path);
      const evidence = { kind: 'file', title, path, sha256: whole.sha256 } as const;
      return { type: 'evidence', ...at, evidence, whole };
    } catch (thrown) {
      if (thrown instanceof Problem) throw thrown;
      throw evidenceUnreadable(path, thrown);
    }
  }

  async #keep(log: string, bytes: Buffer, path: string): Promise<KeptFile> {
    const found = secretsIn(bytes, await secretsOfLog(this.#program, log));
    if (found.length > 0) throw evidenceHasSecrets(path, found);
    return keepFile(log, bytes);
  }

  /** Holds two logs against each other, the earlier one first. */
  async compare(before: string, after: string, signal?: AbortSignal): Promise<Comparison> {
    await mustBeLog(before);
    await mustBeLog(after);
    const options = signal === undefined ? {} : { signal };
    return compareLogs(before, after, options);
  }

  /** The report of a run as one document. */
  async report(file: string, { format, signal, ...order }: ReportOrder): Promise<string> {
    await mustBeLog(file);
    const trustedKeys = await this.trustedKeys();
    const { version } = this.#program;
    const about = { file, trustedKeys, version, now: Date.now() };
    return reportAside({ ...about, format, anonymous: order.anonymous ?? false }, signal);
  }

  list(folders: readonly string[]): Promise<readonly LogListing[]> {
    return listAll(folders);
  }

  search(folders: readonly string[], query: LogQuery, signal: AbortSignal): AsyncGenerator<LogHit> {
    return searchLogs(folders, query, signal);
  }

  /** The user's own key, as others put it on their list. */
  async ownKey(): Promise<{ readonly text: string; readonly fingerprint: string }> {
    const { publicKey, fingerprint } = await userKey(userDataFolder(this.#program));
    return { text: exportedKey({ name: this.user, publicKey }), fingerprint };
  }

  /** Puts the keys of a file on the user's list, under a name of one's own where one is given. */
  async trust(keyFile: string, name?: string): Promise<readonly TrustedKey[]> {
    const keys = await readTrustedKeys(nodeFiles, keyFile);
    const named = keys.map(key => (name === undefined ? key : { ...key, name }));
    const folder = userDataFolder(this.#program);
    for (const key of named) await addTrustedKey(nodeFiles, folder, key);
    return named;
  }

  /** Takes a key off the user's list. */
  distrust(name: string): Promise<TrustedKey> {
    return removeTrustedKey(nodeFiles, userDataFolder(this.#program), name);
  }

  share(file: string, team: string, signal?: AbortSignal): Promise<SharedLog> {
    return shareLog(file, team, signal === undefined ? {} : { signal });
  }

  /** `quick`: what the team seems to have already is not verified again. */
  shareAll(
    folder: string,
    team: string,
    options: { readonly signal?: AbortSignal; readonly quick?: boolean } = {},
  ): Promise<ShareReport> {
    return shareAll(folder, team, options);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
