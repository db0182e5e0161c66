import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { ActionServices } from './action.ts';
import { NodeCommandRunner } from './node-command-runner.ts';
import { SystemNames, SystemPorts } from './node-network.ts';

/** What only the composition root can give. */
export type OwnServices = Pick<
  ActionServices,
  'estate' | 'shells' | 'backup' | 'backupFiles' | 'sql' | 'self'
>;

/** Services of a real run: this computer's processes, DNS, network and clock, but for `own`. */
export function actionServices(
  own: OwnServices & Partial<Omit<ActionServices, keyof OwnServices>>,
): ActionServices {
  return {
    commands: new NodeCommandRunner(),
    names: new SystemNames(),
    ports: new SystemPorts(),
    operator: userInfo().username,
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal });
    },
    ...own,
  };
}
