import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { notPracticeEstate } from '../../errors/practice-sql.ts';
import { asProblem, describeProblem, Problem } from '../../errors/problem.ts';
import { loadEstate } from '../../estate/load.ts';
import type { Estate } from '../../estate/model.ts';
import { serveOptions } from './estate/served-instances.ts';
import { FaultControlPort } from './faults/control-port.ts';
import { servePracticeSql } from './serve.ts';

/** What the command needs of the command line. */
export interface ServeContext {
  out(text: string): void;
  err(text: string): void;
  readonly cwd: string;
  /** Fires on Ctrl+C and SIGTERM. */
  readonly signal: AbortSignal;
}

export interface ServeCommandOptions {
  /** TCP port for faults (newline JSON); absent: none. */
  readonly faultPort?: number;
  /** UDP port of SQL Browser; absent: 1434 if it is free. */
  readonly browserPort?: number;
}

/** The estate of the folder; throws a `Problem` that speaks of the folder where there is none. */
async function practiceEstate(folder: string, cwd: string): Promise<Estate> {
  try {
    return await loadEstate(folder, cwd);
  } catch (error) {
    if (!(error instanceof Problem) || error.data.code !== 'ESTATE-FILE-UNREADABLE') throw error;
    const reason = error.data.theirs?.[0]?.text ?? error.data.what;
    throw notPracticeEstate(resolve(cwd, folder), reason);
  }
}

/**
 * `practice serve DIR`: serves the estate's SQL instances in the foreground until the signal fires.
 * Prints `INSTANCE HOST:PORT` for each, the instance with `LcsCDR` first, and resolves to the exit
 * status. Throws a `Problem` when the folder holds no practice estate or an instance cannot start.
 */
export async function runPracticeServe(
  folder: string,
  context: ServeContext,
  options: ServeCommandOptions = {},
): Promise<number> {
  const estate = await practiceEstate(folder, context.cwd);
  if (estate.kind !== 'practice')
    throw notPracticeEstate(estate.file, l10n.t('it is marked as {0}', estate.kind));
  const served = await servePracticeSql({
    ...serveOptions(estate),
    onDefect: error => {
      for (const line of describeProblem(asProblem(error).data)) context.err(`${line}\n`);
    },
    ...(options.browserPort !== undefined && { browserPort: options.browserPort }),
  });
  const control =
    options.faultPort === undefined
      ? undefined
      : await FaultControlPort.open(served.faults, options.faultPort);
  try {
    for (const { instance, host, port } of served.endpoints)
      context.out(`${instance} ${host}:${port}\n`);
    if (served.endpoints.length === 0)
      context.err(`${l10n.t('The estate has no SQL instance that is running.')}\n`);
    else {
      if (control !== undefined) context.err(`${l10n.t('Faults: 127.0.0.1:{0}', control.port)}\n`);
      context.err(`${l10n.t('Serving. Logins are in practice-logins.yaml. Ctrl+C ends it.')}\n`);
      await new Promise<void>(resolve => {
        if (context.signal.aborted) resolve();
        context.signal.addEventListener('abort', () => {
          resolve();
        });
      });
    }
  } finally {
    await control?.close();
    await served.close();
  }
  return served.endpoints.length === 0 ? 1 : 0;
}
