import assert from 'node:assert/strict';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import {
  configurationState,
  directoryState,
  userStoreState,
  type DirectoryState,
  type UserStoreState,
} from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const se02 = 'se02.contoso.com';
const pool = 'pool01.contoso.com';

describe('what is moved to another pool', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (script: string): Promise<ShellOutcome> =>
    runOn(store, 'fe01.contoso.com', `Import-Module Lync\n${script}`);
  const userStore = (server: string): Promise<UserStoreState> =>
    store.must(store.layout.database(server, 'rtc', 'rtcxds'), userStoreState);
  const directory = (): Promise<DirectoryState> =>
    store.must(store.layout.directory, directoryState);

  beforeEach(async () => {
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
  });
  afterEach(() => remove());

  it('a user goes with everything, and without it by -Force when the old pool is lost', async () => {
    const before = await userStore(se02);
    const [taken, left] = before.users;
    assert.ok(taken !== undefined && left !== undefined);
    const moved = await lync(`Move-CsUser ${taken.sip} -Target ${pool} -Confirm:$false`);
    assert.equal(moved.errors, '');
    assert.deepEqual(
      (await userStore('be01.contoso.com')).users.find(({ sip }) => sip === taken.sip),
      taken,
    );
    assert.ok(!(await userStore(se02)).users.some(({ sip }) => sip === taken.sip));
    await loseServer(store, se02, Date.now());
    const move = `Move-CsUser ${left.sip} -Target ${pool} -Confirm:$false`;
    const lost = await lync(`${move}\n'next'\n${move} -Force`);
    assert.match(lost.errors, /se02\.contoso\.com/);
    assert.ok(!(await userStore('be01.contoso.com')).users.some(({ sip }) => sip === left.sip));
    const homes = new Map((await directory()).users.map(user => [user.sip, user.pool]));
    assert.deepEqual([homes.get(taken.sip), homes.get(left.sip)], [pool, pool]);
  });

  it('a conference directory of a lost pool only by -Force, and it counts on where it was', async () => {
    const [entry] = (await userStore(se02)).directories;
    assert.ok(entry !== undefined);
    const move = `Move-CsConferenceDirectory -Identity ${entry.id} -TargetPool ${pool} -Confirm:$false`;
    assert.equal((await lync(move)).errors, '');
    const directories = async (server: string): Promise<unknown[]> =>
      (await userStore(server)).directories.filter(({ id }) => id === entry.id);
    assert.deepEqual(await directories(se02), []);
    assert.deepEqual(await directories('be01.contoso.com'), [entry]);
    const back = move.replace(pool, se02);
    assert.equal((await lync(back)).errors, '');
    await loseServer(store, se02, Date.now());
    const refused = await lync(move);
    assert.match(refused.errors, /cannot be reached; use -Force/);
    const forced = await lync(`${move} -Force\n(Get-CsConferenceDirectory ${entry.id}).ServiceId`);
    assert.equal(forced.errors, '');
    assert.match(forced.output, /pool01\.contoso\.com/);
    assert.equal((await directories('be01.contoso.com')).length, 1);
  });

  it('the Central Management store to the pool of the computer, where a store waits for it', async () => {
    const before = await store.must(
      store.layout.database('se01.contoso.com', 'rtc', 'xds'),
      configurationState,
    );
    const move = 'Move-CsManagementServer -Confirm:$false';
    const nowhere = await lync(move);
    assert.match(nowhere.errors, /There is no Central Management store to move to/);
    const moved = await lync(
      `Install-CsDatabase -CentralManagementDatabase -SqlServerFqdn be01.contoso.com -SqlInstanceName rtc -Confirm:$false
${move}
(Get-CsConfigurationStoreLocation).BackEndServer`,
    );
    assert.equal(moved.errors, '');
    assert.match(moved.output, /^be01\.contoso\.com\\rtc$/mu);
    assert.match(moved.output, /Run Enable-CsTopology, then Bootstrapper\.exe on each of these/u);
    const after = await store.must(
      store.layout.database('be01.contoso.com', 'rtc', 'xds'),
      configurationState,
    );
    assert.deepEqual(after.settings, before.settings);
    assert.ok(after.version > before.version);
  });
});
