import * as l10n from '@vscode/l10n';
import { verifyLog } from '../log/chain/verify.ts';
import { comparisonMarkdown } from '../log/compare/comparison-markdown.ts';
import { overdueDrills } from '../log/folder/overdue.ts';
import { isSameLook, isThere, lookAtDisk, type Look } from '../log/view/look.ts';
import type { LogIntegrity, LogRoom } from '../ui/log-services.ts';
import { badgeText } from '../ui/log-view/badge-words.ts';
import type { LogDesk } from './log-desk.ts';

/** Larger logs are verified where they are opened, not for a list; bytes. */
const largest = 64 * 1024 * 1024;

interface Seen {
  readonly look: Look;
  readonly integrity: LogIntegrity;
}

/** Verifies logs one after the other behind a list, each again only when its file has changed. */
class Integrities {
  readonly #desk: LogDesk;
  readonly #seen = new Map<string, Seen>();
  #wanted: readonly string[] = [];
  #told: () => void = () => undefined;
  #busy = false;

  constructor(desk: LogDesk) {
    this.#desk = desk;
  }

  of(files: readonly string[], told: () => void): ReadonlyMap<string, LogIntegrity> {
    this.#wanted = files;
    this.#told = told;
    if (!this.#busy) void this.#look();
    const known = files.flatMap(file => {
      const seen = this.#seen.get(file);
      return seen === undefined ? [] : [[file, seen.integrity] as const];
    });
    return new Map(known);
  }

  async #look(): Promise<void> {
    this.#busy = true;
    let changed = false;
    for (let wanted: readonly string[] = []; wanted !== this.#wanted;) {
      wanted = this.#wanted; // what is wanted may be others by the time that these are done
      for (const file of wanted) changed = (await this.#lookAt(file)) || changed;
    }
    this.#busy = false;
    if (changed) this.#told();
  }

  async #verified(file: string): Promise<LogIntegrity> {
    const found = await verifyLog(file, { trustedKeys: await this.#desk.trustedKeys() });
    const bad = found.integrity.state === 'changed' || found.integrity.state === 'cut';
    return { text: badgeText(found), bad };
  }

  async #lookAt(file: string): Promise<boolean> {
    try {
      const look = await lookAtDisk(file);
      if (!isThere(look)) return false;
      const known = this.#seen.get(file);
      if (known !== undefined && isSameLook(known.look, look)) return false;
      const integrity = look.size > largest ? tooLarge() : await this.#verified(file);
      this.#seen.set(file, { look, integrity });
      return known?.integrity.text !== integrity.text;
    } catch {
      return false; // it went while it was read: the next list does not have it
    }
  }
}

function tooLarge(): LogIntegrity {
  return { text: l10n.t('large: open it to verify it'), bad: false };
}

/** What the editor does with logs, on top of what the command line does with them. */
export function logRoom(desk: LogDesk): LogRoom {
  const integrities = new Integrities(desk);
  return {
    notes: file => desk.notes(file),
    add: (file, entry) => desk.add(file, entry),
    evidence: (file, title, given, step) => desk.evidence(file, title, given, step),
    comparison: async (before, after) => comparisonMarkdown(await desk.compare(before, after)),
    report: (file, order) => desk.report(file, order),
    list: folders => desk.list(folders),
    search: (folders, query, signal) => desk.search(folders, query, signal),
    ownKey: () => desk.ownKey(),
    trust: keyFile => desk.trust(keyFile),
    shareAll: (folder, team, signal) =>
      desk.shareAll(folder, team, { quick: true, ...(signal === undefined ? {} : { signal }) }),
    integrity: (files, told) => integrities.of(files, told),
    overdue: (runs, days) => overdueDrills(runs, days, Date.now()),
  };
}
