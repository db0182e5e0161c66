Add-Cmdlet 'Set-CsBackupServiceConfiguration' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($Instance) { Stop-Unsupported $PSCmdlet '-Instance' }
  $name = $Identity
  if (-not $name) { $name = 'Global' }
  if (-not (Confirm-Change $PSCmdlet $name 'Change the settings of the Backup Service')) { return }
  $bound = $PSBoundParameters
  $values = [ordered]@{}
  foreach ($key in @('SyncInterval', 'MaxBatchesPerCmsSync', 'MaxBatchesPerUserStoreSync', 'MaxConcurrentCalls', 'MaxDataConfPackageSizeKB', 'AuthorizedLocalAccounts', 'AuthorizedUniversalGroups')) {
    if ($bound.ContainsKey($key)) { $values[$key] = "$($bound[$key])" }
  }
  Set-StoredSetting $PSCmdlet 'BackupServiceConfiguration' $name $values
}
