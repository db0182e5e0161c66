import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogDesk } from '../../../src/compose/log-desk.ts';
import { Problem } from '../../../src/errors/problem.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { besideLog } from '../../../src/log/folder/run-id.ts';
import type { NoteEntry } from '../../../src/log/notes/entry.ts';
import { notesFileOf } from '../../../src/log/notes/notes-file.ts';
import { finished, scratch, started, written } from './surroundings.ts';

const password = 'S3cret/of"the run';

const variables = {
  Server: 'se01',
  Password: { secret: 'lab-password' },
  Pin: { secret: 'pin' },
};
const begun: RunEvent = started.type === 'run-started' ? { ...started, variables } : started;

describe('secrets of a run in what is added beside its log', () => {
  const folder = scratch();

  /** A desk that knows some secrets by their names, and a finished run that names two. */
  async function prepared(
    stored: Readonly<Record<string, string>> = { 'lab-password': password, pin: '7' },
  ): Promise<{ readonly desk: LogDesk; readonly file: string }> {
    const file = await written(folder(), [begun, finished]);
    const desk = new LogDesk({
      version: '1',
      front: 'cli',
      dist: folder(),
      self: { file: '', args: [], env: {} },
      env: { RECOVERY_RUNBOOKS_DATA: join(folder(), 'data') },
      platform: 'linux',
      powershell: '',
      secret: name => Promise.resolve(stored[name]),
    });
    return { desk, file };
  }

  async function refused(work: Promise<unknown>): Promise<Problem> {
    const thrown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(thrown instanceof Problem);
    return thrown;
  }

  it('are taken out of notes, evidence, findings and sign-offs', async () => {
    const { desk, file } = await prepared({ 'lab-password': password });
    const said = `it is ${password}, as JSON ${JSON.stringify(password)}`;
    const entries: NoteEntry[] = [
      { type: 'note', text: said },
      { type: 'evidence', evidence: { kind: 'text', title: said, text: said } },
      { type: 'finding', id: '', severity: 'minor', text: said, owner: said },
      { type: 'finding-closed', id: 'F1', text: said },
      { type: 'sign-off', role: 'author', decision: 'passed', text: said },
    ];
    for (const entry of entries) await desk.add(file, entry);
    const text = readFileSync(notesFileOf(file), 'utf8');
    assert.ok(!text.includes('S3cret'));
    assert.match(text, /it is \(secret\), as JSON/);
    const { notes, fault } = await desk.notes(file);
    assert.deepEqual([notes.length, fault], [5, undefined]);
  });

  it('make a file be refused as evidence, and nothing of it is kept', async () => {
    const { desk, file } = await prepared();
    const forms = {
      'plain.txt': Buffer.from(`user=sa\r\npassword=${password}\r\n`),
      'notepad.txt': Buffer.from(`\ufeffpassword=${password}`, 'utf16le'),
      'dump.bin': Buffer.concat([Buffer.from([0, 255, 254, 1]), Buffer.from(password)]),
      'odd.bin': Buffer.concat([Buffer.from([255]), Buffer.from(password, 'utf16le')]),
      'coded.txt': Buffer.from(Buffer.from(password).toString('base64')),
    };
    for (const [name, bytes] of Object.entries(forms)) {
      const path = join(folder(), name);
      writeFileSync(path, bytes);
      for (const given of [{ path }, { name, bytes }]) {
        const { data } = await refused(desk.evidence(file, 'Settings', given));
        assert.equal(data.code, 'LOG-EVIDENCE-SECRET', name);
        assert.match(data.what, /lab-password/);
        assert.ok(!JSON.stringify(data).includes('S3cret'));
      }
    }
    assert.ok(!existsSync(besideLog(file).sideFiles));
  });

  it('that are too short to be told from chance refuse no file', async () => {
    const { desk, file } = await prepared();
    const bytes = Buffer.from('picture 7 of 77');
    const entry = await desk.evidence(file, 'Rack', { name: 'rack.txt', bytes });
    assert.equal(entry.whole?.bytes, bytes.length);
  });

  it('that are not known here cannot be seen; what is added stays as it is', async () => {
    const { desk, file } = await prepared({});
    const { entry } = await desk.add(file, { type: 'note', text: password });
    assert.deepEqual(entry, { type: 'note', text: password });
  });
});
