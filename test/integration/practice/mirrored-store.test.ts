import assert from 'node:assert/strict';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { mirroringState, userStoreState } from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { hands, newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const be01 = 'be01.contoso.com';
const be02 = 'be02.contoso.com';
const pool = 'pool01.contoso.com';
const share = '\\\\fs01.contoso.com\\SqlMirror';

describe('a mirrored back end', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (script: string): Promise<ShellOutcome> =>
    runOn(store, 'fe01.contoso.com', `Import-Module Lync\n${script}`);
  const roleOf = async (server: string): Promise<string | undefined> =>
    (await store.read(store.layout.mirroring(server), mirroringState))?.databases.find(
      ({ name }) => name === 'rtcxds',
    )?.role;

  beforeEach(async () => {
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
  });
  afterEach(() => remove());

  it('fails over by itself with a witness, with everything that was written', async () => {
    const path = store.layout.database(be01, 'rtc', 'rtcxds');
    const state = await store.must(path, userStoreState);
    const late = { ...state, users: state.users.slice(1) };
    await store.write(path, late);
    await loseServer(store, be01, Date.now());
    assert.equal(await roleOf(be02), 'principal');
    const other = store.layout.database(be02, 'rtc', 'rtcxds');
    assert.deepEqual(await store.must(other, userStoreState), late);
    const { output } = await lync('Get-CsUserDatabaseState | Format-Table -HideTableHeaders');
    assert.match(output, /UserDatabase:be01\.contoso\.com\s+True/u);
  });

  it('does not without one, and then only -Force makes the mirror the principal', async () => {
    await loseServer(store, 'wit01.contoso.com', Date.now());
    await loseServer(store, be01, Date.now());
    assert.equal(await roleOf(be02), 'mirror');
    const failOver = `Invoke-CsDatabaseFailover -PoolFqdn ${pool} -DatabaseType User -NewPrincipal Mirror -Confirm:$false`;
    assert.match((await lync(failOver)).errors, /Only -Force makes the mirror the principal/u);
    assert.equal((await lync(`${failOver} -Force`)).errors, '');
    assert.equal(await roleOf(be02), 'principal');
  });

  it('is made again only after mirroring was removed, from the half with the data', async () => {
    await loseServer(store, be01, Date.now());
    for (const task of ['install-os', 'install-sql']) await hands(store, task, be01);
    const again = `Install-CsMirrorDatabase -ConfiguredDatabases -FileShare '${share}' -SqlServerFqdn ${be02} -Confirm:$false`;
    assert.match((await lync(again)).errors, /still configured for mirroring/u);
    const remove = (server: string): string =>
      ['User', 'Application']
        .map(
          type =>
            `Uninstall-CsMirrorDatabase -DatabaseType ${type} -SqlServerFqdn ${server} -SqlInstanceName rtc -Confirm:$false`,
        )
        .join('\n');
    assert.equal((await lync(remove(be02))).errors, '');
    assert.match(
      (await lync(again.replace(share, '\\\\fs01.contoso.com\\gone'))).errors,
      /network name cannot be found/u,
    );
    assert.equal((await lync(again)).errors, '');
    const { output } = await lync(
      `Get-CsDatabaseMirrorState -PoolFqdn ${pool} -DatabaseType User | ForEach-Object { "$($_.StateOnPrimary) $($_.StateOnMirror) $($_.MirroringStatusOnMirror)" }`,
    );
    assert.deepEqual(output.trim().split('\n'), Array(3).fill('Mirror Principal synchronized'));
    assert.match(
      (await lync(remove(be01))).errors,
      /Name the server with the principal, or fail over first/u,
    );
  });

  it('is wiped by -Clean on the wrong instance, and left alone without it', async () => {
    const path = store.layout.database('be11.contoso.com', 'rtc', 'rtcxds');
    const install = 'Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn be11.contoso.com';
    assert.equal((await lync(`${install} -Confirm:$false`)).errors, '');
    assert.equal((await store.must(path, userStoreState)).users.length, 12);
    assert.equal((await lync(`${install} -Clean -Confirm:$false`)).errors, '');
    assert.equal((await store.must(path, userStoreState)).users.length, 0);
  });
});
