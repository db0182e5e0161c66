import type { Problem, TheirWords } from '../../../errors/problem.ts';
import { knownSqlError } from '../../../errors/sql-catalogue.ts';
import {
  sqlEncryptionForced,
  sqlHostUnknown,
  sqlLoginRefused,
  sqlNotReached,
  sqlTlsFailed,
} from '../../../errors/sql.ts';
import type { Endpoint } from '../../../estate/addresses.ts';
import { errorSeverity, type SqlMessage, type SqlProfile } from '../backend.ts';

/** A message of the server as problems carry it; `line` is that of the step, where there is one. */
export function serverWords(message: SqlMessage, line = message.line): TheirWords {
  const text =
    message.procedure === ''
      ? message.text
      : `${message.text} (${message.procedure}, ${message.line})`;
  return {
    source: 'SQL Server',
    text,
    number: message.number,
    severity: message.severity,
    state: message.state,
    ...(message.procedure !== '' || line <= 0 ? {} : { line }),
  };
}

/** Error codes of an error and of what caused it, outermost first. */
function* causes(error: unknown): Generator<Error> {
  for (let at = error; at instanceof Error;) {
    yield at;
    const below: unknown = at.cause ?? Reflect.get(at, 'originalError');
    at = below === at ? undefined : below;
  }
}

function codesOf(error: unknown): string[] {
  return [...causes(error)].flatMap(each => {
    const code: unknown = Reflect.get(each, 'code');
    return typeof code === 'string' ? [code] : [];
  });
}

function deepestText(error: unknown): string {
  const texts = [...causes(error)].map(each => each.message).filter(text => text !== '');
  return texts.at(-1) ?? String(error);
}

const tlsCode = /^(?:ERR_(?:SSL|TLS|OSSL)|EPROTO$|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u;

export interface FailedConnect {
  readonly profile: SqlProfile;
  readonly endpoint: Endpoint;
  readonly user: string;
  /** What the server said during the login. */
  readonly messages: readonly SqlMessage[];
}

/** Why there is no session, from what the driver threw and what the server said. */
export function connectFailure(error: unknown, failed: FailedConnect): Problem {
  const { profile, endpoint, user, messages } = failed;
  const { instance, connection } = profile;
  const refusals = messages.filter(({ severity }) => severity >= errorSeverity);
  const [first] = refusals;
  if (first !== undefined) {
    const words = refusals.map(message => serverWords(message, 0));
    return sqlLoginRefused(instance, user, words, knownSqlError(first.number, first.text));
  }
  const codes = codesOf(error);
  const words = deepestText(error);
  if (codes.includes('EENCRYPT')) return sqlEncryptionForced(instance);
  if (codes.includes('ENOTFOUND') || codes.includes('EAI_AGAIN'))
    return sqlHostUnknown(instance, endpoint.host, words);
  if (codes.some(code => tlsCode.test(code))) return sqlTlsFailed(instance, words, connection.tls);
  return sqlNotReached(instance, `${endpoint.host}:${endpoint.port}`, words);
}

/** Problem codes that say that the server could not be asked at all. */
export const unreachableCodes: ReadonlySet<string> = new Set([
  'SQL-NOT-REACHED',
  'SQL-SILENT',
  'SQL-BROWSER-SILENT',
  'SQL-BROWSER-STOPPED',
  'SQL-INSTANCE-NOT-LISTED',
  'SQL-HOST-UNKNOWN',
]);
