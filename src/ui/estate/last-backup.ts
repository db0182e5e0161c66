import * as l10n from '@vscode/l10n';
import type { SetSummary } from '../../backup/sets.ts';
import { ageOfSet } from '../../backup/worth/standing.ts';
import { findPool, findSqlInstance, sameName } from '../../estate/lookup.ts';
import type { Estate } from '../../estate/model.ts';
import { hostsOfSite } from '../../estate/recovery-order.ts';
import { ageText, localMinute } from '../words.ts';

/** A set with what it holds of a server or pool. */
export interface BackupItem {
  readonly label: string;
  readonly description: string;
  /** Path of the set as the estate writes it. */
  readonly path: string;
}

/** Servers that a name of the tree stands for. */
function serversOf(estate: Estate, name: string): readonly string[] {
  const site = estate.sites.find(each => sameName(each.name, name));
  if (site !== undefined) return hostsOfSite(estate, site.name);
  const store = estate.fileStores.find(({ path }) => sameName(path, name));
  if (store !== undefined) return store.server === undefined ? [] : [store.server];
  const instance = findSqlInstance(estate, name);
  return instance === undefined ? (findPool(estate, name)?.servers ?? [name]) : [instance.host];
}

function holdsWords({ coverage }: SetSummary, servers: readonly string[]): string {
  if (coverage === undefined) return l10n.t('what it holds is not known');
  const has = (list: readonly string[], server: string): boolean =>
    list.some(each => sameName(each, server));
  const needing = servers.filter(server => has(coverage.servers, server));
  if (needing.length === 0) return l10n.t('needs nothing of a set');
  const whole = needing.filter(server => has(coverage.complete, server));
  return whole.length === needing.length
    ? l10n.t('complete')
    : l10n.t('incomplete for {0}', needing.filter(server => !whole.includes(server)).join(', '));
}

/** The sealed sets, newest first, each with its age, its verification, and whether it suffices for what is named. */
export function backupItems(
  estate: Estate,
  name: string,
  sets: readonly SetSummary[],
  nowMs: number,
): readonly BackupItem[] {
  const servers = serversOf(estate, name);
  return sets
    .filter(({ state }) => state === 'sealed')
    .map(set => ({ set, age: ageOfSet(set, nowMs) ?? Infinity }))
    .toSorted((a, b) => a.age - b.age)
    .map(({ set, age }) => {
      const verified =
        set.verified === undefined
          ? l10n.t('not verified since it was sealed')
          : l10n.t('verified {0}', localMinute(set.verified.at));
      const words = [
        ...(age === Infinity ? [] : [l10n.t('age {0}', ageText(age))]),
        holdsWords(set, servers),
        verified,
      ];
      return { label: set.name, description: words.join(' · '), path: set.path };
    });
}
