import type { TheirWords } from '../errors/problem.ts';
import { liveTopologyFailed } from '../errors/topology.ts';
import type { Estate } from '../estate/model.ts';
import type { ImportedEstate } from '../estate/topology/imported.ts';
import { liveAnswer, liveScript, understandLive } from '../estate/topology/live.ts';
import type { ShellResult } from '../executors/powershell/session.ts';
import type { Program } from './program.ts';
import { shellsOf } from './runs.ts';

/** Who approves commands that open a shell, and when to stop. */
export interface Asking {
  readonly approveCommand: (command: readonly string[], purpose: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

function wordsOf({ errors, reason }: ShellResult, server: string): TheirWords[] {
  const words = errors.map(({ message, command, errorId }) => ({
    source: command === '' ? server : command,
    text: message,
    ...(errorId === '' ? {} : { number: errorId }),
  }));
  return reason === undefined ? words : [...words, { source: server, text: reason }];
}

/** The topology as the management shell of a server says it; the shell is closed again. Throws a `Problem`. */
export async function liveTopology(
  program: Program,
  estate: Estate,
  server: string,
  asking: Asking,
): Promise<ImportedEstate> {
  await using shells = shellsOf(program, estate, name => program.secret(name));
  const session = await shells.session(server, asking.signal, asking);
  const result = await session.invoke({
    script: liveScript,
    parameters: {},
    results: 'objects',
    signal: asking.signal,
  });
  if (result.end !== 'completed') throw liveTopologyFailed(server, wordsOf(result, server));
  return understandLive(liveAnswer(result.objects[0], server), server);
}
