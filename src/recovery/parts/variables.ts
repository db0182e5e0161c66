import * as l10n from '@vscode/l10n';
import type { Estate } from '../../estate/model.ts';
import type { VariableDraft } from '../draft.ts';
import { cellLiteral } from '../writing/literals.ts';

/** The set to restore from. Its default is read when the run starts: the newest sealed set then. */
export function backupVariable(): VariableDraft {
  return {
    name: 'Backup',
    type: 'backup-set',
    description: l10n.t('The backup set to restore from; by default the newest sealed one.'),
    default: '${estate.backup.newest-set}',
  };
}

/** A variable with the value of this case; without a value the reader is asked. */
export function caseVariable(
  name: string,
  type: VariableDraft['type'],
  description: string,
  value: string | undefined,
): VariableDraft {
  return value === undefined
    ? { name, type, description, required: true }
    : { name, type, description, default: cellLiteral(value) };
}

/**
 * The group whose members the services are, which needs the role ServerRole in restored databases. The
 * NetBIOS name of a domain is not in the estate file; the first label of its DNS name is the usual one.
 */
export function serviceGroupVariable({ domain }: Estate): VariableDraft {
  const netbios = (domain.split('.')[0] ?? '').toUpperCase();
  return {
    name: 'ServiceGroup',
    type: 'string',
    description: l10n.t('Group of the services of Lync, with the NetBIOS name of the domain.'),
    default: cellLiteral(`${netbios}\\RTCComponentUniversalServices`),
  };
}
