import * as l10n from '@vscode/l10n';

/**
 * Cmdlets that came after Lync Server 2013 and are in pages that are read for it, with what is done
 * there instead. By name in lower case.
 */
export function laterCmdlets(): ReadonlyMap<string, { readonly instead: string }> {
  const startEach = l10n.t(
    'start the services on each Front End with Start-CsWindowsService, at the same time.',
  );
  const stopOne = l10n.t('stop the computer gently with Stop-CsWindowsService -Graceful.');
  const startOne = l10n.t('start the computer again with Start-CsWindowsService.');
  const askStatus = l10n.t(
    'ask Get-CsManagementStoreReplicationStatus -CentralManagementStoreStatus.',
  );
  const nothing = l10n.t('there is no such setting; leave the step out.');
  return new Map([
    ['start-cspool', { instead: startEach }],
    ['invoke-cscomputerfailover', { instead: stopOne }],
    ['invoke-cscomputerfailback', { instead: startOne }],
    ['test-csmanagementserver', { instead: askStatus }],
    ['get-csstorageserviceconfiguration', { instead: nothing }],
    ['set-csstorageserviceconfiguration', { instead: nothing }],
  ]);
}
