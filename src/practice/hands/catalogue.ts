import { unknownTask } from '../../errors/practice.ts';
import { carryFile } from './carry-file.ts';
import { reissueCertificates, restoreCertificates } from './certificates.ts';
import { changeTopology } from './change-topology.ts';
import { correctDns, placeFileShare, renameComputer } from './identity.ts';
import { installOs } from './install-os.ts';
import { setUpServer } from './set-up-server.ts';
import { installPrerequisites, installSql } from './software.ts';
import type { HandsTask } from './task.ts';

/** Every task that a practice estate can do. A new one is a new module, listed here. */
export const handsTasks: readonly HandsTask[] = [
  installOs,
  reissueCertificates,
  restoreCertificates,
  installPrerequisites,
  installSql,
  placeFileShare,
  renameComputer,
  correctDns,
  changeTopology,
  carryFile,
  setUpServer,
];

/** The task with this name; throws a `Problem` that lists the tasks where there is none. */
export function handsTask(name: string): HandsTask {
  const task = handsTasks.find(one => one.name === name);
  if (task !== undefined) return task;
  throw unknownTask(
    name,
    handsTasks.map(one => one.name),
  );
}
