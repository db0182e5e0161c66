import assert from 'node:assert/strict';
import type { SqlSession } from '../../../src/executors/sql/backend.ts';
import { ClientShells } from './client-shells.ts';
import { hear, ServedEstate, share } from './served-estate.ts';

const file = `N'${share}\\cdr.bak'`;
const backup = `BACKUP DATABASE LcsCDR TO DISK = ${file} WITH INIT, FORMAT, CHECKSUM, STATS = 10`;
const restore = `RESTORE DATABASE LcsCDR FROM DISK = ${file} WITH REPLACE, STATS = 10`;
const state = "SELECT state_desc FROM sys.databases WHERE name = N'LcsCDR'";

for (const through of ['mssql', 'the SqlClient of PowerShell'] as const)
  describe(`A session with SQL Server through ${through}`, function () {
    this.timeout(120_000);
    const shells = new ClientShells();
    let estate: ServedEstate;
    let session: SqlSession;

    beforeEach(async () => {
      estate = await ServedEstate.open();
      if (through !== 'mssql') estate.shells = shells.lend;
      session = await estate.session();
    });

    after(() => shells[Symbol.asyncDispose]());

    afterEach(async () => {
      await session[Symbol.asyncDispose]();
      await estate[Symbol.asyncDispose]();
    });

    it('is encrypted, knows the server, and stays one and the same session', async () => {
      assert.equal(session.facts.encrypted, true);
      assert.match(session.facts.version, /^\d+\.\d+\.\d+/u);
      await hear(session, 'CREATE TABLE #t (a int); INSERT #t VALUES (1)');
      const { rows } = await hear(session, 'SELECT a, @@SPID FROM #t');
      assert.deepEqual(rows, [['1', String(session.facts.spid)]]);
    });

    it('gives several result sets, with duplicate names, empty sets and row counts', async () => {
      const { columns, rows, counts, end } = await hear(
        session,
        "SELECT 1 AS a, N'x' AS a; SELECT name FROM sys.databases WHERE 1 = 0; SELECT NULL AS b",
      );
      assert.deepEqual(end, { kind: 'completed' });
      assert.deepEqual(columns, [['a', 'a'], ['name'], ['b']]);
      assert.deepEqual(rows, [['1', 'x'], [null]]);
      assert.deepEqual(counts, [1, 0, 1]);
    });

    it('gives LSNs and decimals beyond 2^53 with all their digits', async () => {
      const { rows } = await hear(
        session,
        'SELECT CAST(46000000017300037 AS numeric(25,0)), CAST(-12345678901234567890.123456789 AS decimal(38,9)),' +
          ' CAST(922337203685477.5807 AS money), CAST(9007199254740993 AS bigint), CAST(0.05 AS numeric(5,2))',
      );
      assert.deepEqual(rows, [
        [
          '46000000017300037',
          '-12345678901234567890.123456789',
          '922337203685477.5807',
          '9007199254740993',
          '0.05',
        ],
      ]);
    });

    it('reads the LSNs of a backup header exactly', async () => {
      assert.equal((await hear(session, backup)).end.kind, 'completed');
      const header = await hear(session, `RESTORE HEADERONLY FROM DISK = ${file}`);
      const at = header.columns[0]?.indexOf('LastLSN') ?? -1;
      const lsn = header.rows[0]?.[at] ?? '';
      const history = await hear(
        session,
        "SELECT CAST(last_lsn AS varchar(30)) FROM msdb.dbo.backupset WHERE database_name = N'LcsCDR'",
      );
      assert.match(lsn, /^\d{10,25}$/u);
      assert.ok(
        history.rows.some(([text]) => text === lsn),
        `${lsn} in ${history.rows.join()}`,
      );
    });

    it('writes times, binary, bits and numbers as SQL Server means them', async () => {
      const { rows } = await hear(
        session,
        "SELECT CAST('2014-06-01T02:00:00.007' AS datetime), CAST('2014-06-01' AS date), 0x00FFAB, CAST(1 AS bit), CAST(0.1 AS real), CAST(0.1 AS float)",
      );
      assert.deepEqual(rows, [
        ['2014-06-01 02:00:00.007', '2014-06-01', '0x00FFAB', '1', '0.1', '0.1'],
      ]);
    });

    it('carries parameters as data', async () => {
      const hostile = "'; DROP DATABASE LcsCDR; -- ] \u2019 \n";
      const { rows } = await hear(session, 'SELECT @Name', { parameters: { Name: hostile } });
      assert.deepEqual(rows, [[hostile]]);
      assert.deepEqual((await hear(session, state)).rows, [['ONLINE']]);
    });

    it('hears messages while the server works, with number, severity, state and line', async () => {
      let running = true;
      const live: number[] = [];
      const answer = hear(session, backup, {
        onMessage: message => {
          if (running) live.push(message.number);
        },
      });
      const { messages } = await answer;
      running = false;
      assert.ok(live.includes(3211) && live.includes(3014), live.join());
      const printed = await hear(session, "\nPRINT N'hello'\nRAISERROR(N'careful', 9, 3)");
      assert.deepEqual(
        printed.messages.map(({ text, number, severity }) => [text, number, severity]),
        [
          ['hello', 0, 0],
          ['careful', 50000, 9],
        ],
      );
      assert.deepEqual([printed.messages[1]?.state, printed.messages[1]?.line], [3, 3]);
      assert.equal(messages.at(-1)?.number, 3014);
    });

    it('gives every error in its order, the cause before 3013', async () => {
      const { end, errors } = await hear(
        session,
        "BACKUP DATABASE LcsCDR TO DISK = N'Q:\\no\\x.bak'",
      );
      assert.equal(end.kind, 'failed');
      assert.deepEqual(
        errors.map(({ number }) => number),
        [3201, 3013],
      );
    });

    it('answers right when the server sends one byte at a time, or small packets (F16)', async () => {
      const query =
        'SELECT name, recovery_model_desc, database_id FROM sys.databases ORDER BY name';
      const whole = await hear(session, query);
      for (const action of [
        { kind: 'split', bytes: 1 },
        { kind: 'packets', bytes: 7 },
        { kind: 'slow', ms: 20 },
      ] as const) {
        estate.served.faults.add({ at: 'connect', action });
        estate.served.faults.add({ at: 'connect', action });
        const other = await estate.session();
        const { rows, end } = await hear(other, query);
        await other[Symbol.asyncDispose]();
        assert.equal(end.kind, 'completed');
        assert.deepEqual(rows, whole.rows);
        estate.served.faults.clear();
      }
    });

    it('says that the connection was lost when it is cut in mid-restore, and stays lost (F14)', async () => {
      await hear(session, backup);
      estate.served.faults.add({ at: 'progress', percent: 40, action: { kind: 'cut' } });
      const { end } = await hear(session, restore);
      assert.equal(end.kind, 'lost');
      assert.equal((await hear(session, 'SELECT 1')).end.kind, 'lost');
      const other = await estate.session();
      assert.deepEqual((await hear(other, state)).rows, [['RESTORING']]);
      await other[Symbol.asyncDispose]();
    });

    it('says that the connection was lost when the service restarts in mid-message (F18)', async () => {
      await hear(session, backup);
      estate.served.faults.add({
        at: 'progress',
        percent: 40,
        action: { kind: 'restart', ms: 300 },
      });
      const { end } = await hear(session, restore);
      assert.equal(end.kind, 'lost');
    });

    describe('when it is cancelled (F17)', () => {
      const wait = "RAISERROR(N'on', 0, 1) WITH NOWAIT; WAITFOR DELAY '00:05:00'";

      /** A cancellation as soon as the server has said something, so in the middle of the batch. */
      const cancelling = (): { signal: AbortSignal; onMessage: () => void } => {
        const controller = new AbortController();
        const onMessage = (): void => {
          controller.abort();
        };
        return { signal: controller.signal, onMessage };
      };

      it('tells that the server confirmed it', async () => {
        const answer = hear(session, wait, cancelling());
        assert.deepEqual((await answer).end, { kind: 'cancelled', how: 'confirmed' });
        assert.deepEqual((await hear(session, 'SELECT 1')).rows, [['1']]);
      });

      it('waits for a late confirmation', async () => {
        estate.served.faults.add({ at: 'batch', action: { kind: 'attention', ms: 700 } });
        const answer = hear(session, wait, cancelling());
        assert.deepEqual((await answer).end, { kind: 'cancelled', how: 'confirmed' });
      });

      it('tells that it was never confirmed, and that the connection is gone', async () => {
        const other = await estate
          .backend({ cancelMs: 500 })
          .open(estate.profile(), new AbortController().signal);
        estate.served.faults.add({ at: 'batch', action: { kind: 'attention' } });
        const { end } = await hear(other, wait, cancelling());
        assert.equal(end.kind === 'lost' && end.cancelUnconfirmed, true);
        await other[Symbol.asyncDispose]();
      });

      it('is usable again when the server finishes at that very moment', async () => {
        const { end } = await hear(session, "PRINT N'done'", cancelling());
        assert.equal(end.kind, 'cancelled');
        assert.deepEqual((await hear(session, 'SELECT 1')).rows, [['1']]);
      });
    });
  });
