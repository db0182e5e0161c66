import { messages } from './messages.ts';

/** An error as the server raises it. Line and procedure are filled in by the statement that fails. */
export class SqlError extends Error {
  readonly number: number;
  readonly severity: number;
  readonly state: number;
  line: number | undefined;
  /** Ends the batch, not only the statement. */
  readonly endsBatch: boolean;
  /** Takes an open transaction back. */
  readonly endsTransaction: boolean;

  constructor(
    number: number,
    text: string,
    severity: number,
    state: number,
    options: { line?: number; endsBatch?: boolean; endsTransaction?: boolean } = {},
  ) {
    super(text);
    this.name = 'SqlError';
    this.number = number;
    this.severity = severity;
    this.state = state;
    this.line = options.line;
    this.endsBatch = options.endsBatch ?? false;
    this.endsTransaction = options.endsTransaction ?? false;
  }
}

/** Several errors of one statement, in the order in which the client gets them: the cause, then 3013. */
export class SqlErrors extends Error {
  readonly errors: readonly SqlError[];

  constructor(errors: readonly SqlError[]) {
    super(errors[0]?.message ?? '');
    this.name = 'SqlErrors';
    this.errors = errors;
  }
}

/** Text of a message of the server with its parameters put in. */
export function messageText(
  number: number,
  ...parameters: readonly (string | number | bigint)[]
): string {
  const template = messages[number]?.text ?? `Message ${number}.`;
  return template.replaceAll(/\{(\d)\}/gu, (_, n: string) => String(parameters[Number(n)] ?? ''));
}

/** An error from the server's list of messages. */
export function sqlError(
  number: number,
  ...parameters: readonly (string | number | bigint)[]
): SqlError {
  const entry = messages[number];
  return new SqlError(
    number,
    messageText(number, ...parameters),
    entry?.severity ?? 16,
    entry?.state ?? 1,
    { endsBatch: entry?.endsBatch ?? false, endsTransaction: entry?.endsTransaction ?? false },
  );
}

/** What the practice server understands but does not do. */
export function notSupported(what: string, line?: number): SqlError {
  return new SqlError(50100, `${what} is not supported by the practice server.`, 16, 1, {
    ...(line === undefined ? {} : { line }),
  });
}

/** The errors in what was thrown; undefined when it is no error of the server. */
export function errorsOf(thrown: unknown): readonly SqlError[] | undefined {
  if (thrown instanceof SqlError) return [thrown];
  return thrown instanceof SqlErrors ? thrown.errors : undefined;
}
