import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { practiceStatus } from '../../../src/practice/inspection/status.ts';
import { contoso } from '../../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../../src/practice/making/create.ts';
import { openPracticeEstate } from '../../../src/practice/open.ts';
import { countingRandom } from './chance.ts';

const now = Date.UTC(2026, 10, 22, 2, 0, 0);

function code(expected: string): (error: unknown) => boolean {
  return error => error instanceof Problem && error.code === expected;
}

describe('making a practice estate', () => {
  let folder: string;
  const create = (name: string): ReturnType<typeof createPracticeEstate> =>
    createPracticeEstate(join(folder, name), contoso, { now, random: countingRandom() });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is refused in a folder that has something in it, and leaves that alone', async () => {
    await writeFile(join(folder, 'mine.txt'), 'mine');
    const attempt = createPracticeEstate(folder, contoso, { now, random: countingRandom() });
    await assert.rejects(attempt, code('PRACTICE-FOLDER-NOT-EMPTY'));
    assert.deepEqual(await readdir(folder), ['mine.txt']);
  });

  it('is refused where a file has the name', async () => {
    await writeFile(join(folder, 'estate'), '');
    await assert.rejects(create('estate'), code('PRACTICE-FOLDER'));
  });

  it('works in an empty folder and in one that does not exist', async () => {
    await mkdir(join(folder, 'empty'));
    await create('empty');
    await create('deep/er/one');
    await openPracticeEstate(join(folder, 'empty', 'estate.yaml'));
    await openPracticeEstate(join(folder, 'deep/er/one'));
  });

  it('gives the same estate for the same chance and time', async () => {
    const files = await Promise.all(
      ['a', 'b'].map(async name => {
        const { layout } = await create(name);
        return [
          await readFile(layout.estateFile, 'utf8'),
          await readFile(layout.computer('se01.contoso.com'), 'utf8'),
          await readFile(layout.database('se01.contoso.com', 'RTC', 'rtcxds'), 'utf8'),
        ];
      }),
    );
    assert.deepEqual(files[0], files[1]);
  });

  it('makes servers that run, with current replicas and every service started', async () => {
    const status = await practiceStatus(await create('estate'));
    assert.deepEqual(
      status.servers.map(server => [server.fqdn, server.state, server.replication]),
      [
        ['bk01.contoso.com', 'running', 'none'],
        ['se01.contoso.com', 'running', 'up to date'],
        ['se02.contoso.com', 'running', 'up to date'],
        ['sql01.contoso.com', 'running', 'none'],
      ],
    );
    const services = status.servers.flatMap(server => server.services);
    assert.ok(services.length > 30);
    assert.ok(services.every(service => service.status === 'Running'));
    assert.equal(status.connectionPoint, 'se01.contoso.com\\rtc');
    assert.deepEqual(status.centralManagement, { master: 'se01.contoso.com', answers: true });
  });

  it('puts names of many scripts, long paths, empty and locked-looking files into file stores', async () => {
    const { layout } = await create('estate');
    const store = layout.share('se01.contoso.com', 'LyncShare');
    const names = (await readdir(store, { recursive: true })).map(String);
    assert.ok(names.some(name => name.endsWith('会議メモ.txt')));
    assert.ok(names.some(name => name.endsWith('Meeting.Active')));
    assert.ok(names.some(name => name.endsWith('empty.bin')));
    assert.ok(names.some(name => name.length > 260));
    assert.ok(names.some(name => name.includes('CMSFileStore')));
    const other = await readdir(layout.share('se02.contoso.com', 'LyncShare'));
    assert.ok(!other.some(name => name.includes('CentralMgmt')));
  });

  it('is not found in a folder that is none', async () => {
    await assert.rejects(openPracticeEstate(folder), code('PRACTICE-NO-ESTATE'));
    await assert.rejects(openPracticeEstate(join(folder, 'gone')), code('PRACTICE-NO-ESTATE'));
  });

  it('says which file was damaged', async () => {
    const store = await create('estate');
    await writeFile(store.layout.computer('se01.contoso.com'), '{"format": 1}');
    await assert.rejects(
      store.computer('se01.contoso.com'),
      (error: unknown) =>
        error instanceof Problem &&
        error.code === 'PRACTICE-STATE' &&
        error.data.where === store.layout.computer('se01.contoso.com'),
    );
  });
});
