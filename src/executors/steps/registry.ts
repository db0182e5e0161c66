import type { StepAction } from './action.ts';
import { backupDatabase } from './actions/backup-database.ts';
import { checkAction } from './actions/check.ts';
import { copyBackupSet } from './actions/copy-backup-set.ts';
import { copyFiles } from './actions/copy-files.ts';
import { deploymentWizard } from './actions/deployment-wizard.ts';
import { inventoryCertificates } from './actions/inventory-certificates.ts';
import { manualAction } from './actions/manual.ts';
import { newBackupSet } from './actions/new-backup-set.ts';
import { preflight } from './actions/preflight.ts';
import { restoreDatabase } from './actions/restore-database.ts';
import { sealBackupSet } from './actions/seal-backup-set.ts';
import { topologyBuilder } from './actions/topology-builder.ts';
import { verifyBackupSet } from './actions/verify-backup-set.ts';
import { verifyBackup } from './actions/verify-backup.ts';
import { waitForAction } from './actions/wait-for.ts';
import { checkKinds } from './checks/registry.ts';

/**
 * Every action of the step language, in the order of the reference; texts in the language chosen by
 * then. A new action is a new file and a line here.
 */
export function stepActions(): readonly StepAction[] {
  const kinds = checkKinds();
  return [
    newBackupSet(),
    sealBackupSet(),
    verifyBackupSet(),
    copyBackupSet(),
    backupDatabase(),
    verifyBackup(),
    restoreDatabase(),
    copyFiles(),
    inventoryCertificates(),
    deploymentWizard(),
    topologyBuilder(),
    preflight(kinds),
    checkAction(kinds),
    waitForAction(kinds),
    manualAction(),
  ];
}
