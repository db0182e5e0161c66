import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProblem, type ProblemData } from '../../../src/errors/problem.ts';
import { loadEstate } from '../../../src/estate/load.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { SqlExecutor } from '../../../src/executors/sql/cells/executor.ts';
import type { WatchTimes } from '../../../src/executors/sql/running/watchdog.ts';
import type {
  OutputStream,
  Progress,
  RunContext,
  RunMode,
  StepPlan,
  StepResult,
  Table,
} from '../../../src/runbook/execution.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { resolveVariables } from '../../../src/runbook/variables/resolve.ts';
import { hear, host, instance, ServedEstate, share } from './served-estate.ts';

const file = `N'${share}\\cdr.bak'`;
const backup = `BACKUP DATABASE LcsCDR TO DISK = ${file} WITH INIT, FORMAT, CHECKSUM, STATS = 10`;
const restore = `RESTORE DATABASE LcsCDR FROM DISK = ${file} WITH REPLACE, STATS = 10`;

interface Ran {
  readonly plan: StepPlan;
  readonly result: StepResult;
  readonly tables: readonly Table[];
  readonly progress: readonly Progress[];
  /** Everything of one stream. */
  text(stream: OutputStream): string;
}

interface RunOptions {
  readonly mode?: RunMode;
  readonly watch?: WatchTimes;
  readonly signal?: AbortSignal;
  readonly given?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly onWrite?: (stream: OutputStream, text: string) => void;
}

async function estateOf(served: ServedEstate): Promise<Estate> {
  const path = join(served.folder, 'estate.yaml');
  await writeFile(
    path,
    `name: T\nservers: [{fqdn: ${host}}]\nsql:\n  - instance: '${instance}'\n` +
      '    authentication: {sql: {user: recovery, password: {secret: SQL}}}\n',
  );
  return loadEstate(path, served.folder);
}

/** Runs a SQL cell as the engine would: planned first, then run. */
async function cell(served: ServedEstate, text: string, options: RunOptions = {}): Promise<Ran> {
  const { mode = 'live', given = {}, watch, target = instance } = options;
  const declared = Object.keys(given).map(name => `  ${name}: {type: string}\n`);
  const head = declared.length === 0 ? '' : `---\nvariables:\n${declared.join('')}---\n`;
  const book = `${head}\n\`\`\`sql {#cell target="${target}"}\n${text}\n\`\`\`\n`;
  const runbook = readRunbook(new TextEncoder().encode(book), 'r.runbook.md');
  const [step] = runbook.steps;
  assert.ok(step !== undefined);
  const scope = await resolveVariables(
    runbook.variables,
    new Map(Object.entries(given)),
    () => undefined,
    { get: () => Promise.resolve(undefined) },
  );
  const written: [OutputStream, string][] = [];
  const tables: Table[] = [];
  const progress: Progress[] = [];
  const context: RunContext = {
    mode,
    scope,
    target,
    signal: options.signal ?? new AbortController().signal,
    people: {
      manual: () => Promise.resolve(undefined),
      approveCommand: () => Promise.resolve(false),
    },
    attempt: 1,
    runId: 'run',
    output: {
      write: (stream, piece) => {
        written.push([stream, piece]);
        options.onWrite?.(stream, piece);
      },
      table: table => tables.push(table),
      progress: one => progress.push(one),
      evidence: () => undefined,
    },
  };
  await using executor = new SqlExecutor({
    estate: await estateOf(served),
    backend: served.backend({ cancelMs: 5_000 }),
    ...(watch === undefined ? {} : { watch }),
  });
  const plan = await executor.plan(step, context);
  const result = await executor.run(step, plan, context);
  const textOf = (stream: OutputStream): string =>
    written.flatMap(([of, piece]) => (of === stream ? [piece] : [])).join('');
  return { plan, result, tables, progress, text: textOf };
}

function problemOf({ result }: Ran): ProblemData {
  if (result.outcome === 'succeeded') throw new Error('the cell succeeded');
  return result.problem;
}

function problemLines(ran: Ran): string {
  return describeProblem(problemOf(ran)).join('\n');
}

describe('A SQL cell', () => {
  let estate: ServedEstate;
  const databaseState = async (): Promise<string | null | undefined> => {
    const session = await estate.session();
    const query = "SELECT state_desc FROM sys.databases WHERE name = N'LcsCDR'";
    const { rows } = await hear(session, query);
    await session[Symbol.asyncDispose]();
    return rows[0]?.[0];
  };

  beforeEach(async () => {
    estate = await ServedEstate.open();
  });

  afterEach(async () => {
    await estate[Symbol.asyncDispose]();
  });

  it('runs its batches in one session and shows result sets, prints and row counts', async () => {
    const ran = await cell(
      estate,
      "CREATE TABLE #t (a int, b nvarchar(20))\nGO\nINSERT #t VALUES (1, N'x'), (2, NULL)\nGO\nPRINT N'hello'\nSELECT a, b FROM #t ORDER BY a; SELECT 1 AS one",
    );
    assert.equal(ran.result.outcome, 'succeeded');
    assert.deepEqual(ran.tables, [
      {
        columns: ['a', 'b'],
        rows: [
          ['1', 'x'],
          ['2', null],
        ],
      },
      { columns: ['one'], rows: [['1']] },
    ]);
    assert.match(ran.text('information'), /hello\n/u);
    assert.match(ran.text('information'), /\(2 rows\)/u);
    assert.equal(ran.plan.effect.kind, 'changes');
    assert.deepEqual(ran.plan.effect.servers, [host]);
  });

  it('finds the one instance of a server that is its target', async () => {
    const ran = await cell(estate, 'SELECT 1 AS one', { target: host });
    assert.deepEqual(ran.tables, [{ columns: ['one'], rows: [['1']] }]);
  });

  it('passes variables as parameters, names and literals, whatever is in them', async () => {
    const hostile = "o'Brien]; DROP DATABASE LcsCDR --";
    const ran = await cell(estate, "SELECT @Who AS [${Who}], N'${Who}' AS b", {
      given: { Who: hostile },
    });
    assert.deepEqual(ran.tables, [{ columns: [hostile, 'b'], rows: [[hostile, hostile]] }]);
    assert.equal(ran.plan.effect.kind, 'reads');
  });

  it('points errors at the lines of the cell, past GO and values with line ends', async () => {
    const ran = await cell(
      estate,
      "PRINT N'a'\nGO\nPRINT N'${Text}'\n\nRAISERROR(N'boom', 16, 4)\nGO\nPRINT N'never'",
      { given: { Text: 'one\ntwo\nthree' } },
    );
    const [words] = problemOf(ran).theirs ?? [];
    assert.deepEqual(
      [words?.number, words?.severity, words?.state, words?.line, words?.text],
      [50000, 16, 4, 5, 'boom'],
    );
    assert.doesNotMatch(ran.text('information'), /never/u);
  });

  it('points errors at the line of the cell in batches with parameters, CRLF and comments', async () => {
    const text =
      'SELECT 1 AS a\r\nGO -- the first\r\n/* GO\r\nGO */ DECLARE @n int\r\nSET @n = 1\r\n' +
      "SELECT @Who AS [GO]\r\nRAISERROR(N'boom', 16, 1)\r\ngo\r\nPRINT N'never'";
    const ran = await cell(estate, text, { given: { Who: 'Łódź ]] 😀' } });
    const [words] = problemOf(ran).theirs ?? [];
    assert.deepEqual([words?.number, words?.line], [50000, 7]);
    assert.deepEqual(ran.tables.at(-1), { columns: ['GO'], rows: [['Łódź ]] 😀']] });
    assert.doesNotMatch(ran.text('information'), /never/u);
  });

  it('takes ten thousand lines in one batch, and a thousand batches', async () => {
    const lines = Array.from({ length: 9_998 }, (_, i) => `-- line ${i + 1}`);
    const long = await cell(estate, [...lines, "RAISERROR(N'boom', 16, 1)"].join('\n'));
    assert.equal(problemOf(long).theirs?.[0]?.line, 9_999);
    const many = Array.from({ length: 1000 }, (_, i) => `PRINT N'b${i}'`).join('\nGO\n');
    const ran = await cell(estate, many);
    assert.equal(ran.result.outcome, 'succeeded');
    assert.match(ran.text('information'), /^b0$.*^b999$/msu);
  });

  it('fails where it ends inside a transaction, which the server undoes, and keeps a committed one', async () => {
    const change = "DELETE FROM LcsCDR.dbo.SessionDetails WHERE SessionIdTime > '2014-02-01'";
    const count = async (): Promise<string | null | undefined> => {
      await using session = await estate.session();
      const { rows } = await hear(session, 'SELECT COUNT(*) FROM LcsCDR.dbo.SessionDetails');
      return rows[0]?.[0];
    };
    const before = await count();
    for (const begin of ['BEGIN TRANSACTION', 'SET IMPLICIT_TRANSACTIONS ON']) {
      const open = await cell(estate, `${begin}\nGO\n${change}`);
      assert.equal(problemOf(open).code, 'SQL-TRANSACTION-OPEN');
      assert.match(problemLines(open), /SQL Server undoes what was done in that transaction/u);
      assert.match(problemLines(open), /Next: end the step with COMMIT, or with ROLLBACK/u);
      assert.equal(await count(), before);
    }
    const done = await cell(estate, `BEGIN TRANSACTION\n${change}\nGO\nCOMMIT`);
    assert.equal(done.result.outcome, 'succeeded');
    assert.notEqual(await count(), before);
  });

  it('keeps columns without a name or with the same one, and shows an empty result', async () => {
    const ran = await cell(
      estate,
      "SELECT 1, N'x' AS a, 2 AS a; SELECT name, database_id FROM sys.databases WHERE 1 = 0",
    );
    assert.deepEqual(ran.tables, [
      { columns: ['', 'a', 'a'], rows: [['1', 'x', '2']] },
      { columns: ['name', 'database_id'], rows: [] },
    ]);
  });

  it('puts the cause before 3013, with its meaning and what to do', async () => {
    const ran = await cell(estate, "BACKUP DATABASE LcsCDR TO DISK = N'Q:\\no\\x.bak'");
    const problem = problemOf(ran);
    assert.deepEqual(
      problem.theirs?.map(({ number }) => number),
      [3201, 3013],
    );
    assert.match(problem.next?.join('\n') ?? '', /SQL Server computer/u);
    assert.match(problem.changed ?? '', /LcsCDR: ONLINE/u);
  });

  it('cuts a long result set in the table and gives all of it as text', async () => {
    const digits = '(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3)';
    const ran = await cell(
      estate,
      `SELECT a.n, b.n, c.n, d.n FROM ${digits} a CROSS JOIN ${digits} b CROSS JOIN ${digits} c CROSS JOIN ${digits} d`,
    );
    assert.equal(ran.tables[0]?.rows.length, 200);
    assert.equal(ran.text('output').trimEnd().split('\n').length, 257);
  });

  it('rehearses what only reads, and only shows what does more', async () => {
    const reads = await cell(estate, 'SELECT 1 AS one', { mode: 'rehearse' });
    assert.equal(reads.tables.length, 1);
    const drops = await cell(estate, 'DROP DATABASE LcsCDR', { mode: 'rehearse' });
    assert.equal(drops.result.outcome, 'succeeded');
    assert.equal(drops.plan.effect.kind, 'destroys');
    assert.match(drops.plan.losses.join(), /LcsCDR/u);
    assert.match(drops.text('information'), /DROP DATABASE LcsCDR/u);
    assert.equal(await databaseState(), 'ONLINE');
  });

  it('says after a cut in mid-restore that the database is RESTORING, and the ways on (F14)', async () => {
    await cell(estate, backup);
    estate.served.faults.add({ at: 'progress', percent: 40, action: { kind: 'cut' } });
    const ran = await cell(estate, restore);
    const lines = problemLines(ran);
    assert.match(lines, /outcome is unknown/u);
    assert.match(lines, /LcsCDR: RESTORING/u);
    assert.match(lines, /from its full backup/u);
    assert.ok(ran.progress.some(({ percent }) => percent === 30));
  });

  it('says that the server is not back yet when the service restarted in mid-restore (F18)', async () => {
    await cell(estate, backup);
    estate.served.faults.add({
      at: 'progress',
      percent: 40,
      action: { kind: 'restart', ms: 60_000 },
    });
    const lines = problemLines(await cell(estate, restore));
    assert.match(lines, /could not be read/u);
    assert.match(lines, /read the state of its databases first/u);
  });

  it('raises an alarm by a second connection when the restore falls silent (F15)', async () => {
    await cell(estate, backup);
    for (const action of [
      { kind: 'silence' },
      { kind: 'slow', ms: 0, percentMs: 60_000 },
    ] as const) {
      estate.served.faults.add({ at: 'progress', percent: 20, contains: 'RESTORE', action });
    }
    const controller = new AbortController();
    const ran = await cell(estate, restore, {
      signal: controller.signal,
      watch: { quietMs: 300, everyMs: 200 },
      onWrite: (stream, text) => {
        if (stream === 'warning' && text.includes('ALARM')) controller.abort();
      },
    });
    assert.match(ran.text('warning'), /RESTORE.*moves nothing/u);
    assert.equal(ran.result.outcome, 'cancelled');
    assert.match(problemLines(ran), /did not confirm/u);
  });

  it('says after a confirmed cancel what state the database is in (F17)', async () => {
    await cell(estate, backup);
    estate.served.faults.add({
      at: 'progress',
      percent: 20,
      contains: 'RESTORE',
      action: { kind: 'slow', ms: 0, percentMs: 200 },
    });
    const controller = new AbortController();
    const ran = await cell(estate, restore, {
      signal: controller.signal,
      onWrite: (_, text) => {
        if (text.includes('30 percent')) controller.abort();
      },
    });
    assert.equal(ran.result.outcome, 'cancelled');
    assert.match(problemLines(ran), /SQL Server confirmed/u);
    assert.match(problemLines(ran), /LcsCDR: RESTORING/u);
  });
});
