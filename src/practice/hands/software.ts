import * as l10n from '@vscode/l10n';
import { taskRefused } from '../../errors/practice.ts';
import { writeInstalledFiles } from '../making/installed-files.ts';
import { managementSoftware, mediaFolder, windowsFeatures } from '../roles/software.ts';
import { createPracticeDatabases } from '../sql/estate/create-databases.ts';
import { sheetOf } from './install-os.ts';
import { runningComputer } from './running.ts';
import type { HandsTask } from './task.ts';

/** Windows features, the product media, the core components and the administrative tools. */
export const installPrerequisites: HandsTask = {
  name: 'install-prerequisites',
  describe: () =>
    l10n.t(
      'installs Windows features, core components and administrative tools, attaches the media',
    ),
  run: async ({ server }, { store }) => {
    await runningComputer(store, 'install-prerequisites', server);
    const software = managementSoftware();
    const state = await store.changeComputer(server, computer => {
      const installed = computer.software.map(one => one.name);
      return {
        ...computer,
        features: [...windowsFeatures],
        media: [mediaFolder],
        software: [...computer.software, ...software.filter(one => !installed.includes(one.name))],
      };
    });
    await writeInstalledFiles(store.layout.disk(server), state.software);
    return l10n.t(
      'Installed: {0}; {1}. Product media at {2}.',
      windowsFeatures.join(', '),
      software.map(one => `${one.name} ${one.version}`).join(', '),
      mediaFolder,
    );
  },
};

/** The SQL Server instances that the server had, empty, with the same names. */
export const installSql: HandsTask = {
  name: 'install-sql',
  describe: () => l10n.t('installs SQL Server with the instance names that the server had'),
  run: async ({ server }, { store, now, random }) => {
    await runningComputer(store, 'install-sql', server);
    const { sql } = await sheetOf(store, server);
    if (sql.length === 0) {
      throw taskRefused(
        'install-sql',
        server,
        l10n.t('it never had SQL Server.'),
        l10n.t('Leave this step out for this server.'),
      );
    }
    const { netbios } = await store.directory();
    const installed = (await store.computer(server)).sql.map(one => one.name);
    for (const { name, version, edition } of sql.filter(one => !installed.includes(one.name))) {
      await createPracticeDatabases(store.layout.root, {
        host: server,
        instance: name,
        version,
        edition,
        databases: [],
        domain: netbios,
        now: () => now,
        random: size => Buffer.from(random(size)),
      });
    }
    await store.changeComputer(server, computer => ({
      ...computer,
      sql: [
        ...computer.sql,
        ...sql.filter(one => !computer.sql.some(had => had.name === one.name)),
      ],
    }));
    return sql
      .map(one => l10n.t('SQL Server {0} {1}, instance {2}', one.version, one.edition, one.name))
      .join('; ');
  },
};
