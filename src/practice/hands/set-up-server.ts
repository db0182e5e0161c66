import * as l10n from '@vscode/l10n';
import { writeInstalledFiles } from '../making/installed-files.ts';
import { managementSoftware } from '../roles/software.ts';
import { placeFileShare } from './identity.ts';
import { sheetOf } from './install-os.ts';
import { runningComputer } from './running.ts';
import type { HandsTask } from './task.ts';

/** What a server without data of Lync did before: shares, and on a backup host the management tools. */
export const setUpServer: HandsTask = {
  name: 'set-up-server',
  describe: () => l10n.t('sets up what a server without data of Lync did before'),
  run: async (request, services) => {
    const { server } = request;
    const { store } = services;
    await runningComputer(store, 'set-up-server', server);
    const sheet = await sheetOf(store, server);
    const done: string[] = [];
    if (sheet.shares.length > 0) done.push(await placeFileShare.run(request, services));
    for (const { name } of sheet.sql)
      done.push(l10n.t('SQL Server {0}: endpoint on port 7022', name));
    if (sheet.roles.includes('BackupHost')) {
      const software = managementSoftware();
      await store.changeComputer(server, computer => ({
        ...computer,
        software,
        shares: computer.shares.map(share => ({
          ...share,
          acl: sheet.shares.find(one => one.name === share.name)?.acl ?? share.acl,
        })),
      }));
      await writeInstalledFiles(store.layout.disk(server), software);
      done.push(software.map(one => one.name).join(', '));
    }
    return done.length === 0 ? l10n.t('{0} is set up.', server) : done.join('; ');
  },
};
