import * as l10n from '@vscode/l10n';
import type { DatabaseHealth, InstanceHealth } from '../../executors/sql/server/instance-health.ts';
import { bytesText } from '../words.ts';

/** What a check found of an instance, and when, as the reader's clock says it. */
export interface CheckedInstance {
  readonly health: InstanceHealth;
  readonly checked: string;
}

/** By name (`host\instance`) in lower case; an instance that is missing was never asked. */
export type InstanceStates = ReadonlyMap<string, CheckedInstance>;

/** A database in a few words: state, size, recovery model, last backup. */
export function databaseWords(database: DatabaseHealth): string {
  const { state, mirror, bytes, recovery, lastBackup } = database;
  const backup =
    lastBackup === ''
      ? l10n.t('no backup known')
      : l10n.t('last backup {0}', lastBackup.slice(0, 16));
  return [state, mirror, bytesText(bytes), l10n.t('recovery model {0}', recovery), backup]
    .filter(word => word !== '')
    .join(' · ');
}

/** Names to show below an instance: those of the estate file, then what the server has beside them. */
export function shownDatabases(
  named: readonly string[],
  health: InstanceHealth | undefined,
): readonly { readonly name: string; readonly found: DatabaseHealth | undefined }[] {
  const found = health?.databases ?? [];
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const others = found.filter(({ name }) => !named.some(each => same(each, name)));
  return [
    ...named.map(name => ({ name, found: found.find(one => same(one.name, name)) })),
    ...others.map(one => ({ name: one.name, found: one })),
  ];
}
