import * as l10n from '@vscode/l10n';
import { readInstances } from '../sql/estate/read-instances.ts';
import { requestNow } from '../sql/estate/run-in-instance.ts';
import type { PracticeStore } from '../store.ts';

/** What damages the rows of a database: some are deleted, some changed, as a wrong script would. */
const damages: Readonly<Record<string, string>> = {
  lcscdr: `DELETE FROM SessionDetails WHERE ResponseCode = 487
    UPDATE ErrorReport SET Description = N'overwritten' WHERE ErrorId <= 5`,
  qoemetrics: 'DELETE FROM AudioStream WHERE StreamID > 60',
  lcslog: "UPDATE Messages SET Body = N'overwritten' WHERE MessageId <= 20",
  mgc: "DELETE FROM tblChat WHERE channelId = 3 UPDATE tblNode SET nodeName = N'renamed' WHERE nodeID = 2",
};

/**
 * Damages rows of the server's databases in SQL Server, through the server itself, so that its log and
 * backups know of it. Returns a line for each instance. `now` is ms since 1970.
 */
export async function damageRows(
  store: PracticeStore,
  fqdn: string,
  now: number,
  random: (size: number) => Uint8Array,
): Promise<string[]> {
  const lines: string[] = [];
  const shell = new Set((await store.databases(fqdn)).map(one => one.name));
  for (const { instance, databases } of await readInstances(store.layout.sql(fqdn))) {
    const run = databases.flatMap(({ name, content }) => {
      const batch = damages[name.toLowerCase()];
      const whole = content !== undefined && !shell.has(name.toLowerCase());
      return batch === undefined || !whole ? [] : [{ database: name, batch }];
    });
    if (run.length === 0) continue;
    const world = { now: () => now, random: (size: number) => Buffer.from(random(size)) };
    await requestNow(store.layout.root, { host: fqdn, instance }, { run }, world);
    const names = run.map(one => one.database).join(', ');
    lines.push(l10n.t('{0}: rows deleted and overwritten in {1}', `${fqdn}\\${instance}`, names));
  }
  return lines;
}
