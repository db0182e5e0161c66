import {
  engineTooOld,
  languageRestricted,
  remotingRefused,
  shellEndedEarly,
  shellNotStarted,
  shellPlace,
  shellSilent,
} from '../../errors/powershell.ts';
import type { Problem } from '../../errors/problem.ts';
import { driverLine } from './command-line.ts';
import { DriverProcess, type DriverEnd, type SpawnProcess } from './driver-process.ts';
import type { Frame } from './frames.ts';
import type { EndTree } from './process-tree.ts';
import type { Launch } from './transport.ts';

/** Everything that starting a process needs from its surroundings. */
export interface Surroundings {
  readonly spawn: SpawnProcess;
  readonly endTree: EndTree;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of `driver.ps1`, for transports that bring it to the server. */
  driverText(): Promise<string>;
  /** A new mark for the driver's lines: hexadecimal, not to be guessed. */
  nonce(): string;
  /** How long PowerShell may take to answer at the start, ms. */
  readonly startMs: number;
  /** Called every few seconds while the start takes its time. */
  onWaiting?(target: string | undefined, waitedMs: number): void;
}

/** A driver that answered. */
export interface OpenDriver {
  readonly driver: DriverProcess;
  /** `5.1.19041.1 Desktop, ConsoleHost` and the like. */
  readonly version: string;
}

/** How often a long start is told, ms. */
const tellEveryMs = 5_000;

/** Answers of the driver at its start, one after the other. */
class Answers {
  readonly #waiting: ((frame: Frame) => void)[] = [];
  readonly #arrived: Frame[] = [];

  take(frame: Frame): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#arrived.push(frame);
    else next(frame);
  }

  next(): Promise<Frame> {
    const frame = this.#arrived.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise(resolve => this.#waiting.push(resolve));
  }
}

function notAnswered(
  target: string | undefined,
  launch: Launch,
  end: DriverEnd,
  said: string,
): Problem {
  const { notStarted } = end;
  if (notStarted === undefined) return shellEndedEarly(target, launch.file, end.how, said);
  return shellNotStarted(target, launch.file, {
    source: shellPlace(undefined),
    text: notStarted.message,
    ...(notStarted.code === undefined ? {} : { number: notStarted.code }),
  });
}

function refusal(target: string | undefined, frame: Frame): Problem | undefined {
  if (frame.t === 'unfit') {
    return frame.what === 'version'
      ? engineTooOld(target, frame.value)
      : languageRestricted(target, frame.value);
  }
  if (frame.t === 'refused') return remotingRefused(shellPlace(target), frame.m, frame.id);
  if (frame.t === 'opened' && frame.language !== '' && frame.language !== 'FullLanguage') {
    return languageRestricted(target, frame.language);
  }
  return undefined;
}

/** Rejects when the start takes too long or the signal fires; `stop` ends the waiting. */
function patience(
  target: string | undefined,
  around: Surroundings,
  signal: AbortSignal,
  tooLong: () => Problem,
): { readonly over: Promise<never>; stop(): void } {
  const from = performance.now();
  let stop = (): void => undefined;
  const over = new Promise<never>((_resolve, reject) => {
    const teller = setInterval(() => {
      around.onWaiting?.(target, performance.now() - from);
    }, tellEveryMs);
    const limit = setTimeout(() => {
      reject(tooLong());
    }, around.startMs);
    const onAbort = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearInterval(teller);
      clearTimeout(limit);
      signal.removeEventListener('abort', onAbort);
    };
  });
  return {
    over,
    stop: () => {
      stop();
    },
  };
}

/**
 * Starts a process, brings the driver to it, and waits until its session is open. Throws a `Problem`
 * that says what happened instead; the process is gone then.
 */
export async function openDriver(
  target: string | undefined,
  launch: Launch,
  nonce: string,
  around: Surroundings,
  signal: AbortSignal,
): Promise<OpenDriver> {
  signal.throwIfAborted();
  const text = launch.driver === 'first-line' ? driverLine(await around.driverText()) : undefined;
  const driver = new DriverProcess(launch, nonce, around.spawn, around.endTree, around.env);
  const answers = new Answers();
  driver.listen({
    onFrame: frame => {
      answers.take(frame);
    },
    onStray: () => undefined,
  });
  const wait = patience(target, around, signal, () =>
    shellSilent(target, launch.file, around.startMs, driver.said),
  );
  const died = driver.ended.then(end => {
    throw notAnswered(target, launch, end, driver.said);
  });
  const answer = async (): Promise<Frame> => {
    const frame = await Promise.race([answers.next(), wait.over, died]);
    const refused = refusal(target, frame);
    if (refused !== undefined) throw refused;
    return frame;
  };
  try {
    if (text !== undefined) driver.writeLine(text);
    await answer();
    driver.send({ op: 'open', remote: launch.remote ?? null });
    const opened = await answer();
    driver.listen(undefined);
    return { driver, version: versionOf(opened) };
  } catch (error) {
    driver.kill();
    throw error;
  } finally {
    wait.stop();
    died.catch(() => undefined); // after the start its end is the session's affair
    wait.over.catch(() => undefined);
  }
}

function versionOf(opened: Frame): string {
  if (opened.t !== 'opened') return '';
  return [`${opened.version} ${opened.edition}`.trim(), opened.host]
    .filter(part => part !== '')
    .join(', ');
}
