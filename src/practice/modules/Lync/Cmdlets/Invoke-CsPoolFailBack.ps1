# What the users have done on the partner comes back with them. A user whose data was imported into the
# pool meanwhile keeps the import: the newer data of the partner is lost.
Add-Cmdlet 'Invoke-CsPoolFailBack' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $backup = Get-RequiredBackupPool $PSCmdlet $PoolFqdn
  $topology = Get-PublishedTopology $PSCmdlet $false
  if (-not (Get-PoolState $PoolFqdn).failedOver) { Stop-Cmdlet $PSCmdlet "The pool ""$PoolFqdn"" is not failed over." 'NotFailedOver' 'InvalidOperation' $PoolFqdn }
  if (-not (Test-PoolRuns $topology $PoolFqdn)) {
    Stop-Cmdlet $PSCmdlet "The pool ""$PoolFqdn"" does not run, so its users stay on ""$backup""." 'PoolUnavailable' 'ConnectionError' $PoolFqdn
  }
  $data = Read-State (Get-BackupDataPath $PoolFqdn)
  $found = Find-Database (Get-PoolStore $topology $PoolFqdn 'UserStore') 'rtcxds'
  if ($found.Problem) { Stop-Cmdlet $PSCmdlet $found.Problem 'UserStoreUnavailable' 'ConnectionError' $PoolFqdn }
  if (-not (Confirm-Change $PSCmdlet $PoolFqdn "Fail back from $backup")) { return }
  Update-State $found.Path {
    param($store)
    $imported = @($store.users | ForEach-Object { $_.sip })
    $store.users = @($store.users) + @(@($data.users) | Where-Object { $imported -notcontains $_.sip })
    $store.directories = @(Merge-Directories @($store.directories) @($data.directories))
  }
  Set-PoolState $PoolFqdn { param($pool) $pool.failedOver = '' }
}
