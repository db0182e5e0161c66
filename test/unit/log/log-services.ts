import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogServices } from '../../../src/cli/commands/log.ts';
import { compareLogs } from '../../../src/log/compare/compare-logs.ts';
import { listAll, searchLogs } from '../../../src/log/folder/search-logs.ts';
import { exportedKey, type TrustedKey } from '../../../src/log/keys/trusted-keys.ts';
import { addNote, keepFile, readNotes } from '../../../src/log/notes/notes-file.ts';
import { makeReport } from '../../../src/log/report/make-report.ts';
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
    compare: (before, after) => compareLogs(before, after),
    report(file, { format, anonymous }) {
      const now = Date.UTC(2026, 10, 23);
      return makeReport({ file, format, anonymous, trustedKeys: keys, version: '0.0.0', now });
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
