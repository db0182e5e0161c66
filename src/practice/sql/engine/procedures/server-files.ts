import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrors } from '../../storage/server-paths.ts';
import { intType, varchar } from '../../values/types.ts';
import type { ResultColumn } from '../../wire/tokens.ts';
import { sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import { required, type Procedure } from './procedure.ts';

/** What is at a path of the server: file, folder, folder above. */
async function lookAt(execution: Execution, path: string): Promise<[bigint, bigint, bigint]> {
  const located = await execution.instance.paths.locate(path);
  if (!located.found) return [0n, 0n, 0n];
  const found = await stat(located.local).catch(() => undefined);
  const parent = await stat(dirname(located.local)).catch(() => undefined);
  return [
    found?.isFile() === true ? 1n : 0n,
    found?.isDirectory() === true ? 1n : 0n,
    parent?.isDirectory() === true ? 1n : 0n,
  ];
}

const fileExists: Procedure = async (execution, list) => {
  const path = required(list, 0, 'xp_fileexist', '@filename');
  const row = await lookAt(execution, path);
  const columns: ResultColumn[] = [
    { name: 'File Exists', type: intType },
    { name: 'File is a Directory', type: intType },
    { name: 'Parent Directory Exists', type: intType },
  ];
  await execution.resultSet(columns, [row]);
  return 0;
};

/** Makes a folder and those above it, on a drive that the server has. */
const createSubdir: Procedure = async (execution, list) => {
  const path = required(list, 0, 'xp_create_subdir', '@newsubdir');
  const drive = await execution.instance.paths.locate(`${path.slice(0, 2)}\\`);
  if (!drive.found || drive.drive === undefined) throw sqlError(22048, 3, systemErrors[3] ?? '');
  await execution.instance.paths.makeFolder(path);
  return 0;
};

const fixedDrives: Procedure = async execution => {
  const columns: ResultColumn[] = [
    { name: 'drive', type: varchar(1) },
    { name: 'MB free', type: intType },
  ];
  const { instance } = execution;
  const rows = Object.keys(instance.facts.drives).map(drive => [
    drive,
    BigInt(Math.floor((instance.freeSpace(drive) ?? 0) / 1_048_576)),
  ]);
  await execution.resultSet(columns, rows);
  return 0;
};

/** Procedures about what lies on the server's drives and shares. */
export const serverFileProcedures: readonly (readonly [string, Procedure])[] = [
  ['xp_fileexist', fileExists],
  ['xp_create_subdir', createSubdir],
  ['xp_fixeddrives', fixedDrives],
];
