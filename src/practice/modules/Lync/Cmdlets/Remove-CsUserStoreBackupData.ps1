Add-Cmdlet 'Remove-CsUserStoreBackupData' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  [void](Get-PoolMembers $PSCmdlet $PoolFqdn)
  if ((Get-PoolState $PoolFqdn).failedOver) {
    Stop-Cmdlet $PSCmdlet "The pool ""$PoolFqdn"" is failed over: its users live from this data." 'PoolFailedOver' 'InvalidOperation' $PoolFqdn
  }
  if (-not (Confirm-Change $PSCmdlet $PoolFqdn 'DELETE the backup data of the pool')) { return }
  Remove-State (Get-BackupDataPath $PoolFqdn)
}
