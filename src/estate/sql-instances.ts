import { sameName } from './lookup.ts';
import type { Pool, SqlInstance } from './model.ts';
import type { EstateFile } from './schema.ts';

function sqlInstance(name: string, settings: Readonly<Record<string, unknown>>): SqlInstance {
  const [host = name, instance = ''] = name.split('\\');
  return { name, host, instance, databases: [], settings };
}

/** Where only one half names the other, or only one the witness, both have it in the model. */
function bothHalves(instances: readonly SqlInstance[]): SqlInstance[] {
  return instances.map(instance => {
    const other = instances.find(({ name, mirror }) =>
      instance.mirror === undefined
        ? mirror !== undefined && sameName(mirror, instance.name)
        : sameName(name, instance.mirror),
    );
    const mirror = instance.mirror ?? other?.name;
    const witness = instance.witness ?? other?.witness;
    return {
      ...instance,
      ...(mirror === undefined ? {} : { mirror }),
      ...(witness === undefined ? {} : { witness }),
    };
  });
}

/** What stands under `sql:`, and the instances that only a pool names. */
export function sqlInstancesOf(file: EstateFile, pools: readonly Pool[]): SqlInstance[] {
  const instances = file.sql.map((entry): SqlInstance => {
    const { instance, version, edition, collation, databases, mirror, witness } = entry;
    return {
      ...sqlInstance(instance, entry),
      databases,
      ...(version === undefined ? {} : { version }),
      ...(edition === undefined ? {} : { edition }),
      ...(collation === undefined ? {} : { collation }),
      ...(mirror === undefined ? {} : { mirror }),
      ...(witness === undefined ? {} : { witness }),
    };
  });
  const named = pools.flatMap(({ sql, stores }) => [
    ...(sql === undefined ? [] : [sql]),
    ...stores.map(store => store.sql),
  ]);
  for (const name of named) {
    if (instances.some(instance => sameName(instance.name, name))) continue;
    instances.push(sqlInstance(name, {}));
  }
  return bothHalves(instances);
}
