import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogServices } from '../../../src/cli/commands/log.ts';
import { readRun } from '../../../src/log/account/read-run.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { compareRuns } from '../../../src/log/compare/compare.ts';
import { listAll, searchLogs } from '../../../src/log/folder/search-logs.ts';
import { exportedKey, type TrustedKey } from '../../../src/log/keys/trusted-keys.ts';
import { addNote, keepFile, readNotes } from '../../../src/log/notes/notes-file.ts';
import { anonymous } from '../../../src/log/report/anonymous.ts';
import { reportHtml } from '../../../src/log/report/html.ts';
import { reportMarkdown } from '../../../src/log/report/markdown.ts';
import { shareAll, shareLog } from '../../../src/log/team/share-log.ts';
import { surroundings, testKey, trusted } from './surroundings.ts';

/** What the composition root gives to `log`, with a key of the tests and no data folder of a user. */
export function logServices(keys: readonly TrustedKey[] = trusted): LogServices {
  return {
    trustedKeys: () => Promise.resolve(keys),
    logsFolder: ({ cwd }) => join(cwd, 'recovery-logs'),
    notes: file => readNotes(file),
    add: (file, entry) => addNote(file, entry, 'bea', surroundings()),
    async evidence(file, title, given, step) {
      const at = step === undefined ? {} : { step };
      if ('text' in given) {
        return { type: 'evidence', ...at, evidence: { kind: 'text', title, text: given.text } };
      }
      const whole = await keepFile(file, readFileSync(given.path));
      const evidence = { kind: 'file', title, path: given.path, sha256: whole.sha256 } as const;
      return { type: 'evidence', ...at, evidence, whole };
    },
    async compare(before, after) {
      const old = { file: before, fold: await readRun(before) };
      return compareRuns(old, { file: after, fold: await readRun(after) });
    },
    async report(file, { format, anonymous: without }) {
      const verification = await verifyLog(file, { trustedKeys: keys });
      const fold = await readRun(file);
      const notes = await readNotes(file);
      const source = { file, fold, verification, notes, trustedKeys: keys };
      const made = reportMarkdown(source, { now: Date.UTC(2026, 10, 23), version: '0.0.0' });
      const text = without ? anonymous(made, source) : made;
      return format === 'md' ? text : reportHtml(text);
    },
    list: listAll,
    search: searchLogs,
    ownKey: () =>
      Promise.resolve({
        text: exportedKey({ name: 'bea', publicKey: testKey.publicKey }),
        fingerprint: testKey.fingerprint,
      }),
    trust: () => Promise.resolve(keys),
    distrust: name => Promise.resolve({ name, publicKey: testKey.publicKey }),
    share: (file, team) => shareLog(file, team),
    shareAll: (folder, team) => shareAll(folder, team),
  };
}
