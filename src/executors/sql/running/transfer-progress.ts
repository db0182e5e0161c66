import * as l10n from '@vscode/l10n';
import type { Progress } from '../../../runbook/execution.ts';

/** ms over which the rate is taken, so that it is neither nervous nor stale. */
const window = 60_000;

/**
 * Progress of a BACKUP, RESTORE or check from the percentages that the server tells. At 100 percent a
 * restore is not over: the log is rolled forward and back, for as long as that takes.
 */
export class TransferProgress {
  readonly #activity: string;
  readonly #bytesTotal: number | undefined;
  readonly #recovers: boolean;
  readonly #now: () => number;
  readonly #seen: { readonly at: number; readonly percent: number }[] = [];

  /** `bytesTotal` is what is copied in all; `recovers`: work goes on after 100; `now` gives ms. */
  constructor(
    activity: string,
    options: { readonly bytesTotal?: number | undefined; readonly recovers: boolean },
    now: () => number,
  ) {
    this.#activity = activity;
    this.#bytesTotal = options.bytesTotal === 0 ? undefined : options.bytesTotal;
    this.#recovers = options.recovers;
    this.#now = now;
    this.#seen.push({ at: now(), percent: 0 });
  }

  /** What to show at this percentage. */
  at(percent: number): Progress {
    const now = this.#now();
    this.#seen.push({ at: now, percent });
    while (this.#seen.length > 2 && (this.#seen[1]?.at ?? now) < now - window) this.#seen.shift();
    if (percent >= 100 && this.#recovers)
      return { activity: l10n.t('{0}: 100 percent, recovering', this.#activity), percent: 100 };
    const total = this.#bytesTotal;
    const bytes =
      total === undefined
        ? {}
        : { bytesDone: Math.round((total * percent) / 100), bytesTotal: total };
    return { activity: this.#activity, percent, ...bytes, ...this.#pace(percent, now) };
  }

  #pace(percent: number, now: number): Pick<Progress, 'bytesPerSecond' | 'remainingMs'> {
    const [first] = this.#seen;
    const elapsed = now - (first?.at ?? now);
    const gained = percent - (first?.percent ?? 0);
    if (elapsed <= 0 || gained <= 0) return {};
    const remainingMs = Math.round(((100 - percent) * elapsed) / gained);
    if (this.#bytesTotal === undefined) return { remainingMs };
    const bytes = (this.#bytesTotal * gained) / 100;
    return { remainingMs, bytesPerSecond: Math.round((bytes * 1000) / elapsed) };
  }
}

/** The percentage in a message 3211: the number stands in its text in every language of the server. */
export function percentIn(text: string): number {
  return Number(/\d+/u.exec(text)?.[0] ?? 0);
}
