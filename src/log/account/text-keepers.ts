import type { ProblemData, TheirWords } from '../../errors/problem.ts';
import type { LoggedPlan } from '../events.ts';
import type { TextKeeper } from './short-record.ts';

/** UTF-16 units that are kept of a name. */
const longestName = 200;

/** Equal names are one text in memory, as long as there are not too many different ones. */
const mostShared = 2000;

/**
 * The beginning of a text, marked where it is cut. A slice would hold the whole text in memory for as
 * long as it lives, so the beginning is copied.
 */
function beginning(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  const copy: unknown = JSON.parse(JSON.stringify(`${cut}…`));
  return String(copy);
}

/**
 * A log may have a hundred thousand attempts of the same few steps: equal names, and equal lists of
 * servers, are one object in memory.
 */
class Shared {
  readonly #names = new Map<string, string>();
  readonly #plans = new Map<string, LoggedPlan>();

  name(text: string): string {
    const name = beginning(text, longestName);
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size === mostShared) this.#names.clear();
    this.#names.set(name, name);
    return name;
  }

  touched(effect: LoggedPlan['effect']): LoggedPlan {
    const key = [effect.kind, ...effect.servers].join('\n');
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = { hash: '', lines: [], losses: [], effect };
    if (this.#plans.size === mostShared) this.#plans.clear();
    this.#plans.set(key, plan);
    return plan;
  }
}

/**
 * Keeps names, and nothing of what was said: for a display that folds a whole run and reads the texts
 * again where they are shown.
 */
export class Names extends Shared implements TextKeeper {
  readonly code: boolean = false;

  said(): string {
    return '';
  }

  reason(text: string): string {
    return this.name(text);
  }

  lines(): readonly string[] {
    return [];
  }

  problem(): undefined {
    return undefined;
  }
}

/** Keeps names, the texts of steps and the values of variables: what two runs are compared by. */
export class NamesAndCode extends Names {
  override readonly code = true;
}

/** UTF-16 units of one text that a report has at most. */
const longestText = 20_000;

/** So many of all texts are in a report as far as that; of those behind only the beginnings. */
const plenty = 1_500_000;
const most = 2_500_000;

/** Lines of a plan, a command or a list that a report has at most. */
const mostLines = 200;

/**
 * Keeps as much as anybody reads in a report, however much a run wrote: what is cut ends with `…`, and
 * stands beside the number of the record that has the whole.
 */
export class ReportTexts extends Shared implements TextKeeper {
  readonly code = false;
  #taken = 0;
  /** Whether a text was cut or left out. */
  isCut = false;

  said(text: string): string {
    const left = this.#taken < plenty ? longestText : this.#taken < most ? longestName : 0;
    this.#taken += Math.min(text.length, left);
    if (text.length > left) this.isCut = true;
    return left === 0 && text !== '' ? '…' : beginning(text, left);
  }

  reason(text: string): string {
    return this.said(text);
  }

  lines(lines: readonly string[]): readonly string[] {
    if (lines.length > mostLines) this.isCut = true;
    const some = lines.slice(0, mostLines).map(line => this.said(line));
    return lines.length > mostLines ? [...some, '…'] : some;
  }

  problem({
    what,
    theirs,
    changed,
    next,
    where,
    ...problem
  }: ProblemData): ProblemData | undefined {
    if (this.#taken >= most) {
      this.isCut = true;
      return undefined;
    }
    const words = (one: TheirWords): TheirWords => ({ ...one, text: this.said(one.text) });
    return {
      ...problem,
      what: this.said(what),
      ...(where === undefined ? {} : { where: this.name(where) }),
      ...(theirs === undefined ? {} : { theirs: theirs.slice(0, mostLines).map(words) }),
      ...(changed === undefined ? {} : { changed: this.said(changed) }),
      ...(next === undefined ? {} : { next: this.lines(next) }),
    };
  }
}
