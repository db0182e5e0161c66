import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listLogs } from '../../../src/log/folder/list.ts';
import { isRunId, newRunId } from '../../../src/log/folder/run-id.ts';
import {
  alone,
  finished,
  open,
  output,
  scratch,
  smallRun,
  started,
  stepEnded,
  stepStarted,
  WatchedFiles,
  written,
} from './surroundings.ts';

const list = (folder: string): ReturnType<typeof listLogs> =>
  listLogs(folder, { processes: alone });

describe('the list of logs', () => {
  const folder = scratch();

  it('is empty for a folder that is not there', async () => {
    assert.deepEqual(await list(join(folder(), 'none')), []);
  });

  it('has the newest run first, over the years', async () => {
    const root = folder();
    const runs = ['20251231T235959Z-000001', '20261122T034100Z-000002', '20260101T000000Z-000003'];
    for (const run of runs) await written(root, smallRun, { run });
    assert.deepEqual(
      (await list(root)).map(each => each.run),
      runs.toSorted().toReversed(),
    );
  });

  it('tells what a finished run was and how it came out', async () => {
    const root = folder();
    await written(root);
    const [found] = await list(root);
    assert.equal(found?.state, 'finished');
    assert.equal(found.outcome, 'succeeded');
    assert.equal(found.runbook?.title, 'Recover se01');
    assert.equal(found.estate?.name, 'Contoso');
    assert.equal(found.mode, 'practice');
    assert.equal(found.operator?.user, 'ann');
    assert.equal(found.durationMs, 5);
    assert.equal(found.openStep, undefined);
    assert.match(found.started ?? '', /^2026-11-22T03:41/);
  });

  it('tells a running run, and its step, from one that can be resumed', async () => {
    const root = folder();
    const log = await open(root);
    for (const event of [started, stepStarted('a'), stepEnded('a'), stepStarted('b')]) {
      await log.append(event);
    }
    await log.append(output('b', '40 %'));
    const [running] = await list(root);
    assert.equal(running?.state, 'running');
    assert.equal(running.openStep, 'b');
    await log.append(stepEnded('b'));
    await log.append({ type: 'mode-changed', mode: 'rehearse', by: 'ann' });
    await log[Symbol.asyncDispose]();
    const [left] = await list(root);
    assert.equal(left?.state, 'open');
    assert.equal(left.openStep, undefined);
    assert.equal(left.mode, 'rehearse');
  });

  it('reads the head and the tail of a long log, not the whole', async () => {
    const root = folder();
    const log = await open(root);
    await log.append(started);
    for (let at = 0; at < 3000; at += 1) void log.append(output('a', 'x'.repeat(1000)));
    await log.append(finished);
    await log[Symbol.asyncDispose]();
    const files = new WatchedFiles();
    const [found] = await listLogs(root, { files, processes: alone });
    assert.equal(found?.outcome, 'succeeded');
    assert.ok(files.count('read') <= 4, String(files.count('read')));
  });

  it('has a log that cannot be read, with the reason', async () => {
    const root = folder();
    mkdirSync(join(root, '2026'));
    writeFileSync(join(root, '2026', '20261122T034100Z-000001.recovery-log.jsonl'), 'junk\n');
    const [found] = await list(root);
    assert.equal(found?.state, 'unreadable');
    assert.ok((found.problem ?? '').length > 0);
  });

  it('leaves out other files, and is not misled by a torn tail', async () => {
    const root = folder();
    const file = await written(root, [started, stepStarted('a')]);
    appendFileSync(file, '{"event":{"att');
    writeFileSync(join(root, '2026', 'notes.txt'), 'x');
    writeFileSync(join(root, '2026', 'copy of x.recovery-log.jsonl'), 'x');
    const found = await list(root);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.openStep, 'a');
  });
});

describe('ids of runs', () => {
  it('name their time and sort by it', () => {
    const random = (): Uint8Array => new Uint8Array([0x3f, 0x9c, 0x1a]);
    const id = newRunId(Date.UTC(2026, 10, 22, 3, 41, 0, 999), random);
    assert.equal(id, '20261122T034100Z-3f9c1a');
    assert.ok(isRunId(id));
    assert.ok(newRunId(Date.UTC(2026, 10, 22, 3, 41, 1), random) > id);
  });

  it('are never a path', () => {
    for (const text of ['..', '../20261122T034100Z-3f9c1a', '20261122T034100Z-3f9c1a/', 'CON']) {
      assert.ok(!isRunId(text));
    }
  });
});
