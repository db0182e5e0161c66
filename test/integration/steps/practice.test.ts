import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultKinds, injectFault } from '../../../src/practice/loss/faults.ts';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { everyCell } from '../../unit/executors/steps/cells.ts';
import { countingRandom } from '../../unit/practice/chance.ts';
import { hands } from '../practice/practice-server.ts';
import { PracticeSteps } from './practice-steps.ts';

const se02 = 'se02.contoso.com';
const wizard = (step: number): string => `deployment-wizard:\n  server: $Server\n  step: ${step}`;
const task = (name: string): string =>
  `manual:\n  instruction: do it\n  task: ${name}\n  server: $Server`;
const clean = 'check:\n  clean-install: {server: $Server}';

async function inject(steps: PracticeSteps, name: string, detail: string): Promise<void> {
  const kind = faultKinds.find(one => one.name === name);
  assert.ok(kind !== undefined, name);
  await injectFault(steps.store, { kind, target: se02, detail, times: -1 }, countingRandom());
}

describe('typed steps on a practice estate', function () {
  this.timeout(240_000);
  let steps: PracticeSteps;

  beforeEach(async () => {
    steps = await PracticeSteps.open();
  });
  afterEach(async () => {
    await steps[Symbol.asyncDispose]();
  });

  it('find a healthy server as it must be', async () => {
    const cell = [
      'check:',
      '  fqdn: {server: $Server}',
      '  dns: {name: $Server}',
      '  share: {path: //se02.contoso.com/LyncShare, folder: "C:/LyncShare", from: bk01}',
      '  service: {server: $Server}',
      '  certificate: {server: $Server, valid-for: 7d}',
      '  replication: {server: $Server}',
      '  second-hop: {from: $Server, sql: true, directory: true}',
    ].join('\n');
    const summary = await steps.done(cell.replace('C:/LyncShare', 'C:\\\\LyncShare'));
    assert.match(summary, /All is as it must be/u);
  });

  it('refuse a restore onto a server in use, with what was found on it', async () => {
    const problem = await steps.problem(clean);
    assert.equal(problem.kind, 'refused');
    const found = JSON.stringify(problem.theirs);
    for (const part of ['Front End Server', 'RTCSRV (Running)', 'MSSQL$RTCLOCAL', 'rtcxds']) {
      assert.ok(found.includes(part), `${part}\n${found}`);
    }
  });

  it('back up, lose and rebuild a server in the order of the documentation', async () => {
    await steps.done('new-backup-set:');
    await steps.done('copy-files:\n  file-stores: all\n  to: $Backup/filestore');
    await steps.done('inventory-certificates:\n  to: $Backup/certificates');
    await steps.done('seal-backup-set:');
    await steps.done('verify-backup-set:\n  level: full\n  max-age: 1h');
    const sealed = await steps.problem('copy-files:\n  file-stores: all\n  to: $Backup/again');
    assert.equal(sealed.code, 'BACKUP-SEALED');

    await loseServer(steps.store, se02, Date.now());
    assert.equal((await steps.problem('check:\n  fqdn: {server: $Server}')).where, se02);
    await steps.done(task('install-os'));
    await steps.done('check:\n  fqdn: {server: $Server}');
    assert.match(await steps.done(clean), /holds nothing of Lync/u);
    for (const name of [
      'reissue-certificates',
      'install-prerequisites',
      'install-sql',
      'place-file-share',
    ]) {
      await steps.done(task(name));
    }
    assert.match(await steps.done(clean), /only management tools/u);
    await steps.done(
      'copy-files:\n  from: $Backup/filestore/se02.contoso.com/LyncShare\n  to: //se02.contoso.com/LyncShare',
    );
    await steps.done('topology-builder:\n  task: download\n  server: $Server');
    assert.equal((await steps.problem(wizard(2))).code, 'WIZARD-TOO-EARLY');
    await steps.done(wizard(1));
    await steps.done(wizard(2));
    assert.equal((await steps.problem(wizard(4))).code, 'WIZARD-TOO-EARLY');
    await steps.done(wizard(3));
    await steps.done('topology-builder:\n  task: enable-topology\n  server: $Server');
    await steps.done(wizard(4));
    await steps.done(
      'wait-for:\n  service: {server: $Server}\n  replication: {server: $Server}\n  timeout: 1m\n  every: 1s',
    );
    await steps.done('check:\n  certificate: {server: $Server}');
    await steps.done(wizard(1)); // once more does no harm
  });

  it('list certificates without their keys, once', async () => {
    await steps.done('new-backup-set:');
    await steps.done('inventory-certificates:\n  to: $Backup/certificates\n  servers: [se02]');
    const set = String(steps.scope.values.get('Backup')).split('\\').at(-1) ?? '';
    const folder = steps.store.layout.share('bk01.contoso.com', 'LyncBackup');
    const text = await readFile(join(folder, set, 'certificates', `${se02}.csv`), 'utf8');
    assert.match(text, /Use.*Thumbprint.*Subject.*NotAfter/u);
    assert.match(text, /WebServicesInternal.*CN=se02\.contoso\.com/u);
    const again = await steps.problem(
      'inventory-certificates:\n  to: $Backup/certificates\n  servers: [se02]',
    );
    assert.match(JSON.stringify(again.theirs), /exists already/u);
  });

  it('find what is wrong and say how it must be', async () => {
    await inject(steps, 'dns-wrong', '10.99.0.1');
    await inject(steps, 'share-gone', 'LyncShare');
    await inject(steps, 'expired-certificate', '');
    const problem = await steps.problem(
      'check:\n  dns: {name: $Server}\n  share: {path: //se02.contoso.com/LyncShare}\n  certificate: {server: $Server}',
    );
    const theirs = (problem.theirs ?? []).map(one => `${one.source}: ${one.text}`).join('\n');
    assert.match(theirs, /expected A 10\.20\.0\.12, found A 10\.99\.0\.1/u);
    assert.match(theirs, /no share of that name/u);
    assert.match(theirs, /se02\.contoso\.com Default: expected good until/u);
  });

  it('refuse the deployment on a computer with another name', async () => {
    await inject(steps, 'wrong-name', 'srv7.contoso.com');
    await loseServer(steps.store, se02, Date.now());
    await hands(steps.store, 'install-os', se02);
    const found = await steps.problem('check:\n  fqdn: {server: $Server}');
    assert.match(JSON.stringify(found.theirs), /found srv7\.contoso\.com/iu);
    assert.equal((await steps.problem(wizard(1))).code, 'WIZARD-WRONG-NAME');
  });

  it('pass on the words of hands that refuse', async () => {
    const problem = await steps.problem(task('install-os'));
    assert.equal(problem.code, 'MANUAL-HANDS-FAILED');
    assert.match(JSON.stringify(problem.theirs), /an installation would destroy it/u);
  });

  it('plan with scripts that the real engine takes for reads only', async () => {
    steps.scope.values.set('Backup', '\\\\bk01.contoso.com\\LyncBackup\\none');
    for (const cell of everyCell) {
      // What cannot be planned now (there is no such set) must not have sent a change either.
      await steps.plan(cell).catch(() => undefined);
      await steps.plan(cell, 'rehearse');
    }
    for (const cell of everyCell.filter(one => one.startsWith('check'))) await steps.run(cell);
    const { signal } = new AbortController();
    const session = await steps.pool.session('se01.contoso.com', signal);
    const scripts = [...new Set(steps.sent.map(one => one.script))];
    assert.ok(scripts.length >= 10, String(scripts.length));
    for (const script of scripts) {
      const { readsOnly, parseErrors, commands } = await session.inspect(script, signal);
      assert.deepEqual(parseErrors, []);
      assert.ok(readsOnly, `${script}\n${JSON.stringify(commands)}`);
    }
  });
});
