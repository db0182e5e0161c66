import { FolderBackupFiles } from '../../../../src/backup/backup-files.ts';
import type { BackupSets, SetSummary } from '../../../../src/backup/sets.ts';
import type { Estate, Server } from '../../../../src/estate/model.ts';
import { PathMap } from '../../../../src/estate/path-map.ts';
import type {
  ShellPool,
  ShellRequest,
  ShellResult,
  ShellSession,
} from '../../../../src/executors/powershell/session.ts';
import type { ActionServices } from '../../../../src/executors/steps/action.ts';
import type {
  CommandRequest,
  CommandResult,
} from '../../../../src/executors/steps/command-runner.ts';
import { StepActionExecutor } from '../../../../src/executors/steps/executor.ts';
import { stepActions } from '../../../../src/executors/steps/registry.ts';
import type {
  Evidence,
  ManualAnswer,
  ManualForm,
  PlanContext,
  Progress,
  RunContext,
  RunMode,
} from '../../../../src/runbook/execution.ts';
import type { Step } from '../../../../src/runbook/model.ts';
import type { VariableScope, VariableValue } from '../../../../src/runbook/variables.ts';

/** A step cell as the runbook reader would give it. */
export function stepOf(text: string, id = 'the-step'): Step {
  const at = { line: 1, column: 1 };
  return {
    id,
    ordinal: 1,
    language: 'step',
    text,
    attributes: {
      requires: [],
      confirm: false,
      rolling: false,
      onError: { kind: 'stop' },
      all: [],
    },
    title: id,
    range: { start: at, end: at },
    textStart: at,
    hash: '0'.repeat(64),
  };
}

/** Declared variables with values; `undefined` is declared without one. */
export class Scope implements VariableScope {
  readonly values: Map<string, VariableValue | undefined>;

  constructor(values: Record<string, VariableValue | undefined> = {}) {
    this.values = new Map(Object.entries(values));
  }

  variable(name: string): VariableValue | undefined {
    if (!this.has(name)) throw new Error(`undeclared ${name}`);
    return this.values.get(name);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  names(): readonly string[] {
    return [...this.values.keys()];
  }

  fact(): string | undefined {
    return undefined;
  }
}

export function serverOf(fqdn: string, more: Partial<Server> = {}): Server {
  return {
    fqdn,
    site: 'Paris',
    roles: ['StandardEdition'],
    shell: { transport: 'local' },
    certificates: [],
    deployment: { bootstrapper: 'C:\\Lync\\Bootstrapper.exe', media: 'D:\\Setup\\amd64' },
    ...more,
  };
}

export function estateOf(more: Partial<Estate> = {}): Estate {
  return {
    file: '/estates/test/estate.yaml',
    hash: '0'.repeat(64),
    kind: 'practice',
    name: 'Test',
    productVersion: '2013',
    domain: 'contoso.com',
    sipDomains: ['contoso.com'],
    sites: [{ name: 'Paris' }],
    pools: [
      {
        fqdn: 'se01.contoso.com',
        site: 'Paris',
        type: 'standard-edition',
        servers: ['se01.contoso.com'],
        services: [],
        fileStore: '\\\\se01.contoso.com\\LyncShare',
        stores: [],
        dependsOn: [],
      },
    ],
    servers: [
      serverOf('se01.contoso.com', { address: '10.0.0.11' }),
      serverOf('bk01.contoso.com', { roles: ['BackupHost'] }),
    ],
    sqlInstances: [],
    fileStores: [
      {
        path: '\\\\se01.contoso.com\\LyncShare',
        pool: 'se01.contoso.com',
        pools: ['se01.contoso.com'],
      },
    ],
    external: [],
    notUnderstood: [],
    centralManagement: 'se01.contoso.com',
    backup: { location: '\\\\bk01.contoso.com\\LyncBackup' },
    paths: [],
    addresses: {},
    ...more,
  };
}

/** What a fake server answers to a script. */
export type ShellAnswer = Partial<ShellResult>;
export type ShellHandler = (server: string | undefined, request: ShellRequest) => ShellAnswer;

const completed: ShellResult = { end: 'completed', errors: [], objects: [], variables: new Map() };

/** Records what is sent to which server, and answers from a function. */
export class RecordingShells implements ShellPool {
  readonly sent: { readonly server: string | undefined; readonly request: ShellRequest }[] = [];
  readonly #handler: ShellHandler;

  constructor(handler: ShellHandler = () => ({})) {
    this.#handler = handler;
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  session(target: string | undefined): Promise<ShellSession> {
    return Promise.resolve({
      target,
      version: '5.1 Desktop',
      invoke: (request: ShellRequest) => {
        this.sent.push({ server: target, request });
        return Promise.resolve({ ...completed, ...this.#handler(target, request) });
      },
      inspect: () =>
        Promise.resolve({
          parseErrors: [],
          commands: [],
          readsOnly: true,
          onlyCommandsChange: true,
        }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

const sealedSummary: SetSummary = {
  name: '2026-11-22_0200',
  path: '\\\\bk01.contoso.com\\LyncBackup\\2026-11-22_0200',
  state: 'sealed',
  created: '2026-11-22T02:00:00.000Z',
  sealed: '2026-11-22T02:10:00.000Z',
  files: 12,
  bytes: 1_234_567,
  findings: [],
};

/** Backup sets that record every call and answer with a sealed set unless told otherwise. */
export class RecordingBackup implements BackupSets {
  readonly calls: string[] = [];
  readonly summaryOf: Partial<SetSummary>;
  readonly answers: Partial<BackupSets>;

  constructor(summaryOf: Partial<SetSummary> = {}, answers: Partial<BackupSets> = {}) {
    this.summaryOf = summaryOf;
    this.answers = answers;
  }

  readonly #call = (...words: readonly string[]): void => {
    this.calls.push(words.join(' '));
  };

  create(name: string, location: string | undefined): Promise<string> {
    this.#call('create', name);
    return Promise.resolve(`${location ?? ''}\\${name}`);
  }

  nextName(): string {
    return '2026-11-22_0300';
  }

  record: BackupSets['record'] = (set, produced) => {
    this.#call('record', set, ...produced.map(one => `${one.file}<${one.step}<${one.source}`));
    return Promise.resolve();
  };

  seal: BackupSets['seal'] = (set, { by }) => {
    this.#call('seal', set, by);
    return Promise.resolve({ ...sealedSummary, path: set });
  };

  verify: BackupSets['verify'] = (set, level, options) => {
    this.#call('verify', set, level);
    return (
      this.answers.verify?.(set, level, options) ??
      Promise.resolve({ set, level, files: 12, bytes: 1_234_567, findings: [], manifestHash: 'ab' })
    );
  };

  summary(set: string): Promise<SetSummary> {
    this.#call('summary', set);
    return (
      this.answers.summary?.(set) ??
      Promise.resolve({ ...sealedSummary, path: set, ...this.summaryOf })
    );
  }

  list(): Promise<readonly SetSummary[]> {
    this.#call('list');
    return Promise.resolve([{ ...sealedSummary, ...this.summaryOf }]);
  }

  compare(): ReturnType<BackupSets['compare']> {
    return Promise.reject(new Error('no step compares sets'));
  }

  newestSealed(): Promise<SetSummary | undefined> {
    this.#call('newestSealed');
    return Promise.resolve(sealedSummary);
  }

  planCopy: BackupSets['planCopy'] = (request, signal) => {
    this.#call('planCopy', request.from, request.to, `overwrite=${String(request.overwrite)}`);
    return (
      this.answers.planCopy?.(request, signal) ??
      Promise.resolve({ files: 2, bytes: 30, excluded: [], replaces: [] })
    );
  };

  copy: BackupSets['copy'] = (request, options) => {
    this.#call('copy', request.from, request.to, `overwrite=${String(request.overwrite)}`);
    return (
      this.answers.copy?.(request, options) ??
      Promise.resolve({
        files: 2,
        bytes: 30,
        excluded: ['a/Meeting.Active'],
        copied: [
          { file: 'a/b.txt', bytes: 10, sha256: '1'.repeat(64) },
          { file: 'c.txt', bytes: 20, sha256: '2'.repeat(64) },
        ],
      })
    );
  };
}

export interface World {
  readonly executor: StepActionExecutor;
  readonly shells: RecordingShells;
  readonly backup: RecordingBackup;
  readonly scope: Scope;
  readonly commands: CommandRequest[];
  readonly forms: ManualForm[];
  readonly approvals: (readonly string[])[];
  readonly written: string[];
  readonly progress: Progress[];
  readonly evidence: Evidence[];
  readonly slept: number[];
  readonly abort: AbortController;
  plan(text: string, target?: string): ReturnType<StepActionExecutor['plan']>;
  run(text: string, target?: string): ReturnType<StepActionExecutor['run']>;
  reconcile(text: string): ReturnType<StepActionExecutor['reconcile']>;
}

export interface WorldOptions {
  readonly estate?: Partial<Estate>;
  readonly shell?: ShellHandler;
  readonly backup?: RecordingBackup;
  readonly variables?: Record<string, VariableValue | undefined>;
  readonly mode?: RunMode;
  readonly manual?: (form: ManualForm) => ManualAnswer | undefined;
  readonly approve?: boolean;
  readonly command?: Partial<CommandResult>;
  readonly services?: Partial<ActionServices>;
}

/** 2026-11-22 03:00:00 UTC. */
export const startOfTest = Date.UTC(2026, 10, 22, 3);

/** A run's surroundings made of recording parts, with a clock that only `sleep` moves. */
export function world(options: WorldOptions = {}): World {
  const shells = new RecordingShells(options.shell);
  const backup = options.backup ?? new RecordingBackup();
  const scope = new Scope(options.variables ?? { Backup: undefined });
  const abort = new AbortController();
  const kept = {
    commands: [] as CommandRequest[],
    forms: [] as ManualForm[],
    approvals: [] as (readonly string[])[],
    written: [] as string[],
    progress: [] as Progress[],
    evidence: [] as Evidence[],
    slept: [] as number[],
  };
  let now = startOfTest;
  const services: ActionServices = {
    estate: estateOf(options.estate),
    shells,
    backup,
    backupFiles: new FolderBackupFiles({ paths: new PathMap([], 'posix') }),
    sql: { open: ({ name }) => Promise.reject(new Error(`no server ${name}`)) },
    commands: {
      run: request => {
        kept.commands.push(request);
        request.onText?.('output', options.command?.output ?? '');
        return Promise.resolve({
          exitCode: 0,
          output: '',
          error: '',
          droppedBytes: 0,
          ...options.command,
        });
      },
    },
    self: { file: '/opt/node', args: ['/opt/cli.mjs'], env: { ELECTRON_RUN_AS_NODE: '1' } },
    operator: 'claire',
    names: { lookup: () => Promise.resolve([]) },
    ports: { connect: () => Promise.resolve({ state: 'open' }) },
    now: () => now,
    sleep: ms => {
      kept.slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
    ...options.services,
  };
  const executor = new StepActionExecutor({
    actions: stepActions(),
    services,
  });
  const planContext = (target?: string): PlanContext => ({
    mode: options.mode ?? 'practice',
    scope,
    target,
    signal: abort.signal,
    people: {
      manual: form => {
        kept.forms.push(form);
        return Promise.resolve(options.manual?.(form));
      },
      approveCommand: command => {
        kept.approvals.push(command);
        return Promise.resolve(options.approve ?? true);
      },
    },
  });
  const runContext = (target?: string): RunContext => ({
    ...planContext(target),
    output: {
      write: (stream, text) => kept.written.push(`${stream}: ${text}`),
      table: () => undefined,
      progress: progress => kept.progress.push(progress),
      evidence: evidence => kept.evidence.push(evidence),
    },
    attempt: 1,
    runId: 'run-1',
  });
  return {
    executor,
    shells,
    backup,
    scope,
    abort,
    ...kept,
    plan: (text, target) => executor.plan(stepOf(text), planContext(target)),
    run: async (text, target) => {
      const plan = await executor.plan(stepOf(text), planContext(target));
      return executor.run(stepOf(text), plan, runContext(target));
    },
    reconcile: text => executor.reconcile(stepOf(text), planContext()),
  };
}
