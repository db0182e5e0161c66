import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { FolderBackupFiles } from '../../../src/backup/backup-files.ts';
import { FolderBackupSets } from '../../../src/backup/folder-sets.ts';
import type { ProblemData } from '../../../src/errors/problem.ts';
import { asProblem } from '../../../src/errors/problem.ts';
import { loadEstate } from '../../../src/estate/load.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import { ownPlatform } from '../../../src/estate/paths.ts';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import type { ShellPool } from '../../../src/executors/powershell/session.ts';
import { StepActionExecutor } from '../../../src/executors/steps/executor.ts';
import { stepActions } from '../../../src/executors/steps/registry.ts';
import { actionServices } from '../../../src/executors/steps/services.ts';
import { PracticeNames, PracticePorts } from '../../../src/practice/names.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import type {
  Evidence,
  PlanContext,
  RunContext,
  StepPlan,
} from '../../../src/runbook/execution.ts';
import { Scope, stepOf } from '../../unit/executors/steps/fakes.ts';
import { engines, poolOf } from '../powershell/engine.ts';
import { newEstate } from '../practice/practice-server.ts';

const self = {
  file: process.execPath,
  args: [join(import.meta.dirname, '..', 'practice', 'practice-program.ts')],
};

export type StepEnd =
  | { readonly problem: ProblemData; readonly summary?: undefined }
  | { readonly problem?: undefined; readonly summary: string };

/** Typed steps on a practice estate of their own, through real shells, files and processes. */
export class PracticeSteps implements AsyncDisposable {
  readonly store: PracticeStore;
  readonly scope = new Scope({ Backup: undefined, Server: 'se02.contoso.com' });
  readonly evidence: Evidence[] = [];
  readonly written: string[] = [];
  /** Scripts that went to a server, in order. */
  readonly sent: { readonly server: string | undefined; readonly script: string }[] = [];
  readonly pool: PowerShellPool;
  readonly #executor: StepActionExecutor;
  readonly #remove: () => Promise<void>;

  private constructor(
    store: PracticeStore,
    remove: () => Promise<void>,
    pool: PowerShellPool,
    executor: (steps: PracticeSteps) => StepActionExecutor,
  ) {
    this.store = store;
    this.#remove = remove;
    this.pool = pool;
    this.#executor = executor(this);
  }

  static async open(): Promise<PracticeSteps> {
    const { store, remove } = await newEstate();
    const { root } = store.layout;
    const estate = await loadEstate(join(root, 'estate.yaml'), root);
    const [engine] = await engines();
    assert.ok(engine !== undefined);
    const pool = poolOf(engine, { estate, self });
    const paths = new PathMap(estate.paths, ownPlatform());
    return new PracticeSteps(
      store,
      remove,
      pool,
      steps =>
        new StepActionExecutor({
          actions: stepActions(),
          services: actionServices({
            estate,
            shells: steps.#recorded(),
            backup: new FolderBackupSets({ paths, location: estate.backup?.location }),
            backupFiles: new FolderBackupFiles({ paths }),
            sql: { open: ({ name }) => Promise.reject(new Error(`no server ${name}`)) },
            self,
            operator: 'claire',
            names: new PracticeNames(store),
            ports: new PracticePorts(store),
          }),
        }),
    );
  }

  plan(cell: string, mode: PlanContext['mode'] = 'practice'): Promise<StepPlan> {
    return this.#executor.plan(stepOf(cell), this.#planContext(mode));
  }

  /** Plans and runs a cell; a plan that is refused is an end like any other. */
  async run(cell: string): Promise<StepEnd> {
    try {
      const plan = await this.plan(cell);
      const result = await this.#executor.run(stepOf(cell), plan, this.#runContext());
      if (result.outcome !== 'succeeded') return { problem: result.problem };
      for (const [name, value] of result.variables) this.scope.values.set(name, value);
      return { summary: result.summary };
    } catch (error) {
      return { problem: asProblem(error).data };
    }
  }

  /** Runs a cell that must succeed; gives its summary. */
  async done(cell: string): Promise<string> {
    const { problem, summary } = await this.run(cell);
    assert.ok(problem === undefined, `${cell}\n${JSON.stringify(problem, null, 1)}`);
    return summary;
  }

  /** Runs a cell that must not succeed; gives the problem. */
  async problem(cell: string): Promise<ProblemData> {
    const { problem, summary } = await this.run(cell);
    assert.ok(problem !== undefined, `${cell}\n${summary ?? ''}`);
    assert.notEqual(problem.code, 'INTERNAL', JSON.stringify(problem));
    return problem;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool[Symbol.asyncDispose]();
    await this.#remove();
  }

  /** Folder of the estate file. */
  get root(): string {
    return dirname(join(this.store.layout.root, 'estate.yaml'));
  }

  #recorded(): ShellPool {
    return {
      session: async (target, signal, people) => {
        const session = await this.pool.session(target, signal, people);
        return {
          target: session.target,
          version: session.version,
          invoke: request => {
            this.sent.push({ server: target, script: request.script });
            return session.invoke(request);
          },
          inspect: (script, aborted) => session.inspect(script, aborted),
          [Symbol.asyncDispose]: () => Promise.resolve(),
        };
      },
      release: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  #planContext(mode: PlanContext['mode']): PlanContext {
    return {
      mode,
      scope: this.scope,
      target: undefined,
      signal: new AbortController().signal,
      people: {
        manual: () => Promise.resolve(undefined),
        approveCommand: () => Promise.resolve(true),
      },
    };
  }

  #runContext(): RunContext {
    return {
      ...this.#planContext('practice'),
      attempt: 1,
      runId: 'run-1',
      output: {
        write: (stream, text) => this.written.push(`${stream}: ${text}`),
        table: () => undefined,
        progress: () => undefined,
        evidence: one => this.evidence.push(one),
      },
    };
  }
}
