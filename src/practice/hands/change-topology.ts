import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { taskRefused } from '../../errors/practice.ts';
import { centralStorePath } from '../central-store.ts';
import { withStore, type StoreChange } from '../data/topology-stores.ts';
import { configurationState } from '../state.ts';
import { stateTime } from '../store.ts';
import type { HandsTask } from './task.ts';

const schema = z.discriminatedUnion('change', [
  z.object({ change: z.literal('store-without-mirror'), pool: z.string(), sql: z.string() }),
  z.object({
    change: z.literal('store-with-mirror'),
    pool: z.string(),
    sql: z.string(),
    mirror: z.string(),
    witness: z.string().optional(),
  }),
]);

function refused(server: string, why: string): Error {
  return taskRefused(
    'change-topology',
    server,
    why,
    l10n.t('Give the parameters change, pool and sql, and for a mirror mirror and witness.'),
  );
}

/** The topology with the change; refuses names that it does not have. */
function changed(server: string, xml: string, change: StoreChange): string {
  try {
    return withStore(xml, change);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refused(server, l10n.t('the topology has no {0}.', error.message));
  }
}

/** What Topology Builder does to the store of a pool, published. */
export const changeTopology: HandsTask = {
  name: 'change-topology',
  describe: () => l10n.t('changes the SQL store of a pool and its mirror, and publishes it'),
  run: async ({ server, parameters }, { store, now }) => {
    const parsed = schema.safeParse(parameters);
    if (!parsed.success) throw refused(server, l10n.t('it does not say what is to be changed.'));
    const path = await centralStorePath(store);
    if (path === undefined) {
      throw refused(
        server,
        l10n.t('no Central Management store answers, so nothing can be published.'),
      );
    }
    const state = await store.must(path, configurationState);
    const { witness, ...rest } =
      parsed.data.change === 'store-with-mirror'
        ? parsed.data
        : { ...parsed.data, witness: undefined };
    const topology = changed(server, state.topology, {
      ...rest,
      ...(witness === undefined ? {} : { witness }),
    });
    await store.write(path, {
      ...state,
      topology,
      version: state.version + 1,
      changed: stateTime(now),
    });
    return 'mirror' in rest
      ? l10n.t('Published: store of {0} on {1}, mirrored on {2}.', rest.pool, rest.sql, rest.mirror)
      : l10n.t('Published: store of {0} on {1}, without a mirror.', rest.pool, rest.sql);
  },
};
