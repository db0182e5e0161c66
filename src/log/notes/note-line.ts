import { canonicalText } from '../chain/canonical.ts';
import { sha256 } from '../chain/chain.ts';
import { isPublicKey, SignatureCheck, type SigningKey } from '../keys/signing.ts';
import type { Note } from './entry.ts';
import { noteSchema } from './note-schema.ts';

/** Begins the text that is hashed, so that the hash means a line of a notes file and nothing else. */
const domain = 'recovery-notes/1\n';

function hashOf(open: Omit<Note, 'hash' | 'signature'>): string {
  return sha256(`${domain}${open.prev}\n${canonicalText(open)}`);
}

/** What the signature of a line is over. */
function signedText(run: string, seq: number, hash: string): string {
  return `recovery-notes/1 entry\n${run}\n${seq}\n${hash}`;
}

/** The note with its hash and signature, and its line with the line feed. */
export async function sealNote(
  open: Omit<Note, 'hash' | 'signature' | 'publicKey'>,
  key: SigningKey,
): Promise<{ readonly note: Note; readonly line: string }> {
  const whole = { ...open, publicKey: key.publicKey };
  const hash = hashOf(whole);
  const signature = await key.signSoon(signedText(open.run, open.seq, hash));
  const note = { ...whole, hash, signature };
  return { note, line: `${canonicalText(note)}\n` };
}

/** What is wrong with a line of a notes file, seen alone. */
export type NoteFault = 'no-note' | 'changed' | 'signature';

/** A line as a note, or what is wrong with it. */
export async function readNote(line: string): Promise<Note | NoteFault> {
  let note: Note;
  try {
    const parsed = noteSchema.safeParse(JSON.parse(line));
    if (!parsed.success) return 'no-note';
    note = parsed.data;
    const { hash, signature, ...open } = note;
    if (canonicalText(note) !== line || hashOf(open) !== hash) return 'changed';
    if (!isPublicKey(note.publicKey)) return 'signature';
    const text = signedText(note.run, note.seq, hash);
    const holds = await new SignatureCheck(note.publicKey).holds(text, signature);
    return holds ? note : 'signature';
  } catch {
    return 'no-note';
  }
}
