import * as l10n from '@vscode/l10n';
import { Worker } from 'node:worker_threads';
import type { ThreadMessage, ViewAnswer, ViewEvent, ViewRequest, ViewStart } from './protocol.ts';
import type { ThreadOrder } from './thread.ts';

/** A view of a log in a thread of its own. */
export interface OpenView extends AsyncDisposable {
  ask(request: ViewRequest): Promise<ViewAnswer>;
}

export interface ViewOptions {
  readonly file: string;
  /** Folder with the user's own key and list of trusted keys. */
  readonly dataFolder: string;
  readonly user: string;
  readonly tell: (event: ViewEvent) => void;
  /** Translated texts by their English ones. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Module of the thread: `thread.ts` of this folder, or its bundle. */
  readonly module: URL;
}

/**
 * Megabytes of objects that the thread may hold; its buffers are beside them. Short-lived ones get
 * little room: a log is read line by line, and more room would only be filled with lines that are done
 * with.
 */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 6 };

/** Starts the thread. What it cannot do it tells as an event; a thread that dies answers `failed`. */
export function openLogView(options: ViewOptions): OpenView {
  const { file, dataFolder, user, tell, texts } = options;
  const data: ViewStart = { role: 'log-view', file, dataFolder, user, texts };
  const worker = new Worker(options.module, {
    workerData: data,
    execArgv: [],
    resourceLimits,
  });
  const waiting = new Map<number, (answer: ViewAnswer) => void>();
  let next = 0;
  let dead: readonly string[] | undefined;
  const die = (reason: string): void => {
    dead ??= [l10n.t('The log is not read any more: {0}', reason)];
    for (const answer of waiting.values()) answer({ answer: 'failed', problem: dead });
    waiting.clear();
  };
  const ended = new Promise<void>(resolve => {
    worker.on('exit', code => {
      die(l10n.t('its thread ended with {0}', code));
      resolve();
    });
  });
  worker.on('message', (message: ThreadMessage) => {
    if ('told' in message) {
      tell(message.told);
      return;
    }
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  });
  worker.on('error', (thrown: unknown) => {
    die(thrown instanceof Error ? thrown.message : String(thrown));
    if (dead !== undefined) tell({ event: 'failed', problem: dead });
  });
  const send = (order: ThreadOrder): void => {
    worker.postMessage(order);
  };
  return {
    ask(request) {
      if (dead !== undefined) return Promise.resolve({ answer: 'failed', problem: dead });
      const id = (next += 1);
      return new Promise(resolve => {
        waiting.set(id, resolve);
        send({ id, request });
      });
    },
    async [Symbol.asyncDispose]() {
      send('end');
      const kill = setTimeout(() => void worker.terminate(), endMs);
      await ended;
      clearTimeout(kill);
    },
  };
}

/** A thread that is busy with one long thing is not waited for longer, ms. */
const endMs = 2000;
