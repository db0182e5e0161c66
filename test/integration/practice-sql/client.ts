import { Connection, Request, type ConnectionConfiguration } from 'tedious';

/** What a batch gave back, in the order it came. */
export type Event =
  | { readonly kind: 'info'; readonly number: number; readonly text: string }
  | {
      readonly kind: 'error';
      readonly number: number;
      readonly text: string;
      readonly line: number;
      readonly state: number;
    }
  | { readonly kind: 'columns'; readonly names: readonly string[] }
  | { readonly kind: 'row'; readonly values: readonly unknown[] };

export interface Answer {
  readonly events: readonly Event[];
  readonly errors: readonly number[];
  readonly infos: readonly number[];
  /** Rows of all result sets together. */
  readonly rows: readonly (readonly unknown[])[];
  /** How the request ended for the client. */
  readonly failure: string | undefined;
}

export interface ClientOptions {
  readonly port: number;
  readonly password: string;
  readonly user?: string;
  readonly database?: string;
  readonly encrypt?: boolean;
  readonly packetSize?: number;
  readonly cancelTimeout?: number;
  /** TLS settings of the driver, for servers with old ones. */
  readonly tls?: { readonly minVersion: 'TLSv1'; readonly ciphers: string };
}

interface ServerWord {
  readonly number: number;
  readonly message: string;
  readonly lineNumber: number;
  readonly state: number;
}

function isServerWord(value: unknown): value is ServerWord {
  return typeof value === 'object' && value !== null && 'number' in value && 'message' in value;
}

/** A client on tedious that keeps everything in the order in which it arrives. */
export class SqlClient {
  readonly #connection: Connection;
  readonly #words: Event[] = [];
  #events: Event[] = [];
  closed = false;

  private constructor(connection: Connection) {
    this.#connection = connection;
    connection.on('infoMessage', (word: unknown) => {
      if (isServerWord(word)) this.#push({ kind: 'info', number: word.number, text: word.message });
    });
    connection.on('errorMessage', (word: unknown) => {
      if (isServerWord(word))
        this.#push({
          kind: 'error',
          number: word.number,
          text: word.message,
          line: word.lineNumber,
          state: word.state,
        });
    });
    connection.on('end', () => {
      this.closed = true;
    });
    // A cut line shows in the request that was under way.
    connection.on('error', () => undefined);
  }

  #push(event: Event): void {
    this.#events.push(event);
    this.#words.push(event);
  }

  /** Everything that the server ever said on this connection. */
  get words(): readonly Event[] {
    return this.#words;
  }

  /** Rejects with the driver's error when the login fails. */
  static async open(options: ClientOptions): Promise<SqlClient> {
    const config: ConnectionConfiguration = {
      server: '127.0.0.1',
      authentication: {
        type: 'default',
        options: { userName: options.user ?? 'recovery', password: options.password },
      },
      options: {
        port: options.port,
        database: options.database ?? 'master',
        encrypt: options.encrypt ?? false,
        trustServerCertificate: true,
        serverName: 'sql01.contoso.example',
        requestTimeout: 0,
        connectTimeout: 5000,
        cancelTimeout: options.cancelTimeout ?? 5000,
        packetSize: options.packetSize ?? 4096,
        ...(options.tls && { cryptoCredentialsDetails: { ...options.tls } }),
        rowCollectionOnRequestCompletion: false,
      },
    };
    const connection = new Connection(config);
    const client = new SqlClient(connection);
    await new Promise<void>((resolve, reject) => {
      connection.connect(error => {
        if (error) reject(error);
        else resolve();
      });
    });
    return client;
  }

  /** Runs a batch. `onEvent` sees everything as it arrives and may cancel. */
  run(text: string, onEvent?: (event: Event, cancel: () => void) => void): Promise<Answer> {
    this.#events = [];
    return new Promise(resolve => {
      const request = new Request(text, error => {
        const events = this.#events;
        resolve({
          events,
          errors: events.flatMap(event => (event.kind === 'error' ? [event.number] : [])),
          infos: events.flatMap(event => (event.kind === 'info' ? [event.number] : [])),
          rows: events.flatMap(event => (event.kind === 'row' ? [event.values] : [])),
          failure: error instanceof Error ? error.message : undefined,
        });
      });
      const tell = (event: Event): void => {
        onEvent?.(event, () => {
          request.cancel();
        });
      };
      request.on('columnMetadata', columns => {
        const list = Array.isArray(columns) ? columns : Object.values(columns);
        const event: Event = { kind: 'columns', names: list.map(column => column.colName) };
        this.#push(event);
        tell(event);
      });
      request.on('row', (columns: unknown) => {
        const list: unknown[] = Array.isArray(columns) ? columns : [];
        const values = list.map(column =>
          typeof column === 'object' && column !== null && 'value' in column
            ? column.value
            : undefined,
        );
        const event: Event = { kind: 'row', values };
        this.#push(event);
        tell(event);
      });
      const info = (word: unknown): void => {
        if (isServerWord(word)) tell({ kind: 'info', number: word.number, text: word.message });
      };
      this.#connection.on('infoMessage', info);
      request.once('requestCompleted', () => {
        this.#connection.off('infoMessage', info);
      });
      this.#connection.execSqlBatch(request);
    });
  }

  /** First value of the first row. */
  async value(text: string): Promise<unknown> {
    const answer = await this.run(text);
    if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.events));
    return answer.rows[0]?.[0];
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      if (this.closed) {
        resolve();
        return;
      }
      this.#connection.once('end', () => {
        resolve();
      });
      this.#connection.close();
    });
  }
}
