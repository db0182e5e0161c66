import * as l10n from '@vscode/l10n';
import { rm } from 'node:fs/promises';
import { taskRefused, unknownServer } from '../../errors/practice.ts';
import { faultOn } from '../loss/faults.ts';
import { emptyDisk } from '../making/installed-files.ts';
import { cleanComputer } from '../roles/computer.ts';
import type { BuildSheet } from '../state.ts';
import type { PracticeStore } from '../store.ts';
import type { HandsTask, TaskServices } from './task.ts';

/** The server's build sheet; throws a `Problem` where there is none. */
export async function sheetOf(store: PracticeStore, server: string): Promise<BuildSheet> {
  const sheet = await store.buildSheet(server);
  if (sheet === undefined) throw unknownServer(server, await store.servers());
  return sheet;
}

async function refuseInUse(store: PracticeStore, server: string): Promise<void> {
  const computer = await store.computer(server);
  const running = computer.services.filter(service => service.status === 'Running').length;
  const whole = running > 0 || computer.sql.length > 0;
  if (computer.power === 'lost' || !whole) return;
  throw taskRefused(
    'install-os',
    server,
    l10n.t(
      'it runs, with {0} services of Lync and {1} SQL Server instances; an installation would destroy it.',
      running,
      computer.sql.length,
    ),
    l10n.t('Lose it first: recovery-runbooks practice lose {0}', server),
  );
}

async function registerName(services: TaskServices, sheet: BuildSheet): Promise<void> {
  const { store } = services;
  if (faultOn(await store.faults(), 'dns-wrong', sheet.fqdn) !== undefined) return;
  const dns = await store.dns();
  const own = (record: { type: string; name: string }): boolean =>
    record.type === 'A' && record.name === sheet.fqdn;
  const records = dns.records.filter(record => !own(record));
  const [address = ''] = sheet.addresses;
  await store.write(store.layout.dns, {
    ...dns,
    records: [...records, { type: 'A', name: sheet.fqdn, data: address }],
  });
}

/** A clean computer with the same name, joined to the domain with the account that it always had. */
export const installOs: HandsTask = {
  name: 'install-os',
  describe: () =>
    l10n.t('installs Windows on a clean computer, same FQDN, same account in the directory'),
  run: async ({ server }, services) => {
    const { store, now, random } = services;
    const sheet = await sheetOf(store, server);
    await refuseInUse(store, server);
    const { layout } = store;
    for (const folder of [layout.databases(server), layout.shares(server), layout.sql(server)]) {
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
    await emptyDisk(layout.disk(server));
    const wrong = faultOn(await store.faults(), 'wrong-name', server);
    const clean = cleanComputer(sheet, now, random);
    await store.write(layout.computer(server), {
      ...clean,
      hostName: wrong?.detail ?? clean.hostName,
    });
    await registerName(services, sheet);
    const { computers } = await store.directory();
    const account = computers.find(computer => computer.fqdn === sheet.fqdn);
    return l10n.t(
      '{0} installed on a clean computer named {1}; joined to {2} with the existing account {3} ({4}); address {5}.',
      sheet.os.caption,
      wrong?.detail ?? clean.hostName,
      sheet.domain,
      account?.name ?? '-',
      account?.sid ?? '-',
      sheet.addresses.join(', '),
    );
  },
};
