import assert from 'node:assert/strict';
import { LogView } from '../../../src/log/view/log-view.ts';
import type { ViewAnswer, ViewEvent } from '../../../src/log/view/protocol.ts';
import type { Row } from '../../../src/log/view/row.ts';
import { alone, trusted } from './surroundings.ts';

/** A view with what it told. */
export class Viewed implements AsyncDisposable {
  readonly told: ViewEvent[] = [];
  #view: LogView | undefined;

  static async open(file: string): Promise<Viewed> {
    const viewed = new Viewed();
    viewed.#view = await LogView.open({
      file,
      trustedKeys: () => Promise.resolve(trusted),
      tell: event => viewed.told.push(event),
      processes: alone,
      everyMs: 5,
    });
    await viewed.until('changed', event => event.overview.complete);
    return viewed;
  }

  async until<K extends ViewEvent['event']>(
    kind: K,
    holds: (event: Extract<ViewEvent, { event: K }>) => boolean = () => true,
  ): Promise<Extract<ViewEvent, { event: K }>> {
    for (let tries = 0; tries < 10_000; tries += 1) {
      for (const event of this.told.toReversed()) {
        if (isKind(event, kind) && holds(event)) return event;
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    throw new Error(`never told: ${kind}`);
  }

  ask(request: Parameters<LogView['ask']>[0]): Promise<ViewAnswer> {
    assert.ok(this.#view);
    return this.#view.ask(request);
  }

  async rows(from = 0, to = 1000): Promise<readonly Row[]> {
    const answer = await this.ask({ ask: 'rows', from, to });
    if (answer.answer !== 'rows') assert.fail(JSON.stringify(answer));
    return answer.rows;
  }

  /** Waits until a row has this text. */
  async untilShown(text: string): Promise<void> {
    for (let tries = 0; tries < 10_000; tries += 1) {
      if ((await this.texts()).includes(text)) return;
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    throw new Error(`never shown: ${text}`);
  }

  async texts(): Promise<string[]> {
    return (await this.rows()).map(row => row.text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#view?.[Symbol.asyncDispose]();
  }
}

function isKind<K extends ViewEvent['event']>(
  event: ViewEvent,
  kind: K,
): event is Extract<ViewEvent, { event: K }> {
  return event.event === kind;
}
