import * as l10n from '@vscode/l10n';
import { cancelled } from '../../errors/problem.ts';
import type { Panel, PanelAnswer } from '../panel.ts';

type AskPanel = Extract<Panel, { panel: 'ask' }>;

/** A question that waits for a person. */
export interface OpenAsk {
  readonly panel: AskPanel;
  /** Step that asks. */
  readonly step: string;
  /** URI of the notebook, as text. */
  readonly notebook: string;
}

interface Waiting extends OpenAsk {
  answer(answer: PanelAnswer): void;
}

/**
 * The questions that wait for an answer, wherever it comes from: the panel in the cell, or the
 * keyboard by way of *Answer a waiting step*.
 */
export class Asks {
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<() => void>();

  /** Open questions, oldest first. */
  get open(): readonly OpenAsk[] {
    return [...this.#waiting.values()];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for the answer; rejects with the `Problem` *Cancelled* when the signal fires. */
  wait(ask: OpenAsk, signal: AbortSignal): Promise<PanelAnswer> {
    const { id } = ask.panel;
    return new Promise<PanelAnswer>((resolve, reject) => {
      const stop = (): void => {
        this.#end(id);
        reject(cancelled(l10n.t('step {0}', ask.step)));
      };
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.set(id, {
        ...ask,
        answer: answer => {
          signal.removeEventListener('abort', stop);
          this.#end(id);
          resolve(answer);
        },
      });
      this.#tell();
    });
  }

  /** Gives an answer; false where nobody waits for it any more. */
  answer(id: string, answer: PanelAnswer): boolean {
    const waiting = this.#waiting.get(id);
    waiting?.answer(answer);
    return waiting !== undefined;
  }

  #end(id: string): void {
    this.#waiting.delete(id);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
