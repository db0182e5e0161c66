import { Cursor } from '../../language/cursor.ts';
import { parseObjectName } from '../../language/parse-expression.ts';
import type { Table } from '../../storage/content.ts';
import {
  decimalType,
  intType,
  nvarchar,
  smallintType,
  sysname,
  type SqlValue,
} from '../../values/types.ts';
import { byteLength, typeNumbers } from '../../views/object-views.ts';
import { sameName, type Frame } from '../expressions/scope.ts';
import type { Database } from '../instance/database.ts';
import { errorsOf } from '../messages/sql-error.ts';
import { findTable } from '../queries/relations.ts';
import { builtIn, type BuiltIn, type Call } from './built-in.ts';
import { numberArgument, textArgument } from './text.ts';

function currentDatabase(call: Call): Database {
  return call.execution.instance.database(call.execution.session.database);
}

/** The table that a text names; undefined when there is none. */
function tableNamed(call: Call, frame: Frame): Table | undefined {
  const name = textArgument(call, 0, frame) ?? '';
  const { execution } = call;
  try {
    const parsed = parseObjectName(new Cursor(name, execution.instance.product.version[0]));
    return findTable(execution, parsed);
  } catch (error) {
    // A name that leads nowhere has no object.
    if (errorsOf(error) === undefined) throw error;
    return undefined;
  }
}

function tableById(call: Call, frame: Frame): Table | undefined {
  const id = numberArgument(call, 0, frame);
  return currentDatabase(call).content?.tables.find(table => table.objectId === id);
}

function columnLength(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 1, frame) ?? '';
  const column = tableNamed(call, frame)?.columns.find(one => sameName(one.name, name));
  return column === undefined ? null : BigInt(byteLength(column.type));
}

function columnName(call: Call, frame: Frame): SqlValue {
  const place = numberArgument(call, 1, frame) ?? 0;
  return tableById(call, frame)?.columns[place - 1]?.name ?? null;
}

/** NULL for a property that is not known, as on a server. */
function objectProperty(call: Call, frame: Frame): SqlValue {
  const table = tableById(call, frame);
  if (table === undefined) return null;
  const answers: Readonly<Record<string, boolean>> = {
    istable: true,
    isusertable: true,
    isview: false,
    isprocedure: false,
    issystemtable: false,
    ismsshipped: false,
    tablehasprimarykey: table.primaryKey.length > 0,
    tablehasidentity: table.columns.some(column => column.identity !== undefined),
  };
  const answer = answers[textArgument(call, 1, frame)?.toLowerCase() ?? ''];
  return answer === undefined ? null : answer ? 1n : 0n;
}

function typeName(call: Call, frame: Frame): SqlValue {
  const id = numberArgument(call, 0, frame);
  return Object.entries(typeNumbers).find(([, number]) => number === id)?.[0] ?? null;
}

function typeId(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 0, frame)?.toLowerCase();
  const found = Object.entries(typeNumbers).find(([known]) => known === name);
  return found === undefined ? null : BigInt(found[1]);
}

function fileName(call: Call, frame: Frame): SqlValue {
  const id = numberArgument(call, 0, frame);
  return currentDatabase(call).facts.files.find(file => file.fileId === id)?.logicalName ?? null;
}

function fileId(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 0, frame) ?? '';
  const found = currentDatabase(call).facts.files.find(file => sameName(file.logicalName, name));
  return found === undefined ? null : BigInt(found.fileId);
}

function fileProperty(call: Call, frame: Frame): SqlValue {
  const database = currentDatabase(call);
  const name = textArgument(call, 0, frame) ?? '';
  const file = database.facts.files.find(one => sameName(one.logicalName, name));
  if (file === undefined) return null;
  const answers: Readonly<Record<string, number>> = {
    isprimaryfile: file.fileId === 1 ? 1 : 0,
    islogfile: file.kind === 'LOG' ? 1 : 0,
    isreadonly: database.facts.readOnly ? 1 : 0,
    // What is used is not told apart from what is taken.
    spaceused: file.sizePages,
  };
  const answer = answers[textArgument(call, 1, frame)?.toLowerCase() ?? ''];
  return answer === undefined ? null : BigInt(answer);
}

function currentIdentity(call: Call, frame: Frame): SqlValue {
  const table = tableNamed(call, frame);
  const identity = table?.columns.find(column => column.identity)?.identity;
  if (table === undefined || identity === undefined) return null;
  const last = table.rows.length === 0 ? identity.seed : table.nextIdentity - identity.increment;
  return { kind: 'decimal', unscaled: last, scale: 0 };
}

/** PARSENAME counts the parts of a name from its end. */
function namePart(call: Call, frame: Frame): SqlValue {
  const name = textArgument(call, 0, frame);
  const place = numberArgument(call, 1, frame) ?? 0;
  if (name === undefined) return null;
  try {
    const { parts } = parseObjectName(new Cursor(name, 11));
    const part = parts.at(-place);
    return place < 1 || place > 4 || part === undefined || part === '' ? null : part;
  } catch (error) {
    if (errorsOf(error) === undefined) throw error;
    return null;
  }
}

function databaseById(call: Call, frame: Frame): SqlValue {
  const { instance } = call.execution;
  const database = instance.find(textArgument(call, 0, frame) ?? '');
  if (database === undefined) return null;
  const { facts } = database;
  const answers: Readonly<Record<string, boolean>> = {
    isoffline: facts.state === 'OFFLINE',
    isinload: facts.state === 'RESTORING',
    issuspect: facts.state === 'SUSPECT',
    isreadonly: facts.readOnly,
    issingleuser: facts.access === 'SINGLE_USER',
    istrunclog: facts.recoveryModel === 'SIMPLE',
    isinstandby: false,
    isautoclose: false,
    isautoshrink: false,
  };
  const answer = answers[textArgument(call, 1, frame)?.toLowerCase() ?? ''];
  return answer === undefined ? null : answer ? 1n : 0n;
}

/** Functions about tables, columns, types and files. */
export const objectFunctions: readonly (readonly [string, BuiltIn])[] = [
  ['COL_LENGTH', builtIn(2, 2, smallintType, columnLength)],
  ['COL_NAME', builtIn(2, 2, sysname, columnName)],
  ['OBJECTPROPERTY', builtIn(2, 2, intType, objectProperty)],
  ['OBJECTPROPERTYEX', builtIn(2, 2, intType, objectProperty)],
  [
    'OBJECT_SCHEMA_NAME',
    builtIn(1, 2, sysname, (call, frame) => tableById(call, frame)?.schema ?? null),
  ],
  ['TYPE_NAME', builtIn(1, 1, sysname, typeName)],
  ['TYPE_ID', builtIn(1, 1, intType, typeId)],
  ['FILE_NAME', builtIn(1, 1, sysname, fileName)],
  ['FILE_ID', builtIn(1, 1, smallintType, fileId)],
  ['FILE_IDEX', builtIn(1, 1, intType, fileId)],
  ['FILEPROPERTY', builtIn(2, 2, intType, fileProperty)],
  [
    'FILEGROUP_NAME',
    builtIn(1, 1, sysname, (call, frame) =>
      numberArgument(call, 0, frame) === 1 ? 'PRIMARY' : null,
    ),
  ],
  ['IDENT_CURRENT', builtIn(1, 1, decimalType(38, 0), currentIdentity)],
  ['PARSENAME', builtIn(2, 2, nvarchar(128), namePart)],
  ['DATABASEPROPERTY', builtIn(2, 2, intType, databaseById)],
];
