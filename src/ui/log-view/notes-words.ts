import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import { noteLines } from '../../log/account/note-lines.ts';
import type { Note } from '../../log/notes/entry.ts';
import type { Notes } from '../../log/notes/notes-file.ts';
import type { Mood, PageNote } from '../log-page.ts';
import { localMinute } from '../words.ts';

function moodOf({ entry }: Note): Mood {
  if (entry.type === 'finding') return entry.severity === 'minor' ? 'warning' : 'bad';
  if (entry.type !== 'sign-off') return 'neutral';
  return entry.decision === 'passed' ? 'good' : entry.decision === 'failed' ? 'bad' : 'warning';
}

/** What people added beside a log, in words; and what is wrong with it. */
export function noteWords({ notes, fault }: Notes): {
  readonly notes: readonly PageNote[];
  readonly remark: string;
} {
  return {
    notes: notes.map(note => {
      const [heading = '', ...lines] = noteLines(note);
      return { heading: `${localMinute(note.time)}  ${heading}`, lines, mood: moodOf(note) };
    }),
    remark:
      fault === undefined
        ? ''
        : l10n.t(
            'The notes file was changed at line {0}: {1}. Entries from there on are not shown.',
            fault.line,
            say(fault.reason),
          ),
  };
}
