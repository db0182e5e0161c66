/**
 * `node newer-sql-server.mjs ESTATE-FOLDER SERVER VERSION`: sets the SQL Server instances of a server of a
 * practice estate up anew in that version, with the databases that they have and new rows in them.
 */
import { join } from 'node:path';
import { createPracticeDatabases } from '../../src/practice/sql/estate/create-databases.ts';
import { readInstances } from '../../src/practice/sql/estate/read-instances.ts';

const [estateFolder, host, version] = process.argv.slice(2);
const instances = await readInstances(join(estateFolder, 'servers', host, 'sql'));
if (instances.length === 0) throw new Error(`${host} has no SQL Server in ${estateFolder}`);
for (const { instance, databases } of instances) {
  const names = databases.map(({ facts }) => facts.name);
  await createPracticeDatabases(estateFolder, { host, instance, version, databases: names });
  process.stdout.write(`${host}\\${instance} is SQL Server ${version} with ${names.join(', ')}\n`);
}
