import * as l10n from '@vscode/l10n';
import { valueRefused } from '../../../errors/sql-restore.ts';
import { parsePath } from '../../../estate/unc.ts';
import type { RestoreWish } from '../../sql/restore/wish.ts';
import type { ActionServices } from '../action.ts';
import type { RestoreParameters } from '../actions/restore-database.ts';
import { requireDatabaseName } from '../database-fields.ts';

/** A path of the SQL Server computer that is never opened here: a drive or a share. */
function serverOnly(key: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const parsed = parsePath(path);
  if (parsed.path === undefined || parsed.path.kind === 'posix')
    throw valueRefused(key, path, l10n.t('it is no full path of Windows, such as D:\\Data.'));
  return path.replaceAll('/', '\\');
}

/** A moment as the server takes it and as headers give it: seconds and thousandths written out. */
function moment(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [day = '', clock = ''] = text.split(/[ T]/u);
  const [hours = '00', minutes = '00', seconds = '00'] = clock.split(':');
  const [whole = '00', part = ''] = seconds.split('.');
  return `${day} ${hours}:${minutes}:${whole}.${part.padEnd(3, '0')}`;
}

/** What the step asks for; throws a usage problem for names and paths that cannot be. */
export function wishOf(parameters: RestoreParameters, services: ActionServices): RestoreWish {
  const { backupFiles } = services;
  const target = parameters.as ?? parameters.database;
  requireDatabaseName('database', parameters.database);
  requireDatabaseName('as', target);
  const tailLog = parameters['tail-log'];
  return {
    database: parameters.database,
    target,
    paths: parameters.from.map(path => backupFiles.serverPath(path)),
    position: parameters.position,
    stopAt: moment(parameters['stop-at']),
    replace: parameters.replace,
    disconnect: parameters.disconnect,
    move: Object.fromEntries(
      Object.entries(parameters.move).map(([name, path]) => [
        name,
        serverOnly(`move.${name}`, path) ?? path,
      ]),
    ),
    dataFolder: serverOnly('data-folder', parameters['data-folder']),
    logFolder: serverOnly('log-folder', parameters['log-folder']),
    overwriteFiles: parameters['overwrite-files'],
    makeFolders: parameters['make-folders'],
    tailLog: tailLog === undefined ? undefined : backupFiles.serverPath(tailLog),
    loseTailLog: parameters['lose-tail-log'],
    recovery: parameters.recovery,
  };
}
