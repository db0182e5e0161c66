import type { Problem, TheirWords } from '../../../errors/problem.ts';
import { knownSqlError, type KnownSqlError } from '../../../errors/sql-catalogue.ts';
import { sqlQuestionFailed } from '../../../errors/sql.ts';
import type { SqlMessage, SqlSession, SqlValueParameter } from '../backend.ts';
import { serverWords } from '../connection/connect-failure.ts';
import { rootCauseFirst } from '../root-cause.ts';

/** One row of an answer; columns are found by name, in any letter case. */
export class Row {
  readonly #values: ReadonlyMap<string, string | null>;

  constructor(columns: readonly string[], values: readonly (string | null)[]) {
    this.#values = new Map(columns.map((name, i) => [name.toLowerCase(), values[i] ?? null]));
  }

  /** Empty for NULL, and for a column that this version of the server does not have. */
  text(column: string): string {
    return this.#values.get(column.toLowerCase()) ?? '';
  }

  /** `undefined` for NULL and for a column that is not there. */
  optional(column: string): string | undefined {
    return this.#values.get(column.toLowerCase()) ?? undefined;
  }

  number(column: string): number | undefined {
    const text = this.optional(column);
    const value = Number(text);
    return text === undefined || text === '' || !Number.isFinite(value) ? undefined : value;
  }

  /** A whole number with all its digits. */
  whole(column: string): bigint | undefined {
    const text = this.optional(column);
    return text !== undefined && /^-?\d+$/u.test(text) ? BigInt(text) : undefined;
  }

  /** A `bit`. */
  flag(column: string): boolean {
    const text = this.text(column).toLowerCase();
    return text === '1' || text === 'true';
  }
}

/** What a question was about and how its failure is told. */
export interface Question {
  readonly text: string;
  readonly parameters?: readonly SqlValueParameter[];
  /** Makes the problem from the server's words, the cause first. */
  readonly failure?: (theirs: readonly TheirWords[], known: KnownSqlError | undefined) => Problem;
}

/** An answer, as far as it came. */
export interface Answer {
  readonly rows: readonly Row[];
  /** Every message that is no error. */
  readonly infos: readonly SqlMessage[];
  readonly errors: readonly SqlMessage[];
  /** Why there is no whole answer. */
  readonly lost?: string;
}

/** Asks, and gives what came; never throws for what the server says. */
export async function hearAnswer(
  session: SqlSession,
  { text, parameters = [] }: Question,
  signal: AbortSignal,
): Promise<Answer> {
  let columns: readonly string[] = [];
  const rows: Row[] = [];
  const infos: SqlMessage[] = [];
  const { end, errors } = await session.execute(
    { text, parameters },
    {
      columns: names => {
        columns = names;
      },
      row: values => rows.push(new Row(columns, values)),
      message: message => infos.push(message),
    },
    signal,
  );
  signal.throwIfAborted();
  const answer = { rows, infos: infos.filter(one => one.severity < 11), errors };
  const reason = end.kind === 'lost' || end.kind === 'failed' ? end.reason : undefined;
  return reason === undefined ? answer : { ...answer, lost: reason };
}

/** The rows of an answer. Throws a `Problem` when the server reports an error or the line is gone. */
export async function askRows(
  session: SqlSession,
  question: Question,
  instance: string,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const { rows, errors, lost } = await hearAnswer(session, question, signal);
  if (lost === undefined && errors.length === 0) return rows;
  const [cause] = rootCauseFirst(errors);
  const known = cause === undefined ? undefined : knownSqlError(cause.number, cause.text);
  const theirs = rootCauseFirst(errors).map(each => serverWords(each, 0));
  if (lost !== undefined) {
    throw sqlQuestionFailed(instance, [...theirs, { source: instance, text: lost }], undefined);
  }
  throw question.failure?.(theirs, known) ?? sqlQuestionFailed(instance, theirs, known);
}
