import type { FunctionCall } from '../../language/ast.ts';
import { bind } from '../expressions/bind.ts';
import type { Bound, Scope } from '../expressions/scope.ts';
import { notSupported, sqlError } from '../messages/sql-error.ts';
import type { Execution } from '../sessions/execution.ts';
import type { BuiltIn } from './built-in.ts';
import { dateFunctions } from './date.ts';
import { generalFunctions } from './general.ts';
import { numberFunctions } from './number.ts';
import { objectFunctions } from './object.ts';
import { serverFunctions } from './server.ts';
import { textFunctions } from './text.ts';

const all: ReadonlyMap<string, BuiltIn> = new Map([
  ...textFunctions,
  ...dateFunctions,
  ...generalFunctions,
  ...numberFunctions,
  ...objectFunctions,
  ...serverFunctions,
]);

/** What SQL Server 2008 to 2014 has and this server does not: not an unknown name. */
const others = new Set(
  `BINARY_CHECKSUM CERTENCODED CERTPRIVATEKEY CERT_ID CHECKSUM CHECKSUM_AGG COLLATIONPROPERTY
  COLUMNPROPERTY CONNECTIONPROPERTY CONTEXT_INFO COT CUME_DIST CURSOR_STATUS DECRYPTBYPASSPHRASE DIFFERENCE
  ENCRYPTBYPASSPHRASE EVENTDATA FILEGROUPPROPERTY FIRST_VALUE FORMAT FORMATMESSAGE FULLTEXTCATALOGPROPERTY
  FULLTEXTSERVICEPROPERTY GETANSINULL GROUPING GROUPING_ID HAS_PERMS_BY_NAME HOST_ID IDENT_INCR IDENT_SEED
  INDEXKEY_PROPERTY INDEXPROPERTY INDEX_COL LAG LAST_VALUE LEAD LOGINPROPERTY MIN_ACTIVE_ROWVERSION
  NEWSEQUENTIALID NTILE OBJECT_DEFINITION OPENQUERY OPENROWSET OPENXML ORIGINAL_DB_NAME PARSE PERCENTILE_CONT
  PERCENTILE_DISC PERCENT_RANK PERMISSIONS PUBLISHINGSERVERNAME PWDCOMPARE PWDENCRYPT SOUNDEX
  SQL_VARIANT_PROPERTY STATS_DATE STDEV STDEVP TERTIARY_WEIGHTS TEXTPTR TEXTVALID TODATETIMEOFFSET
  SWITCHOFFSET TRIGGER_NESTLEVEL TRY_PARSE TYPEPROPERTY VAR VARP`.split(/\s+/u),
);

/** A call of a built-in function; throws 195 and 174. */
export function bindCall(execution: Execution, call: FunctionCall, scope: Scope): Bound {
  const found = all.get(call.name);
  const major = execution.instance.product.version[0];
  if (found === undefined || major < (found.since ?? 0)) {
    if (found === undefined && others.has(call.name)) throw notSupported(call.name, call.line);
    const error = sqlError(195, call.name, 'built-in function name');
    error.line = call.line;
    throw error;
  }
  const count = call.arguments.length;
  if (call.star || count < found.least || count > found.most) {
    const error = sqlError(174, call.name.toLowerCase(), found.least);
    error.line = call.line;
    throw error;
  }
  const bounds = call.arguments.map(argument => bind(execution, argument, scope));
  return found.bind({ execution, name: call.name, arguments: bounds, line: call.line });
}
