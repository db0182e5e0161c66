import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBackupFiles } from '../../../src/backup/backup-files.ts';
import { FolderBackupSets } from '../../../src/backup/folder-sets.ts';
import { describeProblem, type ProblemData } from '../../../src/errors/problem.ts';
import { loadEstate } from '../../../src/estate/load.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import { ownPlatform } from '../../../src/estate/paths.ts';
import type { SqlMessage } from '../../../src/executors/sql/backend.ts';
import { KnownServers } from '../../../src/executors/sql/connection/known-servers.ts';
import { CertificatePins } from '../../../src/executors/sql/connection/pins.ts';
import {
  EstateSqlSessions,
  type SqlSessions,
} from '../../../src/executors/sql/connection/sessions.ts';
import {
  MssqlBackend,
  type MssqlBackendOptions,
} from '../../../src/executors/sql/mssql/backend.ts';
import { StepActionExecutor } from '../../../src/executors/steps/executor.ts';
import { stepActions } from '../../../src/executors/steps/registry.ts';
import { actionServices } from '../../../src/executors/steps/services.ts';
import type { RunEvent } from '../../../src/log/events.ts';
import { nodeFiles } from '../../../src/log/files.ts';
import { newRunId } from '../../../src/log/folder/run-id.ts';
import { userKey } from '../../../src/log/keys/key.ts';
import { readLog } from '../../../src/log/reader.ts';
import type { LoggedEvent } from '../../../src/log/record.ts';
import { openLog } from '../../../src/log/writing/open.ts';
import { createPracticeDatabases } from '../../../src/practice/sql/estate/create-databases.ts';
import { createPracticeLogins } from '../../../src/practice/sql/estate/logins-file.ts';
import type { Fault } from '../../../src/practice/sql/faults/fault.ts';
import {
  servePracticeSql,
  type PracticeSql,
  type ServedInstance,
} from '../../../src/practice/sql/serve.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { openRun } from '../../../src/run/open.ts';
import type {
  OutputStream,
  PlanContext,
  Progress,
  Reconciliation,
  RunMode,
  StepPlan,
  StepResult,
} from '../../../src/runbook/execution.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { resolveVariables } from '../../../src/runbook/variables/resolve.ts';
import { RecordingShells, Scope, stepOf } from '../../unit/executors/steps/fakes.ts';
import { hear, type Heard } from './served-estate.ts';

export const location = '\\\\bk01.contoso.com\\LyncBackup';

/** A SQL server of the estate of a test. */
export interface TestInstance {
  readonly host: string;
  readonly instance?: string;
  readonly databases?: readonly string[];
  readonly version?: string;
  readonly edition?: string;
  readonly rows?: boolean;
  readonly serve?: Partial<ServedInstance>;
}

/** How a run of one step came out, as its recovery log has it. */
export interface StepRun {
  readonly outcome: string;
  readonly problem: ProblemData | undefined;
  readonly summary: string;
  /** The problem as an operator reads it, or the empty text. */
  readonly shown: string;
  readonly events: readonly LoggedEvent[];
  readonly progress: readonly Progress[];
  /** Everything of one stream. */
  text(stream: OutputStream): string;
  /** Texts of the evidence. */
  readonly evidence: string;
}

export interface RunStepOptions {
  readonly mode?: RunMode;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Steps on databases, run by the real engine against served practice instances, with a real log. */
export class DatabaseSteps implements AsyncDisposable {
  readonly folder: string;
  readonly backups: string;
  readonly served: PracticeSql;
  readonly estate: Estate;
  readonly sets: FolderBackupSets;
  readonly pins: CertificatePins;
  readonly #password: string;
  readonly #defects: unknown[];
  readonly #executor: StepActionExecutor;
  readonly #sessions: EstateSqlSessions;
  #listening: ((text: string) => unknown) | undefined;

  readonly #open: SqlSessions['open'] = async (found, signal) => {
    const session = await this.#sessions.open(found, signal);
    return {
      facts: session.facts,
      execute: (request, listener, aborted) => {
        this.#listening?.(request.text);
        return session.execute(request, listener, aborted);
      },
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  };

  private constructor(
    folder: string,
    served: PracticeSql,
    estate: Estate,
    password: string,
    defects: unknown[],
    more: Partial<MssqlBackendOptions>,
  ) {
    this.folder = folder;
    this.backups = join(folder, 'backups');
    this.served = served;
    this.estate = estate;
    this.#password = password;
    this.#defects = defects;
    const paths = new PathMap(estate.paths, ownPlatform());
    this.sets = new FolderBackupSets({ paths, location });
    const addresses = Object.fromEntries(
      served.endpoints.map(({ instance, port }) => [instance, `127.0.0.1:${port}`]),
    );
    this.pins = new CertificatePins(join(folder, 'data'), () => Date.now());
    const backend = new MssqlBackend({
      addresses,
      secret: () => Promise.resolve(this.#password),
      pins: this.pins,
      cancelMs: 5_000,
      ...more,
    });
    this.#sessions = new EstateSqlSessions(backend, {
      watch: { quietMs: 300, everyMs: 200 },
      servers: new KnownServers(join(folder, 'data'), () => Date.UTC(2026, 10, 22, 3)),
    });
    this.#executor = new StepActionExecutor({
      actions: stepActions(),
      services: actionServices({
        estate,
        shells: new RecordingShells(),
        backup: this.sets,
        backupFiles: new FolderBackupFiles({ paths }),
        sql: {
          watch: this.#sessions.watch,
          servers: this.#sessions.servers,
          open: this.#open,
        },
        self: { file: process.execPath, args: [] },
        operator: 'claire',
      }),
    });
  }

  /** `serversShare`: folder that the servers have as the share; by default that of this computer. */
  static async open(
    instances: readonly TestInstance[],
    more: Partial<MssqlBackendOptions> = {},
    serversShare = 'backups',
  ): Promise<DatabaseSteps> {
    const folder = await mkdtemp(join(tmpdir(), 'database-steps-'));
    const backups = join(folder, 'backups');
    await mkdir(backups);
    await mkdir(join(folder, serversShare), { recursive: true });
    const named = instances.map(one => ({
      instance: 'rtc',
      databases: ['LcsCDR', 'LcsLog'],
      ...one,
    }));
    for (const one of named) await createPracticeDatabases(folder, one);
    const logins = await createPracticeLogins(folder, randomBytes);
    const defects: unknown[] = [];
    const served = await servePracticeSql({
      estateFolder: folder,
      instances: named.map(({ host, instance, serve }) => ({
        name: `${host}\\${instance}`,
        host,
        instance,
        ...serve,
      })),
      paths: [{ unc: location, local: join(folder, serversShare) }],
      browserPort: false,
      onDefect: error => defects.push(error),
    });
    const file = join(folder, 'estate.yaml');
    await writeFile(file, estateText(named, backups));
    const password = logins.find(({ user }) => user === 'recovery')?.password ?? '';
    return new DatabaseSteps(
      folder,
      served,
      await loadEstate(file, folder),
      password,
      defects,
      more,
    );
  }

  /** Password of the login `recovery`. */
  get password(): string {
    return this.#password;
  }

  /** Sessions as the product opens them. */
  get sessions(): SqlSessions {
    return this.#sessions;
  }

  fault(fault: Fault): void {
    this.served.faults.add(fault);
  }

  /** Path on this computer of a path below the backup location. */
  local(path: string): string {
    return join(this.backups, ...path.split(/[\\/]/u));
  }

  bytes(path: string): Promise<Buffer> {
    return readFile(this.local(path));
  }

  async exists(path: string): Promise<boolean> {
    return stat(this.local(path)).then(
      () => true,
      () => false,
    );
  }

  /** Asks an instance by another connection. */
  async ask(instance: string, text: string): Promise<Heard> {
    const found = this.estate.sqlInstances.find(one => one.name === instance);
    if (found === undefined) throw new Error(`no instance ${instance}`);
    await using session = await this.#sessions.open(found, new AbortController().signal);
    return await hear(session, text);
  }

  async value(instance: string, text: string): Promise<string | null | undefined> {
    const { rows, errors } = await this.ask(instance, text);
    if (errors.length > 0) throw new Error(errors.map((one: SqlMessage) => one.text).join('\n'));
    return rows[0]?.[0];
  }

  /** `ONLINE MULTI_USER`, or the empty text for a database that is not there. */
  async state(instance: string, database: string): Promise<string> {
    const name = database.replaceAll("'", "''");
    const text = `SELECT state_desc + ' ' + user_access_desc FROM sys.databases WHERE name = N'${name}'`;
    return (await this.value(instance, text)) ?? '';
  }

  #context(mode: RunMode): PlanContext {
    return {
      mode,
      scope: new Scope(),
      target: undefined,
      signal: new AbortController().signal,
      people: {
        manual: () => Promise.resolve(undefined),
        approveCommand: () => Promise.resolve(true),
      },
    };
  }

  plan(cell: string, mode: RunMode = 'live'): Promise<StepPlan> {
    return this.#executor.plan(stepOf(cell), this.#context(mode));
  }

  /** Looks after an interrupted attempt that began at `started` (UTC, ISO 8601). */
  reconcile(cell: string, started?: string): Promise<Reconciliation> {
    const since = started === undefined ? {} : { started };
    return this.#executor.reconcile(stepOf(cell), { ...this.#context('live'), ...since });
  }

  /** Plans a cell, and gives every text that was sent to a server meanwhile. */
  async planAndListen(cell: string): Promise<{ sent: string[]; plan: StepPlan }> {
    const sent: string[] = [];
    this.#listening = text => sent.push(text);
    const plan = await this.plan(cell);
    this.#listening = undefined;
    return { sent, plan };
  }

  /** Does something right before the product sends a text that fits, as another program may. */
  async before<T>(text: RegExp, happens: () => void, during: () => Promise<T>): Promise<T> {
    this.#listening = sent => {
      if (text.test(sent)) happens();
    };
    try {
      return await during();
    } finally {
      this.#listening = undefined;
    }
  }

  /** Runs a cell with a plan that was made before. */
  runPlanned(cell: string, plan: StepPlan): Promise<StepResult> {
    const ignore = (): void => undefined;
    return this.#executor.run(stepOf(cell), plan, {
      ...this.#context('live'),
      attempt: 1,
      runId: 'run',
      output: { write: ignore, table: ignore, progress: ignore, evidence: ignore },
    });
  }

  /** Runs a cell in a run of its own; everything is confirmed. */
  async run(cell: string, options: RunStepOptions = {}): Promise<StepRun> {
    const { mode = 'live', signal = new AbortController().signal, onEvent } = options;
    const book = `\`\`\`step {#cell}\n${cell}\n\`\`\`\n`;
    const runbook = readRunbook(new TextEncoder().encode(book), 'r.runbook.md');
    const none = (): Promise<undefined> => Promise.resolve(undefined);
    const driver = await openRun({
      runbook,
      estate: this.estate,
      mode,
      executors: new Map([['step', this.#executor]]),
      people: {
        confirm: () => Promise.resolve({ answer: 'yes', by: 'claire', how: 'typed' }),
        override: none,
        interrupted: none,
        approve: none,
        manual: none,
      },
      variables: await resolveVariables(runbook.variables, new Map(), () => undefined, {
        get: none,
      }),
      clock: systemClock,
      operator: { user: 'claire', host: 'ws01' },
      tool: { version: '0', node: process.version, platform: 'test', front: 'cli' },
      openLog: async () =>
        openLog({
          folder: join(this.folder, 'recovery-logs'),
          run: newRunId(Date.now(), randomBytes),
          key: await userKey(join(this.folder, 'keys')),
          clock: systemClock,
        }),
    });
    driver.log.onRecord(({ event }) => onEvent?.(event));
    await driver.execute(runbook, ['cell'], signal);
    await driver.log[Symbol.asyncDispose]();
    return await readRun(driver.log.file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#executor[Symbol.asyncDispose]();
    await this.served.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    if (this.#defects.length > 0) throw new AggregateError(this.#defects, 'defects');
  }
}

function estateText(
  instances: readonly { host: string; instance: string }[],
  backups: string,
): string {
  const hosts = [...new Set(instances.map(({ host }) => host)), 'bk01.contoso.com'];
  return [
    'name: T',
    `servers: [${hosts.map(fqdn => `{fqdn: ${fqdn}}`).join(', ')}]`,
    `backup: {location: '${location}'}`,
    'paths:',
    `  '${location}': '${backups}'`,
    'sql:',
    ...instances.flatMap(({ host, instance }) => [
      `  - instance: '${host}\\${instance}'`,
      '    authentication: {sql: {user: recovery, password: {secret: SQL}}}',
    ]),
    '',
  ].join('\n');
}

async function readRun(file: string): Promise<StepRun> {
  const events: LoggedEvent[] = [];
  for await (const line of readLog(file, nodeFiles)) {
    if ('problem' in line) throw new Error(line.problem.message);
    events.push(line.record.event);
  }
  const ended = events.findLast(
    event => event.type === 'step-ended' || event.type === 'step-passed-over',
  );
  const problem = ended?.problem;
  return {
    outcome: ended?.outcome ?? '',
    problem,
    summary: ended?.type === 'step-ended' ? ended.summary : '',
    shown: problem === undefined ? '' : describeProblem(problem).join('\n'),
    events,
    progress: events.flatMap(event => (event.type === 'progress' ? [event.progress] : [])),
    text: stream =>
      events
        .flatMap(event => (event.type === 'output' && event.stream === stream ? [event.text] : []))
        .join(''),
    evidence: events
      .flatMap(event => (event.type === 'evidence' ? [event.evidence.text ?? ''] : []))
      .join('\n'),
  };
}
