import * as l10n from '@vscode/l10n';

/** What a set lacks. */
export interface Lacking {
  readonly kind:
    | 'settings'
    | 'locations'
    | 'user-data'
    | 'response-groups'
    | 'database'
    | 'file-store'
    | 'certificates';
  /** Pool, `host\instance`, network path or server; empty for what the estate has once. */
  readonly of: string;
  readonly databases: readonly string[];
}

/** What is missing, as a noun: `user data of pool01.contoso.com`. */
export function needText({ kind, of, databases }: Lacking): string {
  switch (kind) {
    case 'settings':
      return l10n.t('settings and topology (Export-CsConfiguration)');
    case 'locations':
      return l10n.t('location data (Export-CsLisConfiguration)');
    case 'user-data':
      return l10n.t('user data of {0} (Export-CsUserData)', of);
    case 'response-groups':
      return l10n.t('response groups of {0} (Export-CsRgsConfiguration)', of);
    case 'database':
      return l10n.t('database {0} of {1}', databases.join(', '), of);
    case 'file-store':
      return l10n.t('file store {0}', of);
    case 'certificates':
      return l10n.t('certificates of {0}', of);
  }
}

/** How many servers a set serves: `complete for 9 of 9 servers`. */
export function completeText(complete: number, servers: number): string {
  return l10n.t('complete for {0} of {1} servers', complete, servers);
}

/** Databases and servers that a damage hits, as one line; empty where it hits none. */
export function hitsText(hits: {
  readonly databases: readonly string[];
  readonly servers: readonly string[];
}): string {
  const { databases, servers } = hits;
  if (servers.length === 0 && databases.length === 0) return '';
  if (databases.length === 0) return l10n.t('Needed to recover {0}.', servers.join(', '));
  if (servers.length === 0) return l10n.t('Holds {0}.', databases.join(', '));
  return l10n.t('Holds {0}; needed to recover {1}.', databases.join(', '), servers.join(', '));
}

/** What to restore from in place of a damaged set. */
export function olderSetText(
  older: { readonly name: string; readonly fullyVerified?: string } | undefined,
): string {
  if (older === undefined) {
    return l10n.t('There is no older sealed set beside this one: keep what is still good in it.');
  }
  return older.fullyVerified === undefined
    ? l10n.t(
        'The next older sealed set is {0}; it was never verified in full, so do that first.',
        older.name,
      )
    : l10n.t(
        'The next older good set is {0}, verified in full {1}.',
        older.name,
        older.fullyVerified,
      );
}
