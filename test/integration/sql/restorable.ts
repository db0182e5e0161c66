import assert from 'node:assert/strict';
import type { MssqlBackendOptions } from '../../../src/executors/sql/mssql/backend.ts';
import { DatabaseSteps, type StepRun, type TestInstance } from './database-steps.ts';

export const host = 'sql01.contoso.com';
export const instance = `${host}\\rtc`;
const signal = new AbortController().signal;

/** A step cell of one action from its keys. */
export function cell(action: string, keys: Readonly<Record<string, string>>): string {
  return [`${action}:`, ...Object.entries(keys).map(([key, value]) => `  ${key}: ${value}`)].join(
    '\n',
  );
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Rows of `LcsCDR` as one text: what the tests call "the old database is still there". */
const content =
  "SELECT CAST(COUNT(*) AS varchar(9)) + ' ' + ISNULL(CAST(MAX(SessionIdTime) AS varchar(30)), '-') FROM LcsCDR.dbo.SessionDetails";

/** LcsCDR and LcsLog backed up into a sealed and verified set. */
export class Restorable implements AsyncDisposable {
  readonly steps: DatabaseSteps;
  readonly set: string;
  /** Rows of LcsCDR when it was backed up. */
  readonly rows: string;

  private constructor(steps: DatabaseSteps, set: string, rows: string) {
    this.steps = steps;
    this.set = set;
    this.rows = rows;
  }

  static async open(
    instances: readonly TestInstance[] = [{ host }],
    more: Partial<MssqlBackendOptions> = {},
  ): Promise<Restorable> {
    const steps = await DatabaseSteps.open(instances, more);
    const set = await steps.sets.create('set', undefined);
    for (const database of ['LcsCDR', 'LcsLog'])
      await backUp(steps, { database, to: `${set}\\sql\\${database}.bak` });
    await seal(steps, set);
    return new Restorable(steps, set, (await steps.value(instance, content)) ?? '');
  }

  /** The same without a backup: for servers that nothing is sent to. */
  static async unready(
    instances: readonly TestInstance[],
    more: Partial<MssqlBackendOptions> = {},
  ): Promise<Restorable> {
    return new Restorable(await DatabaseSteps.open(instances, more), '', '');
  }

  /** The restore of LcsCDR over itself, with other keys. */
  restore(keys: Readonly<Record<string, string>> = {}): string {
    const from = `${this.set}\\sql\\LcsCDR.bak`;
    return cell('restore-database', {
      server: instance,
      database: 'LcsCDR',
      from,
      replace: 'true',
      ...keys,
    });
  }

  content(): Promise<string | null | undefined> {
    return this.steps.value(instance, content);
  }

  /** Changes LcsCDR, so that the old one can be told from the restored one; gives its rows. */
  async change(): Promise<string> {
    await this.steps.ask(
      instance,
      "DELETE FROM LcsCDR.dbo.SessionDetails WHERE SessionIdTime > '2014-02-01'",
    );
    return (await this.content()) ?? '';
  }

  /** Restores LcsCDR as it was backed up. */
  async again(): Promise<void> {
    this.steps.served.faults.clear();
    const run = await this.steps.run(this.restore({ disconnect: 'true', checkdb: 'false' }));
    assert.equal(run.outcome, 'succeeded', run.shown);
    assert.equal(await this.content(), this.rows);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.steps[Symbol.asyncDispose]();
  }
}

export async function backUp(
  steps: DatabaseSteps,
  keys: Readonly<Record<string, string>>,
): Promise<StepRun> {
  const run = await steps.run(cell('backup-database', { server: instance, ...keys }));
  assert.equal(run.outcome, 'succeeded', run.shown);
  return run;
}

/** Seals and verifies a set. */
export async function seal(steps: DatabaseSteps, set: string): Promise<void> {
  await steps.sets.seal(set, { by: 'claire', signal });
  await steps.sets.verify(set, 'full', { signal });
}

/** The problem as the log keeps it: the last record of the step. */
export function loggedProblem(run: StepRun): string {
  const ended = run.events.findLast(
    event => event.type === 'step-ended' || event.type === 'step-passed-over',
  );
  return JSON.stringify(ended?.problem ?? {});
}

/** Whether the step was begun at all: its start is in the log before its first action. */
export function wasStarted(run: StepRun): boolean {
  return run.events.some(event => event.type === 'step-started');
}
