import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Estate } from '../../../estate/model.ts';
import { instanceFileName } from '../engine/instance-store.ts';
import type { PracticeSqlOptions, ServedInstance } from '../serve.ts';
import { instanceFolder } from './create-databases.ts';

/** The instances of a practice estate whose server is there; a lost one has nothing to serve. */
export function servedInstances(estate: Estate): ServedInstance[] {
  const folder = dirname(estate.file);
  return estate.sqlInstances
    .map(({ name, host, instance }) => ({
      name,
      host,
      instance: instance === '' ? 'MSSQLSERVER' : instance,
    }))
    .filter(({ host, instance }) =>
      existsSync(join(instanceFolder(folder, host, instance), instanceFileName)),
    );
}

/** What `servePracticeSql` needs to serve an estate. */
export function serveOptions(
  estate: Estate,
): Pick<PracticeSqlOptions, 'estateFolder' | 'instances' | 'paths'> {
  return {
    estateFolder: dirname(estate.file),
    instances: servedInstances(estate),
    paths: estate.paths,
  };
}
