import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { verifyLog } from '../../../src/log/chain/verify.ts';
import { overdueDrills, type DrilledRun } from '../../../src/log/folder/overdue.ts';
import { searchLogs, type LogQuery } from '../../../src/log/folder/search-logs.ts';
import { addNote, readNotes } from '../../../src/log/notes/notes-file.ts';
import { shareAll, shareLog } from '../../../src/log/team/share-log.ts';
import {
  finished,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  surroundings,
  written,
} from './surroundings.ts';

const second = '20261123T034100Z-000002';

describe('search over all logs', () => {
  const folder = scratch();

  async function hits(folders: readonly string[], query: LogQuery): Promise<string[]> {
    const found: string[] = [];
    for await (const hit of searchLogs(folders, query, new AbortController().signal)) {
      found.push(`${hit.run} ${hit.matches}`);
    }
    return found;
  }

  it('finds text, server, outcome, runbook and day, newest first', async () => {
    const logs = folder();
    await written(logs);
    const other = [
      started,
      stepStarted('x'),
      output('x', 'needle in the hay\n'),
      stepEnded('x', { outcome: 'failed' }),
      { ...finished, outcome: 'failed' } as typeof finished,
    ];
    await written(logs, other, { run: second });
    assert.deepEqual(await hits([logs], {}), [`${second} 0`, '20261122T034100Z-000001 0']);
    assert.deepEqual(await hits([logs], { text: 'NEEDLE' }), [`${second} 1`]);
    assert.deepEqual(await hits([logs], { text: 'nothing like it' }), []);
    assert.deepEqual(await hits([logs], { outcome: 'failed' }), [`${second} 0`]);
    assert.equal((await hits([logs], { server: 'se01' })).length, 2);
    assert.equal((await hits([logs], { server: 'se02' })).length, 0);
    assert.equal((await hits([logs], { runbook: 'recover se' })).length, 2);
    assert.equal((await hits([logs], { since: '2026-11-23' })).length, 0);
    assert.equal((await hits([logs], { until: '2026-11-22' })).length, 2);
  });

  it('takes letters with and without accents, and signs of patterns, as they are meant', async () => {
    const logs = folder();
    const long = `${'x'.repeat(30_000)}\nune VÉRIFICATION e\u0301chouée (.*) "C:\\a"`;
    await written(logs, [started, stepStarted('a'), output('a', long), finished]);
    const texts = [
      'verification',
      'Vérification',
      've\u0301rif',
      'echouee',
      '(.*)',
      '"c:\\A"',
      'é',
    ];
    for (const text of texts) assert.equal((await hits([logs], { text })).length, 1, text);
    for (const text of ['.*x', 'vrifi', '\\\\a']) {
      assert.equal((await hits([logs], { text })).length, 0, text);
    }
  });

  it('finds what was added beside the log', async () => {
    const logs = folder();
    const file = await written(logs);
    const finding = {
      type: 'finding',
      id: '',
      severity: 'major',
      text: 'Zu langsame Freigabe',
    } as const;
    await addNote(file, finding, 'ann', surroundings());
    const { signal } = new AbortController();
    for await (const hit of searchLogs([logs], { text: 'freigabe' }, signal)) {
      assert.equal(hit.matches, 1);
      assert.deepEqual(
        hit.notes.map(({ entry }) => entry),
        [1],
      );
      assert.match(hit.notes[0]?.text ?? '', /Zu langsame Freigabe/);
      return;
    }
    assert.fail('not found');
  });

  it('gives a log that cannot be read with its problem, and goes on', async () => {
    const logs = folder();
    await written(logs);
    const broken = join(logs, '2026', `${second}.recovery-log.jsonl`);
    writeFileSync(broken, 'not a log at all\n');
    mkdirSync(join(logs, '2026', '20261124T034100Z-000003.recovery-log.jsonl'));
    const { signal } = new AbortController();
    const found: string[] = [];
    for await (const hit of searchLogs([logs], { text: 'LcsCDR', since: '2026-11-01' }, signal)) {
      found.push(`${hit.run} ${hit.state} ${hit.matches}`);
    }
    assert.deepEqual(found, [
      '20261124T034100Z-000003 unreadable 0',
      `${second} unreadable 0`,
      '20261122T034100Z-000001 finished 3',
    ]);
  });

  it('counts a run that lies in two folders once', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own);
    await shareLog(file, team);
    assert.equal((await hits([own, team], {})).length, 1);
  });
});

describe('logs of a team', () => {
  const folder = scratch();
  const code = (wanted: string) => (thrown: unknown) =>
    thrown instanceof Problem && thrown.code === wanted;

  it('are copied with side files and notes, and verified there', async () => {
    const [own, team] = [folder(), folder()];
    const long = [
      started,
      stepStarted('a'),
      output('a', 'x'.repeat(40_000)),
      stepEnded('a'),
      finished,
    ];
    const file = await written(own, long);
    await addNote(file, { type: 'note', text: 'seen' }, 'ann', surroundings());
    const { state, shared } = await shareLog(file, team);
    assert.equal(state, 'copied');
    assert.deepEqual(readFileSync(shared), readFileSync(file));
    assert.ok((await verifyLog(shared)).finished);
    assert.equal((await readNotes(shared)).notes.length, 1);
    assert.equal((await shareLog(file, team)).state, 'known');
    await addNote(file, { type: 'note', text: 'more' }, 'ann', surroundings());
    assert.equal((await shareLog(file, team)).state, 'notes-updated');
    assert.equal((await readNotes(shared)).notes.length, 2);
  });

  it('are never replaced by another log of the same name', async () => {
    const [own, other, team] = [folder(), folder(), folder()];
    await shareLog(await written(own), team);
    const file = await written(other, [started, finished]);
    await assert.rejects(shareLog(file, team), code('LOG-TEAM-DIFFERS'));
  });

  it('are held against the copy that is there, though its end and length are the same', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own);
    const { shared } = await shareLog(file, team);
    const doctored = readFileSync(shared, 'utf8').replace('LcsCDR: 40', 'LcsCDR: 99');
    writeFileSync(shared, doctored);
    await assert.rejects(shareLog(file, team), (thrown: unknown) => {
      assert.ok(code('LOG-TEAM-DIFFERS')(thrown) && thrown instanceof Problem);
      assert.match(thrown.data.theirs?.[0]?.text ?? '', /^changed at line 8/);
      return true;
    });
    assert.equal(readFileSync(shared, 'utf8'), doctored);
    assert.equal((await shareAll(own, team)).left[0]?.problem.code, 'LOG-TEAM-DIFFERS');
    assert.deepEqual((await shareAll(own, team, { quick: true })).left, []);
  });

  it('are refused under the name of another run, and under none', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own);
    for (const name of [`${second}.recovery-log.jsonl`, '..recovery-log.jsonl']) {
      const renamed = join(folder(), name);
      writeFileSync(renamed, readFileSync(file));
      await assert.rejects(shareLog(renamed, team), code('LOG-OTHER-NAME'));
    }
    assert.deepEqual(readdirSync(team), []);
  });

  it('give and take notes, whoever added them, and lose none that went different ways', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own);
    const { shared } = await shareLog(file, team);
    const note = (log: string, text: string): Promise<unknown> =>
      addNote(log, { type: 'note', text }, 'ann', surroundings());
    const texts = async (log: string): Promise<string[]> =>
      (await readNotes(log)).notes.map(({ entry }) => (entry.type === 'note' ? entry.text : ''));
    await note(shared, 'seen by the team');
    assert.equal((await shareLog(file, team)).state, 'notes-fetched');
    await note(file, 'seen here');
    assert.equal((await shareAll(own, team, { quick: true })).shared[0]?.state, 'notes-updated');
    assert.deepEqual(await texts(shared), ['seen by the team', 'seen here']);
    await note(file, 'only here');
    await note(shared, 'only there');
    await assert.rejects(shareLog(file, team), code('LOG-TEAM-NOTES-DIFFER'));
    assert.equal((await texts(file)).at(-1), 'only here');
    assert.equal((await texts(shared)).at(-1), 'only there');
    const names = [...readdirSync(join(own, '2026')), ...readdirSync(join(team, '2026'))];
    assert.deepEqual(
      names.filter(name => /\.(?:part|lock)$/.test(name)),
      [],
    );
  });

  it('are shared without notes that were changed, which is said', async () => {
    const [own, team] = [folder(), folder()];
    const file = await written(own);
    await addNote(file, { type: 'note', text: 'seen' }, 'ann', surroundings());
    const notes = file.replace('.recovery-log.jsonl', '.notes.jsonl');
    writeFileSync(notes, readFileSync(notes, 'utf8').replace('seen', 'sEEn'));
    await assert.rejects(shareLog(file, team), code('LOG-NOTES-DAMAGED'));
    assert.deepEqual(
      readdirSync(join(team, '2026')).filter(name => name.endsWith('.jsonl')),
      [basename(file)],
    );
  });

  it('are refused while they are open, and when they were changed', async () => {
    const [own, team] = [folder(), folder()];
    const open = await written(own, [started, stepStarted('a'), stepEnded('a')]);
    await assert.rejects(shareLog(open, team), (thrown: unknown) => {
      assert.ok(code('LOG-NOT-SHAREABLE')(thrown) && thrown instanceof Problem);
      assert.match(thrown.data.what, /this one is: intact, not finished/);
      return true;
    });
    assert.deepEqual(await shareAll(own, team), { shared: [], left: [] });
    const changed = await written(own, smallRun, { run: second });
    writeFileSync(changed, readFileSync(changed, 'utf8').replace('LcsCDR: 40', 'LcsCDR: 99'));
    await assert.rejects(shareLog(changed, team), code('LOG-NOT-SHAREABLE'));
  });

  it('wait while the share is away, which is never made by us, and go the next time', async () => {
    const [own, team] = [folder(), join(folder(), 'share')];
    await written(own);
    await written(own, smallRun, { run: second });
    const away = await shareAll(own, team);
    assert.deepEqual(
      away.left.map(({ problem }) => problem.code),
      ['LOG-TEAM-UNREACHABLE'],
    );
    mkdirSync(team);
    const there = await shareAll(own, team);
    assert.deepEqual(
      there.shared.map(({ state }) => state),
      ['copied', 'copied'],
    );
    assert.deepEqual(there.left, []);
  });
});

describe('overdue drills', () => {
  const day = 86_400_000;
  const now = Date.UTC(2026, 10, 22);
  const run = (file: string, daysAgo: number, more: Partial<DrilledRun> = {}): DrilledRun => ({
    runbook: { file, title: file, hash: '' },
    mode: 'practice',
    outcome: 'succeeded',
    started: new Date(now - daysAgo * day).toISOString(),
    ...more,
  });

  it('are runbooks whose last success is too long ago, or that never succeeded', () => {
    const runs = [
      run('C:\\books\\fresh.runbook.md', 10),
      run('/books/old.runbook.md', 100),
      run('/books/old.runbook.md', 200),
      run('/books/failed.runbook.md', 1, { outcome: 'failed' }),
      run('/books/rehearsed.runbook.md', 1, { mode: 'rehearse', outcome: 'rehearsed' }),
      run('/books/live.runbook.md', 2, { mode: 'live' }),
    ];
    const late = overdueDrills(runs, 90, now);
    assert.deepEqual(
      late.map(({ file, last }) => [file, last?.slice(0, 10)]),
      [
        ['failed.runbook.md', undefined],
        ['rehearsed.runbook.md', undefined],
        ['old.runbook.md', '2026-08-14'],
      ],
    );
    assert.deepEqual(overdueDrills(runs, 0, now), []);
  });

  it('are due after so many whole days, to the millisecond', () => {
    const at = (ms: number): DrilledRun =>
      run('a.runbook.md', 0, { started: new Date(now - 90 * day - ms).toISOString() });
    assert.deepEqual(overdueDrills([at(0)], 90, now), []);
    assert.equal(overdueDrills([at(1)], 90, now).length, 1);
    const ended = { ...at(1), lastTime: new Date(now - 90 * day).toISOString() };
    assert.deepEqual(overdueDrills([ended], 90, now), []);
  });

  it('are not hidden by a success that a wrong clock dated far ahead, or at no time', () => {
    const ahead = run('a.runbook.md', -400);
    assert.equal(
      overdueDrills([ahead, run('a.runbook.md', 100)], 90, now)[0]?.last?.slice(0, 4),
      '2026',
    );
    assert.equal(
      overdueDrills([{ ...ahead, started: '2026-99-99T99:99:99.999Z' }], 90, now).length,
      1,
    );
    assert.deepEqual(overdueDrills([run('a.runbook.md', -0.5)], 90, now), []);
  });
});
