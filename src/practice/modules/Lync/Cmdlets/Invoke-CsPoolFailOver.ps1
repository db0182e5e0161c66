# The partner serves the pool's users from what the Backup Service has brought it.
Add-Cmdlet 'Invoke-CsPoolFailOver' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $backup = Get-RequiredBackupPool $PSCmdlet $PoolFqdn
  $topology = Get-PublishedTopology $PSCmdlet $false
  if ((Get-PoolState $PoolFqdn).failedOver) { Stop-Cmdlet $PSCmdlet "The pool ""$PoolFqdn"" is failed over already." 'AlreadyFailedOver' 'InvalidOperation' $PoolFqdn }
  if (-not (Test-PoolRuns $topology $backup)) {
    Stop-Cmdlet $PSCmdlet "The backup pool ""$backup"" does not run, so it cannot serve the users of ""$PoolFqdn""." 'BackupPoolUnavailable' 'ResourceUnavailable' $backup
  }
  if (-not (Test-PoolRuns $topology $PoolFqdn) -and -not $DisasterMode) {
    Stop-Cmdlet $PSCmdlet "The pool ""$PoolFqdn"" does not answer. Use -DisasterMode for a pool that is down." 'PoolUnavailable' 'ConnectionError' $PoolFqdn
  }
  if (-not (Confirm-Change $PSCmdlet $PoolFqdn "Fail over to $backup")) { return }
  if (-not $DisasterMode) { [void](Copy-BackupData $topology $PoolFqdn) }
  if ($null -eq (Read-State (Get-BackupDataPath $PoolFqdn))) {
    Stop-Cmdlet $PSCmdlet "The Backup Service has no data of ""$PoolFqdn"" on ""$backup""." 'NoBackupData' 'ObjectNotFound' $PoolFqdn
  }
  Set-PoolState $PoolFqdn { param($pool) $pool.failedOver = $backup }
}
