import type { Comparison } from '../../../log/compare/compare.ts';
import type { LogListing } from '../../../log/folder/list.ts';
import type { LogHit, LogQuery } from '../../../log/folder/search-logs.ts';
import type { TrustedKey } from '../../../log/keys/trusted-keys.ts';
import type { Note, NoteEntry } from '../../../log/notes/entry.ts';
import type { Notes } from '../../../log/notes/notes-file.ts';
import type { SharedLog, ShareReport } from '../../../log/team/share-log.ts';
import type { CliContext } from '../../command.ts';

/** What the composition root gives to `log`. Paths are absolute. */
export interface LogServices {
  /** The keys that this user trusts, the own one among them. */
  trustedKeys(): Promise<readonly TrustedKey[]>;
  /** Folder of recovery logs where none is named. */
  logsFolder(context: CliContext): string;
  notes(file: string): Promise<Notes>;
  add(file: string, entry: NoteEntry): Promise<Note>;
  evidence(
    file: string,
    title: string,
    given: { readonly text: string } | { readonly path: string },
    step?: string,
  ): Promise<NoteEntry>;
  compare(before: string, after: string, signal: AbortSignal): Promise<Comparison>;
  report(
    file: string,
    order: {
      readonly format: 'html' | 'md';
      readonly anonymous: boolean;
      readonly signal: AbortSignal;
    },
  ): Promise<string>;
  /** Logs of some folders, newest first, each run once. */
  list(folders: readonly string[]): Promise<readonly LogListing[]>;
  search(folders: readonly string[], query: LogQuery, signal: AbortSignal): AsyncGenerator<LogHit>;
  ownKey(): Promise<{ readonly text: string; readonly fingerprint: string }>;
  trust(keyFile: string, name?: string): Promise<readonly TrustedKey[]>;
  distrust(name: string): Promise<TrustedKey>;
  share(file: string, team: string, signal: AbortSignal): Promise<SharedLog>;
  shareAll(folder: string, team: string, signal: AbortSignal): Promise<ShareReport>;
}

/** One word behind `log`: its uses, and what it does. */
export interface LogWord {
  readonly name: string;
  readonly usage: readonly string[];
  run(words: readonly string[], services: LogServices, context: CliContext): Promise<number>;
}
