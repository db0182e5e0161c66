/** Recovery logs that a drill has written. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every log below a folder, oldest first; their names begin with the time. */
export function logsBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.recovery-log.jsonl'))
    .sort()
    .map(name => join(folder, name));
}
