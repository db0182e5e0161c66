import assert from 'node:assert/strict';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { poolsState } from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const pool = 'pool02.contoso.com';

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
    assert.match(moved.output, /^fe11\.contoso\.com$/mu, 'no master runs on the new pool yet');
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
});
