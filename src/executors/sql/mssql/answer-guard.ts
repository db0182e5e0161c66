/** A parser of the driver: it reads from a stream, and says when a message ended. */
interface DriverParser {
  readonly parser: { on(event: 'error', listener: (error: unknown) => void): unknown };
  emit(event: 'end'): unknown;
}

type MakeParser = (message: unknown, handler: object) => DriverParser;

function isMaker(value: unknown): value is MakeParser {
  return typeof value === 'function';
}

function asError(thrown: unknown): Error {
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new Error(`the answer of the server is not understood: ${words}`, { cause: thrown });
}

/** The same object, whose methods tell what they throw instead of throwing it. */
function withoutThrows(handler: object, broken: (error: Error) => void): object {
  return new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        try {
          return Reflect.apply(value, target, given);
        } catch (error) {
          broken(asError(error));
          return undefined;
        }
      };
    },
  });
}

/**
 * Sees to it that an answer which makes no sense, or is cut off, ends the connection and neither this
 * program nor its patience: the driver reads answers in a stream whose errors nobody hears, and waits for
 * the end of an answer to the login without a time limit.
 */
export class AnswerGuard {
  #login: DriverParser | undefined;

  /** Throws when the driver is not as it was built against. `broken` must end the connection. */
  constructor(connection: object, broken: (error: Error) => void) {
    const name = 'createTokenStreamParser';
    const make: unknown = Reflect.get(connection, name);
    if (!isMaker(make)) throw new TypeError(`the driver has no ${name}`);
    const guarded: MakeParser = (message, handler) => {
      const parser = Reflect.apply(make, connection, [message, withoutThrows(handler, broken)]);
      parser.parser.on('error', error => {
        broken(asError(error));
      });
      if ('loginAckReceived' in handler) this.#login = parser;
      return parser;
    };
    Reflect.set(connection, name, guarded);
  }

  /** The connection ended: what waits for the rest of the answer to the login waits no longer. */
  giveUpLogin(): void {
    this.#login?.emit('end');
  }
}
