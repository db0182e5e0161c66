Add-Cmdlet 'Invoke-CsBackupServiceSync' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $modules = @('UserServices.PresenceFocus', 'ConfServices.DataConf', 'CentralMgmt.CMSMaster')
  if ($BackupModule -and $modules -notcontains $BackupModule) {
    Stop-Cmdlet $PSCmdlet "The backup module ""$BackupModule"" is not known. Known: $($modules -join ', ')." 'UnknownBackupModule' 'InvalidArgument' $BackupModule
  }
  [void](Get-RequiredBackupPool $PSCmdlet $PoolFqdn)
  $problem = Copy-BackupData (Get-PublishedTopology $PSCmdlet $false) $PoolFqdn
  if ($problem) { Stop-Cmdlet $PSCmdlet $problem 'BackupServiceFailed' 'ConnectionError' $PoolFqdn }
}
