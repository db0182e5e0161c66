/** Module of the thread that reads a log for a display. */
import * as l10n from '@vscode/l10n';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { chooseLanguage } from '../../errors/language.ts';
import { asProblem, describeProblem } from '../../errors/problem.ts';
import { isObject } from '../chain/canonical.ts';
import { nodeFiles } from '../files.ts';
import { keysTrustedBy, type TrustedKey } from '../keys/trusted-keys.ts';
import { LogView } from './log-view.ts';
import type { ThreadMessage, ViewEvent, ViewRequest, ViewStart } from './protocol.ts';

/** What the starter sends: a numbered request, or the word to end. */
export type ThreadOrder = { readonly id: number; readonly request: ViewRequest } | 'end';

async function serve(
  port: MessagePort,
  { file, dataFolder, user, texts }: ViewStart,
): Promise<void> {
  if (texts !== undefined) l10n.config({ contents: texts });
  chooseLanguage(texts);
  const say = (message: ThreadMessage): void => {
    port.postMessage(message);
  };
  const orders: ThreadOrder[] = [];
  let take = (order: ThreadOrder): void => {
    orders.push(order);
  };
  port.on('message', (order: ThreadOrder) => {
    take(order);
  });
  try {
    const tell = (told: ViewEvent): void => {
      say({ told });
    };
    const trustedKeys = (): Promise<TrustedKey[]> => keysTrustedBy(nodeFiles, dataFolder, user);
    const view = await LogView.open({ file, trustedKeys, tell });
    take = order => {
      if (order === 'end') {
        void view[Symbol.asyncDispose]().then(() => {
          port.close();
        });
        return;
      }
      void view.ask(order.request).then(answer => {
        say({ id: order.id, answer });
      });
    };
    orders.forEach(take);
  } catch (thrown) {
    say({ told: { event: 'failed', problem: describeProblem(asProblem(thrown).data) } });
    port.close();
  }
}

/** The starter is `openLogView`, which gives what its types say. */
function isViewStart(value: unknown): value is ViewStart {
  return isObject(value) && value.role === 'log-view' && typeof value.file === 'string';
}

const start: unknown = workerData;
if (parentPort !== null && isViewStart(start)) await serve(parentPort, start);
