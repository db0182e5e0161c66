import { dirname } from 'node:path';
import type { Estate } from '../../../estate/model.ts';
import type { PracticeSqlOptions, ServedInstance } from '../serve.ts';

/** The SQL instances of an estate, as the endpoint wants them named. */
function servedInstances(estate: Estate): ServedInstance[] {
  return estate.sqlInstances.map(({ name, host, instance, databases }) => ({
    name,
    host,
    instance: instance === '' ? 'MSSQLSERVER' : instance,
    databases,
  }));
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
