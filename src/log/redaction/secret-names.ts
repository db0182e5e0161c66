import { parseRecord } from '../chain/line.ts';
import type { LoggedValues, RunEvent } from '../events.ts';
import { nodeFiles, type LogFiles } from '../files.ts';
import type { LogRecord } from '../record.ts';
import { LineSource } from '../view/line-source.ts';

/** What a log says of the secrets of its run: their names, and the estate file that may name more. */
export interface NamedSecrets {
  readonly names: ReadonlySet<string>;
  /** As the log has it; empty where the run did not begin. */
  readonly estateFile: string;
}

function valuesOf(event: LogRecord['event']): LoggedValues {
  switch (event.type) {
    case 'run-started':
      return event.variables;
    case 'variables-set':
    case 'step-started':
    case 'step-ended':
      return event.values;
    default:
      return {};
  }
}

const withValues: readonly RunEvent['type'][] = [
  'run-started',
  'variables-set',
  'step-started',
  'step-ended',
];

/** Told without parsing: most lines of a log are output. */
function mayNameSecrets(text: string): boolean {
  return withValues.some(type => text.includes(`"type":"${type}"`));
}

/** The secrets that a log names. Throws what the file system throws. */
export async function secretsNamedIn(
  file: string,
  files: LogFiles = nodeFiles,
): Promise<NamedSecrets> {
  const names = new Set<string>();
  let estateFile = '';
  const take = (text: string | undefined): void => {
    const isOf = text !== undefined && mayNameSecrets(text);
    const event = isOf ? parseRecord(text)?.event : undefined;
    if (event === undefined) return;
    if (event.type === 'run-started') estateFile = event.estate.file;
    for (const value of Object.values(valuesOf(event))) {
      if (typeof value !== 'string') names.add(value.secret);
    }
  };
  const handle = await files.open(file, 'read');
  try {
    const source = new LineSource(handle);
    while (await source.next(take));
  } finally {
    await handle.close();
  }
  return { names, estateFile };
}
