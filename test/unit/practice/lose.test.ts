import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { handsTask } from '../../../src/practice/hands/catalogue.ts';
import { compareSnapshots, takeSnapshot } from '../../../src/practice/inspection/snapshot.ts';
import { practiceStatus } from '../../../src/practice/inspection/status.ts';
import { changeData } from '../../../src/practice/loss/change.ts';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { contoso } from '../../../src/practice/making/blueprint.ts';
import { createPracticeEstate } from '../../../src/practice/making/create.ts';
import { PracticeNames, PracticePorts } from '../../../src/practice/names.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from './chance.ts';

const se01 = 'se01.contoso.com';
const se02 = 'se02.contoso.com';
const now = Date.UTC(2026, 10, 22, 2, 0, 0);
const signal = new AbortController().signal;

function code(expected: string): (error: unknown) => boolean {
  return error => error instanceof Problem && error.code === expected;
}

describe('losing a practice server', () => {
  let folder: string;
  let store: PracticeStore;
  const hands = (task: string, server: string): Promise<string> =>
    handsTask(task).run({ server, parameters: {} }, { store, now, random: countingRandom() });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-'));
    const options = { now, random: countingRandom() };
    store = await createPracticeEstate(join(folder, 'estate'), contoso, options);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('destroys its databases, shares, disks and certificates, and nothing else', async () => {
    const before = await takeSnapshot(store);
    const directory = await readFile(store.layout.directory, 'utf8');
    await loseServer(store, 'SE02', now);
    assert.ok(!existsSync(store.layout.databases(se02)));
    assert.ok(!existsSync(store.layout.shares(se02)));
    assert.equal(await readFile(store.layout.directory, 'utf8'), directory);
    const { differences } = compareSnapshots(before, await takeSnapshot(store));
    assert.ok(differences.length > 60);
    assert.ok(differences.every(one => one.item.startsWith(`${se02}/`)));
    assert.ok(differences.every(one => one.kind === 'missing' || one.item === `${se02}/computer`));
  });

  it('is told by the status, and is refused a second time and for unknown names', async () => {
    await loseServer(store, se01, now);
    const status = await practiceStatus(store);
    const server = status.servers.find(one => one.fqdn === se01);
    assert.equal(server?.state, 'lost');
    assert.equal(server.lostAt, '2026-11-22 02:00:00Z');
    assert.equal(status.centralManagement.answers, false);
    await assert.rejects(loseServer(store, se01, now), code('PRACTICE-ALREADY-LOST'));
    await assert.rejects(loseServer(store, 'se77', now), code('PRACTICE-SERVER-UNKNOWN'));
    await assert.rejects(
      changeData(store, se01, now, countingRandom()),
      code('PRACTICE-NOTHING-TO-CHANGE'),
    );
  });

  it('makes its ports fall silent while its name stays in DNS', async () => {
    const names = new PracticeNames(store);
    const ports = new PracticePorts(store);
    assert.deepEqual(await names.lookup(se01, 'address', signal), ['10.20.0.11']);
    assert.deepEqual(await names.lookup('_sipinternaltls._tcp.contoso.com', 'service', signal), [
      'se01.contoso.com:5061',
    ]);
    assert.deepEqual(await ports.connect(se01, 5061, 100, signal), { state: 'open' });
    await loseServer(store, se01, now);
    assert.equal((await ports.connect(se01, 5061, 100, signal)).state, 'silent');
    assert.deepEqual(await names.lookup(se01, 'address', signal), ['10.20.0.11']);
    assert.deepEqual(await names.lookup('nobody.contoso.com', 'address', signal), []);
    await hands('install-os', se01);
    assert.equal((await ports.connect(se01, 5061, 100, signal)).state, 'refused');
    assert.equal((await ports.connect(se01, 445, 100, signal)).state, 'open');
  });

  it('lets hands build a clean computer with the account that it had', async () => {
    const account = (await store.directory()).computers.find(one => one.fqdn === se01);
    const { machineId } = await store.computer(se01);
    await loseServer(store, se01, now);
    await assert.rejects(hands('reissue-certificates', se01), code('PRACTICE-TASK-REFUSED'));
    assert.match(await hands('install-os', se01), /existing account SE01\$/u);
    const computer = await store.computer(se01);
    assert.equal(computer.power, 'running');
    assert.notEqual(computer.machineId, machineId);
    assert.deepEqual(computer.services, []);
    const rejoined = (await store.directory()).computers.find(one => one.fqdn === se01);
    assert.deepEqual(rejoined, account);
  });

  it('hands refuse to install a server that runs, and tasks that they do not know', async () => {
    await assert.rejects(hands('install-os', se01), code('PRACTICE-TASK-REFUSED'));
    assert.ok(existsSync(store.layout.databases(se01)));
    assert.throws(() => handsTask('make-coffee'), code('PRACTICE-TASK-UNKNOWN'));
  });

  it('hands do a task again without harm', async () => {
    await loseServer(store, se02, now);
    for (const task of [
      'install-os',
      'reissue-certificates',
      'install-prerequisites',
      'install-sql',
      'place-file-share',
    ]) {
      await hands(task, se02);
      const once = await store.computer(se02);
      await hands(task, se02);
      const twice = await store.computer(se02);
      const { machineId } = twice;
      assert.deepEqual({ ...once, machineId }, twice, task);
    }
  });
});

describe('changing data of a practice server', () => {
  it('touches only what is lost with the server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-'));
    try {
      const store = await createPracticeEstate(join(folder, 'estate'), contoso, {
        now,
        random: countingRandom(),
      });
      const before = await takeSnapshot(store);
      await changeData(store, se01, now, countingRandom());
      const { differences } = compareSnapshots(before, await takeSnapshot(store));
      const kinds = new Set(differences.map(one => one.item.split('/').slice(0, 2).join('/')));
      assert.ok(differences.some(one => one.item.startsWith(`${se01}/user/`)));
      assert.ok(differences.some(one => one.item.startsWith(`${se01}/file/`)));
      assert.ok(differences.some(one => one.item.startsWith(`${se01}/rgs/`)));
      assert.ok(differences.some(one => one.item.startsWith('configuration/')));
      assert.ok(differences.some(one => one.item.startsWith('lis')));
      assert.ok(![...kinds].some(kind => kind.startsWith('directory') || kind.startsWith(se02)));
      await assert.rejects(
        changeData(store, 'bk01', now, countingRandom()),
        (error: unknown) => error instanceof Problem && error.code === 'PRACTICE-NOTHING-TO-CHANGE',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
