import { evaluateAlone } from '../engine/expressions/bind.ts';
import { sqlError, type SqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import type { Device } from '../language/statements.ts';
import { systemErrors } from '../storage/server-paths.ts';
import { textOf } from '../values/convert.ts';

/** A backup device that the server can reach. */
export interface OpenDevice {
  /** As the statement named it. */
  readonly path: string;
  readonly local: string;
}

const mostDevices = 64;

export function cannotOpen(path: string, error: number): SqlError {
  return sqlError(3201, path, error, systemErrors[error] ?? '');
}

/** Where the devices of a statement lie; throws 3201, 3205, 3206. */
export async function openDevices(
  execution: Execution,
  devices: readonly Device[],
): Promise<OpenDevice[]> {
  if (devices.length > mostDevices) throw sqlError(3205, mostDevices);
  const open: OpenDevice[] = [];
  for (const device of devices) {
    const { value, type } = evaluateAlone(execution, device.path);
    const path = textOf(value, type);
    if (device.kind !== 'disk') throw sqlError(3206, path);
    const full = /^([A-Za-z]:|\\\\|\/)/u.test(path)
      ? path
      : `${execution.instance.backupPath}\\${path}`;
    const located = await execution.instance.paths.locate(full);
    if (!located.found) throw cannotOpen(full, located.error);
    open.push({ path: full, local: located.local });
  }
  return open;
}
