import * as l10n from '@vscode/l10n';
import type { MirrorPart } from '../../estate/identity.ts';

/** `StandardEdition` as `Standard Edition`. */
export function roleText(role: string): string {
  return role
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .replace(/^[a-z]/, first => first.toUpperCase())
    .replace(/^Sql\b/, 'SQL');
}

const icons: Readonly<Record<string, string>> = {
  standardedition: 'server',
  frontend: 'server',
  backend: 'database',
  sqlserver: 'database',
  witness: 'eye',
  director: 'compass',
  mediation: 'call-outgoing',
  edge: 'shield',
  persistentchat: 'comment-discussion',
  fileserver: 'file-submodule',
  backuphost: 'archive',
  trustedapplication: 'extensions',
  officewebapps: 'preview',
  survivablebranch: 'radio-tower',
};

/** Name of the icon of a server, by the first of its roles that has one. */
export function roleIcon(roles: readonly string[]): string {
  const found = roles.flatMap(role => icons[role.toLowerCase()] ?? []);
  return found[0] ?? 'vm';
}

/** What an instance is within its mirror, in words; empty for one that has none. */
export function mirrorWords(part: MirrorPart): string {
  switch (part) {
    case 'principal':
      return l10n.t('mirror principal');
    case 'mirror':
      return l10n.t('mirror');
    case 'witness':
      return l10n.t('witness');
    case 'alone':
      return '';
  }
}
