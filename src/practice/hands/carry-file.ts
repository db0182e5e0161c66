import * as l10n from '@vscode/l10n';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { taskRefused } from '../../errors/practice.ts';
import { knownServer } from '../loss/lose.ts';
import { runningComputer } from './running.ts';
import type { HandsTask } from './task.ts';

const schema = z.object({
  from: z.string(),
  /** A file on drive C:, the same on both servers. */
  file: z.string().regex(/^C:\\[^\\].*$/iu),
});

function refused(server: string, why: string): Error {
  return taskRefused(
    'carry-file',
    server,
    why,
    l10n.t('Give the parameters from (a server) and file (a path on its drive C:).'),
  );
}

/** Takes a file from one server's drive C: to the same place on another, as a person does on a medium. */
export const carryFile: HandsTask = {
  name: 'carry-file',
  describe: () => l10n.t('carries a file from another server to the same place on this one'),
  run: async ({ server, parameters }, { store }) => {
    const parsed = schema.safeParse(parameters);
    const parts = parsed.success ? parsed.data.file.split('\\').slice(1) : [];
    if (!parsed.success || parts.includes('..')) {
      throw refused(server, l10n.t('it does not say which file.'));
    }
    const from = await knownServer(store, parsed.data.from);
    await runningComputer(store, 'carry-file', from);
    await runningComputer(store, 'carry-file', server);
    const source = join(store.layout.disk(from), ...parts);
    const size = await stat(source).then(
      file => file.size,
      () => undefined,
    );
    if (size === undefined) {
      throw refused(server, l10n.t('{0} has no file {1}.', from, parsed.data.file));
    }
    const target = join(store.layout.disk(server), ...parts);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target);
    return l10n.t('{0} of {1} is on {2}: {3} bytes.', parsed.data.file, from, server, size);
  },
};
