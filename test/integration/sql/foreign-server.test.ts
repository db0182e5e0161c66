import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeProblem, Problem } from '../../../src/errors/problem.ts';
import { sqlConnectionOf } from '../../../src/estate/sql-connection.ts';
import type { SqlBackend, SqlSession } from '../../../src/executors/sql/backend.ts';
import { CertificatePins } from '../../../src/executors/sql/connection/pins.ts';
import { MssqlBackend } from '../../../src/executors/sql/mssql/backend.ts';
import { runLong } from '../../../src/executors/sql/running/long-statement.ts';
import { SqlClientBackend } from '../../../src/executors/sql/sql-client/backend.ts';
import { ClientShells } from './client-shells.ts';
import { ForeignServer, type ForeignOptions, type Turn } from './foreign/server.ts';
import * as tds from './foreign/tokens.ts';
import { samples } from './foreign/values.ts';
import { hear, type Heard } from './served-estate.ts';

const instance = 'sql09.contoso.com\\rtc';
const signal = new AbortController().signal;

for (const through of ['mssql', 'the SqlClient of PowerShell'] as const)
  describe(`A server of other make, through ${through}`, function () {
    this.timeout(120_000);
    const shells = new ClientShells();
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'foreign-'));
    });
    after(async () => {
      await shells[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    function backend({ port }: ForeignServer, connectMs?: number): SqlBackend {
      const options = {
        addresses: { [instance]: `127.0.0.1:${port}` },
        secret: () => Promise.resolve('Pa55word-of-mine'),
        pins: new CertificatePins(folder, () => 0),
        ...(connectMs === undefined ? {} : { connectMs }),
        cancelMs: 700,
      };
      const driver = new MssqlBackend(options);
      if (through === 'mssql') return driver;
      const { probe } = driver;
      return new SqlClientBackend({ ...options, probe, shell: shells.lend, account: 'me' });
    }

    const profile = (encryption: string): Parameters<SqlBackend['open']>[0] => ({
      instance,
      host: 'sql09.contoso.com',
      connection: sqlConnectionOf({
        authentication: { sql: { user: 'recovery', password: { secret: 'S' } } },
        encryption,
      }),
    });

    async function sessionOn(server: ForeignServer): Promise<SqlSession> {
      return backend(server).open(profile('optional'), signal);
    }

    /** Asks a server that answers so; what came, and that nothing stays open. */
    async function asked(
      answer: (turn: Turn) => void,
      options: ForeignOptions = {},
    ): Promise<Heard> {
      await using server = await ForeignServer.open({
        ...options,
        answer: turn => {
          if (!turn.text.includes('SELECT mine')) return false;
          answer(turn);
          return true;
        },
      });
      await using session = await sessionOn(server);
      return await hear(session, 'SELECT mine');
    }

    /** The problem with which opening a session ends. */
    async function refusal(
      options: ForeignOptions,
      encryption = 'optional',
      connectMs?: number,
    ): Promise<{ problem: Problem; logins: number }> {
      await using server = await ForeignServer.open(options);
      try {
        const session = await backend(server, connectMs).open(profile(encryption), signal);
        await session[Symbol.asyncDispose]();
      } catch (error) {
        if (error instanceof Problem) return { problem: error, logins: server.logins };
        throw error;
      }
      throw new Error('the session was opened');
    }

    // SqlClient knows 7.3 as 2008 R2 speaks it, not as 2008 does
    const old = through === 'mssql' ? (['7.3A'] as const) : [];
    for (const version of ['7.2', ...old, '7.3B', '7.4'] as const)
      it(`is understood in TDS ${version}, whatever it says around the login`, async () => {
        const before = [5701, 5703, 5701].map(number =>
          tds.message({ number, text: 'Changed something to something.' }, version),
        );
        const heard = await asked(
          turn => {
            const list = [{ name: 'n', type: tds.types.integer(8) }];
            const value = tds.row(tds.sized(tds.u64(7n)));
            const said = tds.message({ number: 0, text: 'printed', line: 3 }, version);
            const end = tds.done(tds.doneBits.count, 1n, version);
            turn.send(Buffer.concat([said, tds.columns(list, version), value, end]));
          },
          {
            version,
            before: Buffer.concat([...before, tds.environment(2, 'us_english', '')]),
            after: Buffer.concat([tds.collationChange(), ...before]),
          },
        );
        assert.deepEqual(heard.end, { kind: 'completed' });
        assert.deepEqual(heard.rows, [['7']]);
        assert.deepEqual(
          heard.messages.map(({ text, line }) => `${text} ${line}`),
          ['printed 3'],
        );
      });

    it('gives values of nearly every type as people write them, and NULLs of all', async () => {
      const { rows, end } = await asked(turn => {
        const declared = tds.columns(samples);
        const values = tds.row(...samples.map(({ value }) => value));
        const nulls = tds.row(...samples.map(({ none }) => none));
        const bits = tds.bitmapRow(...samples.map(() => null));
        const end = tds.done(tds.doneBits.count, 3n);
        turn.send(Buffer.concat([declared, values, nulls, bits, end]));
      });
      assert.deepEqual(end, { kind: 'completed' });
      const [values = [], ...nulls] = rows;
      const read = samples.map(({ name }, i) => `${name}: ${values[i] ?? 'NULL'}`);
      assert.deepEqual(
        read,
        samples.map(({ name, text, sqlClient }) =>
          through === 'mssql' ? `${name}: ${text}` : `${name}: ${sqlClient ?? text}`,
        ),
      );
      const none = samples.map(() => null);
      assert.deepEqual(nulls, [none, none]);
    });

    const list = [{ name: 'n', type: tds.types.integer(4) }];
    const value = tds.row(tds.sized(tds.u32(7)));
    const failure = tds.message({ number: 8134, severity: 16, line: 4, text: 'Divide by zero.' });

    it('keeps the rows before an error in mid result set, and its number, state and line', async () => {
      const { rows, end, errors } = await asked(turn => {
        const end = tds.done(tds.doneBits.error);
        turn.send(Buffer.concat([tds.columns(list), value, value, failure, end]));
      });
      assert.deepEqual(rows, [['7'], ['7']]);
      assert.equal(end.kind, 'failed');
      assert.deepEqual(
        errors.map(({ number, state, line }) => [number, state, line]),
        [[8134, 1, 4]],
      );
    });

    it('takes storms of counts and messages, in packets of a few bytes', async () => {
      const storm = Array.from({ length: 3000 }, (_, i) =>
        Buffer.concat([
          tds.message({ number: 0, text: `m${i}` }),
          tds.done(tds.doneBits.more | tds.doneBits.count, 1n, '7.4', 0xff),
        ]),
      );
      const { end, messages, counts } = await asked(
        turn => {
          turn.send(Buffer.concat([...storm, tds.done(0, 0n, '7.4', 0xfe)]));
        },
        // the SqlClient takes no packets below 512 bytes, the least that a server may set
        { packetSize: through === 'mssql' ? 13 : 512 },
      );
      assert.deepEqual(end, { kind: 'completed' });
      assert.equal(messages.length, 3000);
      assert.equal(messages.at(-1)?.text, 'm2999');
      assert.equal(counts.length, 3000);
    });

    it('has an error of severity 20 and the end of the connection told, both', async () => {
      const { end, errors } = await asked(turn => {
        const text = 'Cannot continue the execution because the session is in the kill state.';
        const fatal = tds.message({ number: 596, severity: 21, text });
        turn.send(Buffer.concat([fatal, tds.done(tds.doneBits.error | tds.doneBits.serverError)]));
        turn.end('close');
      });
      assert.deepEqual(
        errors.map(({ number, severity }) => [number, severity]),
        [[596, 21]],
      );
      assert.ok(end.kind === 'lost' || end.kind === 'failed', end.kind);
    });

    for (const [title, answer] of [
      [
        'is cut in mid row',
        (turn: Turn) => {
          turn.send(Buffer.concat([tds.columns(list), value.subarray(0, 3)]), true);
          turn.end('reset');
        },
      ],
      [
        'holds a token that does not exist',
        (turn: Turn) => {
          turn.send(Buffer.concat([tds.columns(list), Buffer.from([0x02, 0x03, 0x04])]));
        },
      ],
      [
        'holds a column of a type that does not exist',
        (turn: Turn) => {
          turn.send(tds.columns([{ name: 'x', type: Buffer.from([0x99, 1, 2]) }]));
        },
      ],
      // the SqlClient waits for the rest, as for any server that is silent: the watchdog tells of it
      ...(through === 'mssql'
        ? ([
            [
              'ends in mid token',
              (turn: Turn) => {
                turn.send(failure.subarray(0, 9));
              },
            ],
          ] as const)
        : []),
      [
        'comes without a packet around it',
        (turn: Turn) => {
          turn.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
          turn.end('close');
        },
      ],
    ] as const)
      it(`whose answer ${title} is told of, and the program goes on`, async () => {
        const { end } = await asked(answer);
        assert.ok(end.kind === 'lost' || end.kind === 'failed', end.kind);
        assert.ok(end.reason !== undefined && end.reason !== '');
      });

    it('that says "error" without saying which is told of', async () => {
      const { end } = await asked(turn => {
        turn.send(tds.done(tds.doneBits.error));
      });
      assert.equal(end.kind, 'failed');
    });

    it('that never confirms a cancel loses the connection after its time', async () => {
      const abort = new AbortController();
      await using server = await ForeignServer.open({
        answer: ({ text }) => {
          if (!text.includes('SELECT mine')) return false;
          abort.abort();
          return true;
        },
        attention: () => undefined,
      });
      await using session = await sessionOn(server);
      const { end } = await hear(session, 'SELECT mine', { signal: abort.signal });
      assert.equal(end.kind, 'lost');
      assert.ok(end.cancelUnconfirmed);
      assert.equal((await hear(session, 'SELECT again')).end.kind, 'lost');
    });

    for (const [number, state, words] of [
      [18456, 8, /user name or password are wrong/u],
      [4060, 1, /SQL Server refused the login of recovery/u],
      [18487, 1, /password .*expired/u],
      [18488, 1, /password must be changed/u],
    ] as const)
      it(`that refuses the login with ${number} is asked once, and its words are told`, async () => {
        const { problem, logins } = await refusal({
          login: turn => {
            const text = `Login failed for user 'recovery' (${number}).`;
            const refused = tds.message({ number, severity: 14, state, text });
            turn.send(Buffer.concat([refused, tds.done(tds.doneBits.error)]));
            turn.end('close');
          },
        });
        assert.equal(problem.code, 'SQL-LOGIN-REFUSED');
        const shown = describeProblem(problem.data).join('\n');
        assert.match(shown, words);
        assert.match(
          shown,
          new RegExp(`SQL Server ${number}, severity 14, state ${state}: Login`, 'u'),
        );
        assert.doesNotMatch(shown, /Pa55word/u);
        assert.equal(logins, 1);
      });

    for (const [title, options, code] of [
      ['says nothing at all', { prelogin: () => undefined }, 'SQL-SILENT'],
      [
        'speaks another language',
        {
          prelogin: (turn: Turn) => {
            turn.raw(Buffer.from('220 mail\r\n'));
          },
        },
        'SQL-NOT-SQL-SERVER',
      ],
      [
        'closes when it hears of us',
        {
          prelogin: (turn: Turn) => {
            turn.end('close');
          },
        },
        'SQL-NOT-REACHED',
      ],
      [
        'resets when it hears of us',
        {
          prelogin: (turn: Turn) => {
            turn.end('reset');
          },
        },
        'SQL-NOT-REACHED',
      ],
      ['says nothing to the login', { login: () => undefined }, 'SQL-NOT-REACHED'],
      [
        'falls silent in mid login',
        {
          login: (turn: Turn) => {
            turn.send(tds.loginAck('7.4'), true);
          },
        },
        'SQL-NOT-REACHED',
      ],
      [
        'closes in mid login',
        {
          login: (turn: Turn) => {
            turn.send(tds.loginAck('7.4').subarray(0, 9), true);
            turn.end('close');
          },
        },
        'SQL-NOT-REACHED',
      ],
      [
        'answers the login with nonsense',
        {
          login: (turn: Turn) => {
            turn.send(Buffer.from([1, 2, 3]));
          },
        },
        through === 'mssql' ? 'SQL-NOT-UNDERSTOOD' : 'SQL-NOT-REACHED',
      ],
    ] as const satisfies readonly (readonly [string, ForeignOptions, string])[])
      it(`that ${title} is named, in time`, async () => {
        // without encryption the SqlClient is not preceded by a look; then the login itself meets the server
        const { problem } = await refusal(options, 'optional', 1000);
        const shown = describeProblem(problem.data).join('\n');
        assert.equal(problem.code, code, shown);
        assert.match(shown, /Nothing was changed|closed before user name and password were sent/u);
        assert.match(shown, /^Next: /mu);
      });

    it('without encryption is refused before the login where encryption is asked for', async () => {
      for (const encryption of [0, 2]) {
        const { problem, logins } = await refusal({ encryption }, 'required');
        assert.equal(problem.code, 'SQL-ENCRYPTION-REFUSED');
        assert.equal(logins, 0);
      }
    });

    it('that lets nobody look says so in the alarm, and the statement goes on', async () => {
      let ends: (() => void) | undefined;
      await using server = await ForeignServer.open({
        answer: turn => {
          if (!turn.text.includes('RESTORE mine')) return false;
          ends = () => {
            turn.send(tds.done(0));
          };
          return true;
        },
      });
      await using session = await sessionOn(server);
      const warnings: string[] = [];
      const ignore = (): void => undefined;
      const output = {
        write: (_stream: string, text: string): void => {
          if (text.includes('ALARM')) ends?.();
          warnings.push(text);
        },
        table: ignore,
        progress: ignore,
        evidence: ignore,
      };
      const { end } = await runLong(
        { text: 'RESTORE mine', activity: 'x' },
        {
          session,
          second: () => sessionOn(server),
          output,
          signal,
          now: () => 0,
          watch: { quietMs: 100, everyMs: 100 },
        },
      );
      assert.deepEqual(end, { kind: 'completed' });
      assert.match(
        warnings.join(''),
        /does not say how far it is: 300 VIEW SERVER STATE permission/u,
      );
    });

    it('keeps no connection after the session', async () => {
      await using server = await ForeignServer.open();
      const session = await sessionOn(server);
      assert.ok(server.open > 0);
      await session[Symbol.asyncDispose]();
      while (server.open > 0) await new Promise(resolve => setTimeout(resolve, 10));
    });
  });
