import { messageText, sqlError } from '../engine/messages/sql-error.ts';
import type { Execution } from '../engine/sessions/execution.ts';
import type { BackupStatement } from '../language/statements.ts';
import { doneCommand } from '../wire/tokens.ts';
import { openDevices } from './devices.ts';
import { fileColumns, headerColumns, labelColumns, rowsOf } from './header-columns.ts';
import { Options } from './options.ts';
import { Progress } from './progress.ts';
import { readMediaSet, setAt } from './read-media.ts';
import { logOf, pagesOf } from './set-pages.ts';

type Restore = Extract<BackupStatement, { kind: 'restore' }>;

function named<T>(
  columns: readonly (readonly [string, T, ...unknown[]])[],
): { name: string; type: T }[] {
  return columns.map(([name, type]) => ({ name, type }));
}

async function verify(
  execution: Execution,
  options: Options,
  media: Awaited<ReturnType<typeof readMediaSet>>,
): Promise<void> {
  const position = options.number('FILE') ?? 1;
  const set = setAt(media, position);
  if (options.has('CHECKSUM') && !set.header.checksums) throw sqlError(3187);
  const verifyPages = set.header.checksums && !options.has('NO_CHECKSUM');
  const progress = new Progress(execution, options.stats, '');
  const pages = pagesOf(set, { verifyPages, verify: true });
  for (let done = 1; pages.next().done !== true; done++)
    await progress.reach(Math.floor((done * 99) / Math.max(1, set.header.backedUpPages)));
  if (set.header.type === 2) logOf(set);
  await progress.reach(100);
  execution.info(3262, messageText(3262, position));
  execution.end(doneCommand.none);
}

/** RESTORE HEADERONLY, FILELISTONLY, LABELONLY and VERIFYONLY; nothing is changed by them. */
export async function inspectBackup(execution: Execution, statement: Restore): Promise<void> {
  const { session, instance } = execution;
  const options = new Options(execution, statement.options, ['PASSWORD', 'MEDIAPASSWORD']);
  if (session.request) session.request.command = `RESTORE ${statement.what.toUpperCase()}`;
  const { login } = session;
  if (!login.roles.some(role => role === 'sysadmin' || role === 'dbcreator'))
    throw sqlError(262, 'CREATE DATABASE', 'master');
  const devices = await openDevices(execution, statement.devices);
  const media = await readMediaSet(devices, statement.what === 'verifyonly');
  const [first] = media;
  if (first === undefined) return;
  switch (statement.what) {
    case 'labelonly':
      await execution.resultSet(named(labelColumns), rowsOf(labelColumns, [first]));
      return;
    case 'headeronly': {
      const columns = headerColumns(instance.product.version[0]);
      const wanted = options.number('FILE');
      const sets = first.sets.filter(set => wanted === undefined || set.header.position === wanted);
      await execution.resultSet(named(columns), rowsOf(columns, sets));
      return;
    }
    case 'filelistonly': {
      const set = setAt(media, options.number('FILE') ?? 1);
      const [part] = set.parts;
      if (part === undefined) return;
      const files = set.header.files.map(file => ({ file, set: part }));
      await execution.resultSet(named(fileColumns), rowsOf(fileColumns, files));
      return;
    }
    default:
      await verify(execution, options, media);
  }
}
