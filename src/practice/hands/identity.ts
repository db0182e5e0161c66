import * as l10n from '@vscode/l10n';
import { mkdir } from 'node:fs/promises';
import { clearFaults, faultOn } from '../loss/faults.ts';
import { shareGroups } from '../roles/software.ts';
import { sheetOf } from './install-os.ts';
import { runningComputer } from './running.ts';
import type { HandsTask } from './task.ts';

/** Mends a computer that was installed under another name. */
export const renameComputer: HandsTask = {
  name: 'rename-computer',
  describe: () => l10n.t('gives the computer the name that the server always had'),
  run: async ({ server }, { store }) => {
    await runningComputer(store, 'rename-computer', server);
    const fault = faultOn(await store.faults(), 'wrong-name', server);
    if (fault !== undefined) await clearFaults(store, fault.id);
    await store.changeComputer(server, computer => ({ ...computer, hostName: computer.fqdn }));
    return l10n.t('The computer calls itself {0} and is joined to its domain.', server);
  },
};

/** Mends the server's record in DNS. */
export const correctDns: HandsTask = {
  name: 'correct-dns',
  describe: () => l10n.t('sets the DNS record of the server to its address'),
  run: async ({ server }, { store }) => {
    const sheet = await sheetOf(store, server);
    const [address = ''] = sheet.addresses;
    const fault = faultOn(await store.faults(), 'dns-wrong', server);
    if (fault !== undefined) await clearFaults(store, fault.id);
    const dns = await store.dns();
    const records = dns.records.filter(record => record.type !== 'A' || record.name !== sheet.fqdn);
    await store.write(store.layout.dns, {
      ...dns,
      records: [...records, { type: 'A', name: sheet.fqdn, data: address }],
    });
    return l10n.t('DNS: {0} is {1}.', server, address);
  },
};

/** Groups whose rights Lync itself sets on a file store. */
function isLyncs(account: string): boolean {
  return shareGroups.some(group => account.endsWith(`\\${group}`));
}

/** Creates the folders of the server's shares and shares them, empty. */
export const placeFileShare: HandsTask = {
  name: 'place-file-share',
  describe: () => l10n.t('creates the shares that the server had, empty, at the same paths'),
  run: async ({ server }, { store }) => {
    await runningComputer(store, 'place-file-share', server);
    const { shares } = await sheetOf(store, server);
    for (const share of shares) {
      await mkdir(store.layout.share(server, share.name), { recursive: true });
    }
    await store.changeComputer(server, computer => ({
      ...computer,
      shares: [
        ...computer.shares,
        ...shares
          .filter(share => !computer.shares.some(had => had.name === share.name))
          .map(share => ({ ...share, acl: share.acl.filter(account => !isLyncs(account)) })),
      ],
    }));
    return shares
      .map(share =>
        l10n.t(
          '{0} shared as \\\\{1}\\{2}, Administrators: Full Control',
          share.path,
          server,
          share.name,
        ),
      )
      .join('; ');
  },
};
