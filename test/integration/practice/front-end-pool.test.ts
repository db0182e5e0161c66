import assert from 'node:assert/strict';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { userStoreState } from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { backUp, backupPath, newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const members = ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com'] as const;
const [fe01, fe02, fe03] = members;
const pool = 'pool01.contoso.com';
const everywhere = (cmdlet: string): string =>
  members.map(member => `${cmdlet} -ComputerName ${member}`).join('\n');

describe('a pool of three Front Ends', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (script: string, on: string = fe01): Promise<ShellOutcome> =>
    runOn(store, on, `Import-Module Lync\n${script}`);
  const frontEnds = (): Promise<(string | undefined)[]> =>
    Promise.all(
      members.map(
        async member =>
          (await store.computer(member)).services.find(({ name }) => name === 'RTCSRV')?.status,
      ),
    );

  beforeEach(async () => {
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
  });
  afterEach(() => remove());

  it('works with two of them, and waits when only one is left', async () => {
    await loseServer(store, fe03, Date.now());
    assert.deepEqual(await frontEnds(), ['Running', 'Running', undefined]);
    await loseServer(store, fe02, Date.now());
    assert.deepEqual(await frontEnds(), ['StartPending', undefined, undefined]);
  });

  it('needs all three for its first start, and says how many are there', async () => {
    const stopped = await lync(everywhere('Stop-CsWindowsService'));
    assert.equal(stopped.errors, '');
    const two = await lync(
      `Start-CsWindowsService -ComputerName ${fe01}\nStart-CsWindowsService -ComputerName ${fe02}`,
    );
    assert.match(two.output, /2 of 3 Front Ends of pool01\.contoso\.com are started and 3 are/u);
    assert.deepEqual(await frontEnds(), ['StartPending', 'StartPending', 'Stopped']);
    const third = await lync(`Start-CsWindowsService -ComputerName ${fe03}`);
    assert.equal(third.errors, '');
    assert.deepEqual(await frontEnds(), ['Running', 'Running', 'Running']);
  });

  it('starts with two by Reset-CsPoolRegistrarState, and with one not even then', async () => {
    const reset = `Reset-CsPoolRegistrarState -PoolFqdn ${pool} -ResetType QuorumLossRecovery -Confirm:$false`;
    await loseServer(store, fe03, Date.now());
    await loseServer(store, fe02, Date.now());
    assert.match((await lync(reset)).output, /Only 1 of 3 Front Ends/u);
    assert.equal((await frontEnds())[0], 'StartPending');

    await remove();
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
    const stop = everywhere('Stop-CsWindowsService');
    const start = [fe01, fe02].map(one => `Start-CsWindowsService -ComputerName ${one}`).join('\n');
    const { errors } = await lync(`${stop}\n${start}\n${reset}`);
    assert.equal(errors, '');
    assert.deepEqual(await frontEnds(), ['Running', 'Running', 'Stopped']);
  });

  it('refuses an import while one Front End runs, and shows nothing until all have started', async () => {
    await backUp(store, 'bk01.contoso.com');
    const path = store.layout.database('be01.contoso.com', 'rtc', 'rtcxds');
    const full = await store.must(path, userStoreState);
    await store.write(path, { users: [], directories: [], pending: [] });
    const load = `Import-CsUserData -PoolFqdn ${pool} -FileName '${backupPath}\\${pool}-UserData.zip'`;
    const halfway = [fe01, fe02]
      .map(one => `Stop-CsWindowsService -ComputerName ${one}`)
      .join('\n');
    const refused = await lync(`${halfway}\n${load}`);
    assert.match(refused.errors, /Front End service is running on fe03/u);

    const started = members.slice(0, 2).map(one => `Start-CsWindowsService -ComputerName ${one}`);
    const loaded = await lync(
      [`Stop-CsWindowsService -ComputerName ${fe03}`, load, ...started].join('\n'),
    );
    assert.equal(loaded.errors, '');
    assert.deepEqual((await store.must(path, userStoreState)).users, []);
    assert.equal((await lync(`Start-CsWindowsService -ComputerName ${fe03}`)).errors, '');
    assert.deepEqual(await store.must(path, userStoreState), { ...full, pending: [] });
  });

  it('lists its routing groups with the Front Ends that are left', async () => {
    await loseServer(store, fe02, Date.now());
    const { output } = await lync(
      `Get-CsPoolFabricState -PoolFqdn ${pool}\nGet-CsPoolUpgradeReadinessState | Format-List`,
    );
    assert.match(output, /Missing Front Ends: fe02\.contoso\.com/u);
    assert.doesNotMatch(output, /no primary/u);
    assert.match(output, /InsufficientActiveFrontEnds/u);
  });
});
