import assert from 'node:assert/strict';
import { handsTask } from '../../../src/practice/hands/catalogue.ts';
import { sqlItems } from '../../../src/practice/inspection/sql-snapshot.ts';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import { settleSql } from '../../../src/practice/sql-settle.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from '../../unit/practice/chance.ts';
import { newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const host = 'sqlpc01.contoso.com';
const services = { now: Date.now, random: countingRandom() };
const file = '\\\\bk01.contoso.com\\LyncBackup\\PChat.zip';

describe('Persistent Chat data', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (script: string): Promise<ShellOutcome> =>
    runOn(store, 'bk01.contoso.com', `Import-Module Lync\n${script}`);
  /** Tables of mgc with their number of rows and their hashes. */
  const tables = async (): Promise<string[]> =>
    (await sqlItems(store, host))
      .filter(([name]) => name.includes('mgc') && name.some(part => part.includes('tbl')))
      .map(([name, value]) => `${name.join('/')} ${JSON.stringify(value)}`)
      .sort();

  before(async () => {
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
  });
  after(() => remove());

  it('comes back whole by the import of its export, into databases made anew', async () => {
    const before = await tables();
    assert.ok(before.length >= 3);
    const saved = await lync(
      `Export-CsPersistentChatData -DBInstance '${host}\\pchat' -FileName '${file}'`,
    );
    assert.equal(saved.errors, '');
    await loseServer(store, host, Date.now());
    for (const task of ['install-os', 'install-sql']) {
      await handsTask(task).run(
        { server: host, parameters: {} },
        { store, now: Date.now(), random: services.random },
      );
    }
    const { errors, output } = await lync(
      `Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn ${host} -Confirm:$false
"rooms: $(@(Get-CsPersistentChatRoom).Count)"
Import-CsPersistentChatData -DBInstance '${host}\\pchat' -FileName '${file}' -Confirm:$false
"rooms: $(@(Get-CsPersistentChatRoom).Count)"`,
    );
    assert.equal(errors, '');
    assert.match(output, /rooms: 0\nrooms: 11/u);
    await settleSql(store, services);
    assert.deepEqual(await tables(), before);
  });
});
