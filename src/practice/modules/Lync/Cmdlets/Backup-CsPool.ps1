Add-Cmdlet 'Backup-CsPool' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  [void](Get-RequiredBackupPool $PSCmdlet $PoolFqdn ([bool]$LocalStore))
  if ($FailedOverPoolOnly -or $Category -eq 'CMS') { Stop-Unsupported $PSCmdlet '-FailedOverPoolOnly or -Category CMS' }
  if (-not (Confirm-Change $PSCmdlet $PoolFqdn 'Bring its data to the backup pool')) { return }
  $problem = Copy-BackupData (Get-PublishedTopology $PSCmdlet ([bool]$LocalStore)) $PoolFqdn
  if ($problem) { Stop-Cmdlet $PSCmdlet $problem 'BackupServiceFailed' 'ConnectionError' $PoolFqdn }
  Write-CmdletReport $PSCmdlet $Report @("Data of $PoolFqdn is on its backup pool")
}
