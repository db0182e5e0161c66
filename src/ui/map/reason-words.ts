import * as l10n from '@vscode/l10n';
import type { Dependency } from '../../estate/dependencies.ts';
import type { StageName } from '../../estate/recovery-order.ts';

/** Why one thing needs another, in words. */
export function reasonText({ reason, store }: Dependency): string {
  switch (reason) {
    case 'member':
      return l10n.t('member');
    case 'store':
      return l10n.t('store: {0}', store ?? '');
    case 'file-store':
      return l10n.t('file store');
    case 'next-hop':
      return l10n.t('next hop');
    case 'depends-on':
      return l10n.t('depends on it');
    case 'paired-with':
      return l10n.t('paired pool');
    case 'mirror':
      return l10n.t('mirror');
    case 'witness':
      return l10n.t('witness');
    case 'host':
      return l10n.t('runs on it');
    case 'configuration':
      return l10n.t('configuration');
  }
}

/** A stage of the recovery order as a heading. */
export function stageTitle(stage: StageName): string {
  switch (stage) {
    case 'directory-and-backup':
      return l10n.t('Directory, DNS and the backup sets');
    case 'file-stores':
      return l10n.t('File stores');
    case 'central-management':
      return l10n.t('Central Management store');
    case 'back-ends':
      return l10n.t('Back ends');
    case 'front-ends':
      return l10n.t('Front Ends and Standard Edition servers');
    case 'user-data':
      return l10n.t('User data');
    case 'location-data':
      return l10n.t('Location data');
    case 'response-groups':
      return l10n.t('Response groups');
    case 'persistent-chat':
      return l10n.t('Persistent Chat');
    case 'archiving-and-monitoring':
      return l10n.t('Archiving and Monitoring');
    case 'directors-and-mediation':
      return l10n.t('Directors and Mediation Servers');
    case 'edge':
      return l10n.t('Edge Servers');
    case 'others':
      return l10n.t('Other servers');
    case 'verification':
      return l10n.t('Verification');
  }
}
