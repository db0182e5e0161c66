import assert from 'node:assert/strict';
import { changeData } from '../../../src/practice/loss/change.ts';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { poolsState, userStoreState, type UserStoreState } from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from '../../unit/practice/chance.ts';
import { newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const pool = 'pool02.contoso.com';
const members = ['fe11.contoso.com', 'fe12.contoso.com'];

describe('a pool that is paired', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (script: string, on = 'fe01.contoso.com'): Promise<ShellOutcome> =>
    runOn(store, on, `Import-Module Lync\n${script}`);
  const failedOver = async (): Promise<string | undefined> =>
    (await store.must(store.layout.pools, poolsState)).pools.find(one => one.fqdn === pool)
      ?.failedOver;
  const failOver = `Invoke-CsPoolFailOver -PoolFqdn ${pool} -Confirm:$false`;

  beforeEach(async () => {
    ({ store, remove } = await newEstate(fullEstate('pool02.contoso.com')));
  });
  afterEach(() => remove());

  it('is failed over when it is down, and its users say who serves them', async () => {
    for (const server of ['fe11', 'fe12', 'be11']) {
      await loseServer(store, `${server}.contoso.com`, Date.now());
    }
    const without = await lync(failOver);
    assert.match(without.errors, /Central Management store/u, 'the store goes first');
    const moved = await lync(
      `Invoke-CsManagementServerFailover -BackupSqlServerFqdn be01.contoso.com -BackupSqlInstanceName rtc -BackupMirrorSqlServerFqdn be02.contoso.com -BackupMirrorSqlInstanceName rtc -Force -Confirm:$false
${failOver} -DisasterMode
(Get-CsConfigurationStoreLocation).BackEndServer
(Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus).ActiveMasterFQDN
Invoke-CsPoolFailBack -PoolFqdn ${pool} -Confirm:$false`,
    );
    assert.match(moved.output, /^be01\.contoso\.com\\rtc$/mu);
    assert.match(moved.output, /^fe01\.contoso\.com$/mu, 'where it was run');
    assert.match(moved.errors, /pool02\.contoso\.com" does not run, so its users stay/u);
    assert.equal(await failedOver(), 'pool01.contoso.com');
  });

  it('has backup modules by their real names only', async () => {
    const { errors } = await lync(
      `Invoke-CsBackupServiceSync -PoolFqdn ${pool} -BackupModule ConfServices.DataConf
Invoke-CsBackupServiceSync -PoolFqdn ${pool} -BackupModule DataConf`,
    );
    assert.match(errors, /backup module "DataConf" is not known/u);
    assert.doesNotMatch(errors, /ConfServices\.DataConf" is not known/u);
  });

  it('comes back with what was done on its partner, but for whom old data was imported', async () => {
    const users = async (): Promise<UserStoreState['users']> =>
      (await store.must(database, userStoreState)).users;
    const database = store.layout.database('be11.contoso.com', 'rtc', 'rtcxds');
    const [first, second] = await users();
    assert.ok(first !== undefined && second !== undefined);
    const file = '\\\\bk01.contoso.com\\LyncBackup\\old-UserData.zip';
    const exported = await lync(`Export-CsUserData -PoolFqdn ${pool} -FileName '${file}'`);
    assert.equal(exported.errors, '');
    await changeData(store, 'be11.contoso.com', Date.now(), countingRandom());
    const newer = await users();
    const down = await lync(
      `${failOver}\n${members.map(one => `Stop-CsWindowsService -ComputerName ${one}`).join('\n')}`,
    );
    assert.equal(down.errors, '');
    await store.write(database, { users: [], directories: [], pending: [] });
    const back = await lync(
      `Import-CsUserData -PoolFqdn ${pool} -FileName '${file}' -UserFilter ${first.sip.slice('sip:'.length)}
${members.map(one => `Start-CsWindowsService -ComputerName ${one}`).join('\n')}
Invoke-CsPoolFailBack -PoolFqdn ${pool} -Confirm:$false`,
    );
    assert.equal(back.errors, '');
    const found = new Map((await users()).map(user => [user.sip, user]));
    const late = new Map(newer.map(user => [user.sip, user]));
    assert.notDeepEqual(late.get(first.sip), first);
    assert.notDeepEqual(late.get(second.sip), second);
    assert.deepEqual(found.get(first.sip), first, 'the newer data is lost');
    assert.deepEqual(found.get(second.sip), late.get(second.sip));
    assert.equal(found.size, newer.length);
  });
});
