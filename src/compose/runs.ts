import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { FolderBackupFiles } from '../backup/backup-files.ts';
import type { Estate } from '../estate/model.ts';
import { PowerShellExecutor } from '../executors/powershell/executor.ts';
import { PowerShellPool } from '../executors/powershell/pool.ts';
import type { ShellPool } from '../executors/powershell/session.ts';
import { StepActionExecutor } from '../executors/steps/executor.ts';
import { stepActions } from '../executors/steps/registry.ts';
import { actionServices } from '../executors/steps/services.ts';
import type { LoggedOperator, LoggedTool } from '../log/events.ts';
import { nodeFiles } from '../log/files.ts';
import { newRunId } from '../log/folder/run-id.ts';
import { userKey } from '../log/keys/key.ts';
import { keysTrustedBy, type TrustedKey } from '../log/keys/trusted-keys.ts';
import { Redactor } from '../log/redaction/redactor.ts';
import { openLog } from '../log/writing/open.ts';
import { reopenLog } from '../log/writing/reopen.ts';
import { PracticeNames, PracticePorts } from '../practice/names.ts';
import { openPracticeEstate } from '../practice/open.ts';
import { systemClock } from '../run/clock.ts';
import type { RunDriver } from '../run/driver.ts';
import { checkMode } from '../run/mode.ts';
import { checkRunbook, openRun, type Incident, type RunSetup } from '../run/open.ts';
import type { RunPeople } from '../run/people.ts';
import { resumeRun } from '../run/resume.ts';
import type { RunMode, StepExecutor } from '../runbook/execution.ts';
import type { Runbook, StepLanguage } from '../runbook/model.ts';
import { Secret } from '../runbook/variables.ts';
import { resolveVariables, type RunVariables } from '../runbook/variables/resolve.ts';
import { backupSetsOf, backupThreads, factsOf, pathsOf } from './backup-places.ts';
import { originOf } from './git.ts';
import { findPowerShell } from './powershell.ts';
import { carriedFiles, userDataFolder, type Program } from './program.ts';
import { recoveryKitOf } from './recovery-kit.ts';
import { sqlOf } from './sql.ts';

export { backupSetsOf, backupThreads, factsOf, pathsOf } from './backup-places.ts';

/** A run that editor or command line ask for. Paths are absolute. */
export interface RunOrder {
  readonly runbook: Runbook;
  readonly estate: Estate;
  readonly given: ReadonlyMap<string, string>;
  readonly people: RunPeople;
  /** Folder of all recovery logs; by default `recovery-logs` beside the estate file. */
  readonly logsFolder?: string | undefined;
  readonly signal: AbortSignal;
}

/** Name of the operator, as logs attribute it. */
export function operatorName(): string {
  return userInfo().username;
}

/** Where the logs of an estate go unless told otherwise. */
export function logsFolderOf(estate: Estate): string {
  return join(dirname(estate.file), 'recovery-logs');
}

/** The keys whose signatures this user trusts: the own one, and those on the list. */
export function trustedKeys(program: Program): Promise<readonly TrustedKey[]> {
  return keysTrustedBy(nodeFiles, userDataFolder(program), operatorName());
}

/** Begins a run. Throws a `Problem` where it must not begin; no log is made then. */
export async function beginRun(
  program: Program,
  order: RunOrder & { readonly mode: RunMode; readonly incident?: Incident },
): Promise<RunDriver> {
  checkRunbook(order.runbook);
  checkMode(order.mode, order.estate);
  const redactor = new Redactor();
  const setup = await prepare(program, order, redactor);
  const origin = await originOf(order.runbook.file);
  return guarded(setup, () =>
    openRun({
      ...setup,
      mode: order.mode,
      ...(order.incident === undefined ? {} : { incident: order.incident }),
      origin,
      openLog: async () =>
        openLog({
          folder: order.logsFolder ?? logsFolderOf(order.estate),
          run: newRunId(Date.now(), randomBytes),
          key: await userKey(userDataFolder(program)),
          clock: systemClock,
          redactor,
        }),
    }),
  );
}

/** Goes on with the run of a log. Throws a `Problem` where that must not be. */
export async function continueRun(
  program: Program,
  order: RunOrder & { readonly logFile: string },
): Promise<RunDriver> {
  checkRunbook(order.runbook);
  const redactor = new Redactor();
  const key = await userKey(userDataFolder(program));
  const { log, state } = await reopenLog(order.logFile, { key, clock: systemClock, redactor });
  try {
    const given = new Map(order.given);
    for (const [name, value] of state.variables) {
      const declared = order.runbook.variables.some(variable => variable.name === name);
      if (typeof value === 'string' && declared && !given.has(name)) given.set(name, value);
    }
    const setup = await prepare(program, { ...order, given }, redactor);
    return await guarded(setup, () => resumeRun({ ...setup, log, state, signal: order.signal }));
  } catch (thrown) {
    await log[Symbol.asyncDispose]();
    throw thrown;
  }
}

/** A setup whose run could not be opened leaves no process behind. */
async function guarded(setup: RunSetup, open: () => Promise<RunDriver>): Promise<RunDriver> {
  try {
    return await open();
  } catch (thrown) {
    for (const executor of setup.executors.values()) await executor[Symbol.asyncDispose]();
    throw thrown;
  }
}

async function prepare(program: Program, order: RunOrder, redactor: Redactor): Promise<RunSetup> {
  const { runbook, estate, people } = order;
  const find = secretsOfRun(program, order.runbook);
  const variables = await variablesOf(program, order, find);
  for (const name of variables.names()) {
    const value = variables.variable(name);
    if (value instanceof Secret) redactor.add(value);
  }
  const secret = async (name: string): Promise<string | undefined> => {
    const value = await find(name);
    if (value !== undefined) redactor.add(new Secret(name, value));
    return value;
  };
  return {
    runbook,
    estate,
    people,
    variables,
    executors: await executorsOf(program, estate, secret, declaredSecrets(runbook)),
    clock: systemClock,
    operator: operator(),
    tool: toolOf(program),
  };
}

function operator(): LoggedOperator {
  return { user: operatorName(), host: hostname() };
}

function toolOf({ version, platform, front }: Program): LoggedTool {
  return { version, node: process.version, platform, front };
}

/**
 * Secrets of one run: the stored ones, and those that the operator is asked for, each once. A variable
 * that may be without a value is not asked for.
 */
function secretsOfRun(
  program: Program,
  { variables }: Runbook,
): (name: string) => Promise<string | undefined> {
  const asked = new Map<string, Promise<string | undefined>>();
  const optional = new Set(
    variables.flatMap(({ name, type, required }) => (type === 'secret' && !required ? name : [])),
  );
  return async name => {
    const stored = await program.secret(name);
    if (stored !== undefined && stored !== '') return stored;
    if (optional.has(name)) return undefined;
    const answer = asked.get(name) ?? program.askSecret?.(name) ?? Promise.resolve(undefined);
    asked.set(name, answer);
    const value = await answer;
    // a question that was left is no answer: the next attempt asks again
    if (value === undefined) asked.delete(name);
    return value;
  };
}

async function variablesOf(
  program: Program,
  order: RunOrder,
  secret: (name: string) => Promise<string | undefined>,
): Promise<RunVariables> {
  return resolveVariables(
    order.runbook.variables,
    order.given,
    await factsOf(program, order.estate),
    { get: secret },
  );
}

function declaredSecrets({ variables }: Runbook): string[] {
  return variables.flatMap(({ name, type }) => (type === 'secret' ? name : []));
}

async function executorsOf(
  program: Program,
  estate: Estate,
  secret: (name: string) => Promise<string | undefined>,
  declared: readonly string[],
): Promise<ReadonlyMap<StepLanguage, StepExecutor>> {
  const paths = pathsOf(program, estate);
  const shells = shellsOf(program, estate, secret);
  const practice =
    estate.kind === 'practice' ? await openPracticeEstate(dirname(estate.file)) : undefined;
  const sql = sqlOf(program, estate, secret);
  const steps = new StepActionExecutor({
    actions: stepActions(),
    services: actionServices({
      estate,
      shells,
      backup: backupSetsOf(program, estate),
      kit: recoveryKitOf(program, estate, declared),
      backupFiles: new FolderBackupFiles({ paths, threadModule: backupThreads(program) }),
      sql: sql.sessions,
      self: program.self,
      ...(practice === undefined
        ? {}
        : { names: new PracticeNames(practice), ports: new PracticePorts(practice) }),
    }),
  });
  const powershell = new PowerShellExecutor({ shells, estate, paths });
  return new Map<StepLanguage, StepExecutor>([
    ['powershell', powershell],
    ['sql', sql.executor],
    ['step', steps],
  ]);
}

/** The PowerShell sessions of an estate's servers, opened when they are first used. */
export function shellsOf(
  program: Program,
  estate: Estate,
  secret: (name: string) => Promise<string | undefined>,
): ShellPool {
  return new PowerShellPool({
    estate,
    driverFile: carriedFiles(program).driver,
    self: program.self,
    powerShell: () => findPowerShell(program),
    secret,
  });
}
