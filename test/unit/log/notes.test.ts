import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import type { NoteEntry } from '../../../src/log/notes/entry.ts';
import { addNote, keepFile, notesFileOf, readNotes } from '../../../src/log/notes/notes-file.ts';
import { open, otherKey, scratch, started, surroundings, written } from './surroundings.ts';

const note = (text: string): NoteEntry => ({ type: 'note', text });

describe('notes beside a log', () => {
  const folder = scratch();

  it('are none where nobody wrote any', async () => {
    assert.deepEqual(await readNotes(await written(folder())), { notes: [] });
  });

  it('are added after the end of a run by anyone, and leave the log as it is', async () => {
    const file = await written(folder());
    const before = readFileSync(file);
    await addNote(file, note('first'), 'ann', surroundings());
    await addNote(file, note('second'), 'bob', surroundings({ key: otherKey }));
    const { notes, fault } = await readNotes(file);
    assert.equal(fault, undefined);
    assert.deepEqual(
      notes.map(({ by, entry }) => [by, entry.type === 'note' && entry.text]),
      [
        ['ann', 'first'],
        ['bob', 'second'],
      ],
    );
    assert.deepEqual(readFileSync(file), before);
    assert.ok((await verifyLog(file)).finished);
    assert.ok(!existsSync(`${notesFileOf(file)}.lock`));
  });

  it('are not added where they say nothing, or name a record that is not there', async () => {
    const file = await written(folder());
    const finding = { type: 'finding', id: '', severity: 'minor', text: 'x' } as const;
    const bad: readonly (readonly [NoteEntry, string])[] = [
      [note(' \n'), 'LOG-EMPTY-ENTRY'],
      [{ ...finding, text: '' }, 'LOG-EMPTY-ENTRY'],
      [{ type: 'participant', name: '', role: 'lead' }, 'LOG-EMPTY-ENTRY'],
      [{ type: 'evidence', evidence: { kind: 'text', title: ' ', text: 'x' } }, 'LOG-EMPTY-ENTRY'],
      [{ ...finding, records: [0, 99_999] }, 'LOG-NO-SUCH-RECORD'],
    ];
    for (const [entry, code] of bad) {
      await assert.rejects(addNote(file, entry, 'ann', surroundings()), { code });
    }
    await addNote(file, { ...finding, records: [0, 3] }, 'ann', surroundings());
    assert.equal((await readNotes(file)).notes.length, 1);
  });

  it('are added while the run goes on', async () => {
    const log = await open(folder());
    await log.append(started);
    await addNote(log.file, note('while it runs'), 'ann', surroundings());
    await log.append({ type: 'note', text: 'x', by: 'ann' });
    await log[Symbol.asyncDispose]();
    const { notes, fault } = await readNotes(log.file);
    assert.equal(fault, undefined);
    assert.equal(notes[0]?.log.seq, 1);
  });

  it('number findings one after the other', async () => {
    const file = await written(folder());
    const finding: NoteEntry = { type: 'finding', id: '', severity: 'major', text: 'slow share' };
    for (const id of ['F1', 'F2']) {
      const { entry } = await addNote(file, finding, 'ann', surroundings());
      assert.equal(entry.type === 'finding' && entry.id, id);
    }
  });

  it('show every changed byte, removed, doubled and swapped line', async () => {
    const file = await written(folder());
    for (const text of ['one', 'two', 'three'])
      await addNote(file, note(text), 'ann', surroundings());
    const path = notesFileOf(file);
    const sound = readFileSync(path);
    for (let at = 0; at < sound.length; at += 7) {
      const bytes = Buffer.from(sound);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      const line = sound.subarray(0, at).toString().split('\n').length;
      const { fault, notes } = await readNotes(file);
      assert.ok(fault !== undefined && fault.line <= line, `byte ${at}`);
      assert.ok(notes.length < 3);
    }
    const [one = '', two = '', three = ''] = sound.toString().split('\n');
    for (const [lines, faulty] of [
      [[two, three], 1],
      [[one, three], 2],
      [[one, two, two, three], 3],
      [[two, one, three], 1],
    ] as const) {
      writeFileSync(path, lines.map(line => `${line}\n`).join(''));
      assert.equal((await readNotes(file)).fault?.line, faulty);
    }
  });

  it('do not fit another log', async () => {
    const [file, other] = [await written(folder()), await written(folder(), [started])];
    await addNote(file, note('about the first'), 'ann', surroundings());
    writeFileSync(notesFileOf(other), readFileSync(notesFileOf(file)));
    assert.equal((await readNotes(other)).fault?.line, 1);
  });

  it('go on behind an entry that a crash left unfinished, and never behind a changed one', async () => {
    const file = await written(folder());
    await addNote(file, note('one'), 'ann', surroundings());
    const path = notesFileOf(file);
    const one = readFileSync(path, 'utf8');
    appendFileSync(path, '{"by":"ann","en');
    assert.equal((await readNotes(file)).fault?.line, 2);
    await addNote(file, note('two'), 'ann', surroundings());
    assert.equal((await readNotes(file)).notes.length, 2);
    writeFileSync(path, one.replace('one', 'won'));
    await assert.rejects(addNote(file, note('three'), 'ann', surroundings()), thrown => {
      return thrown instanceof Problem && thrown.code === 'LOG-NOTES-DAMAGED';
    });
  });

  it('keep a file that is evidence, and show when it is gone', async () => {
    const file = await written(folder());
    const whole = await keepFile(file, Buffer.from('a picture'));
    const evidence = {
      kind: 'file',
      title: 'Rack',
      path: 'rack.png',
      sha256: whole.sha256,
    } as const;
    await addNote(file, { type: 'evidence', evidence, whole }, 'ann', surroundings());
    assert.equal((await readNotes(file)).fault, undefined);
    rmSync(file.replace('.recovery-log.jsonl', '.files'), { recursive: true });
    assert.match((await readNotes(file)).fault?.reason ?? '', /Rack is missing/);
  });
});
