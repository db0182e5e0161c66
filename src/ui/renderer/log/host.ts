import type { ViewRequest } from '../../../log/view/protocol.ts';
import type { FromPage, PageLabels, ToPage } from '../../log-page.ts';

/** What the editor gives to a page in a webview. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

type Answer =
  | Extract<ToPage, { readonly say: 'rows' | 'place' | 'done' }>
  | (Extract<ToPage, { readonly say: 'failed' }> & { readonly id: number });
type Told = Exclude<ToPage, { readonly say: 'rows' | 'place' | 'done' | 'labels' }>;

/** The extension, as the page talks to it. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #labels: PageLabels = {};
  #next = 0;

  /** `told` hears everything that is no answer; `ready` is called once the words are there. */
  constructor(ready: () => void, told: (message: Told) => void) {
    window.addEventListener('message', (event: MessageEvent<ToPage>) => {
      const message = event.data;
      switch (message.say) {
        case 'labels':
          this.#labels = message.labels;
          ready();
          break;
        case 'rows':
        case 'place':
        case 'done':
          this.#settle(message);
          break;
        case 'failed':
          if (message.id !== undefined) this.#settle({ ...message, id: message.id });
          told(message);
          break;
        default:
          told(message);
      }
    });
    this.send({ message: 'ready' });
  }

  /** A word of the page, with `{0}` and `{1}` filled in. */
  word(name: string, ...values: readonly (string | number)[]): string {
    const text = this.#labels[name] ?? name;
    return text.replaceAll(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ''));
  }

  send(message: FromPage): void {
    this.#api.postMessage(message);
  }

  ask(request: ViewRequest): Promise<Answer> {
    const id = (this.#next += 1);
    return new Promise(resolve => {
      this.#waiting.set(id, resolve);
      this.send({ message: 'request', id, request });
    });
  }

  #settle(answer: Answer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}
