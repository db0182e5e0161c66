Add-Cmdlet 'Get-CsBackupServiceStatus' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $backup = Get-RequiredBackupPool $PSCmdlet $PoolFqdn
  $topology = Get-PublishedTopology $PSCmdlet $false
  $running = @(Get-PoolMembers $PSCmdlet $PoolFqdn | Where-Object { (Get-ServiceStatus $_ 'LYNCBACKUP') -eq 'Running' })
  $state = 'NormalState'
  if ($running.Count -eq 0) { $state = 'ErrorState' }
  elseif (-not (Test-PoolRuns $topology $backup)) { $state = 'FinalState' }
  foreach ($module in @('UserServices.PresenceFocus', 'ConfServices.DataConf', 'CentralMgmt.CMSMaster')) {
    if ($Category -eq 'UserData' -and $module -like 'CentralMgmt*') { continue }
    if ($Category -eq 'CMS' -and $module -notlike 'CentralMgmt*') { continue }
    [PSCustomObject]@{
      ActiveMachineFqdn = "$($running[0])"; BackupModule = $module; OverallExportStatus = $state; OverallImportStatus = $state
      BackupPoolFqdn = $backup
    }
  }
}
