# To the store of the paired pool, from the copy that the Backup Service keeps there. Location data and
# response groups do not come along. Run on a server of that pool, which becomes the active master; the
# others of the pool get the services by Bootstrapper.exe.
Add-Cmdlet 'Invoke-CsManagementServerFailover' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Domain Admins'
  if ($Restore) { Stop-Unsupported $PSCmdlet '-Restore' }
  $local = ConvertFrom-TopologyXml (Read-State (Get-LocalStorePath $PSCmdlet)).topology
  $old = @($local.Services | Where-Object { $_.Role -eq 'CentralMgmt' })[0]
  $backup = Get-BackupPool $local $old.Cluster
  $store = Get-PoolInstance $local $backup
  if (-not $backup -or $store.Cluster -ne $BackupSqlServerFqdn -or $store.Instance -ne $BackupSqlInstanceName) {
    Stop-Cmdlet $PSCmdlet "The pool ""$($old.Cluster)"" with the Central Management store is not paired with the pool of $BackupSqlServerFqdn\$BackupSqlInstanceName." 'NotBackupPool' 'InvalidArgument' $BackupSqlServerFqdn
  }
  $mirror = "$BackupMirrorSqlServerFqdn\$BackupMirrorSqlInstanceName".Trim('\')
  if ($mirror -ne "$($store.Mirror)") {
    Stop-Cmdlet $PSCmdlet "The mirror of $BackupSqlServerFqdn is ""$($store.Mirror)"", not ""$mirror""." 'WrongMirror' 'InvalidArgument' $mirror
  }
  $failure = Test-SqlInstance $BackupSqlServerFqdn $BackupSqlInstanceName
  if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'SqlServerNotFound' 'ConnectionError' $BackupSqlServerFqdn }
  if (-not (Confirm-Change $PSCmdlet $backup "Fail over the Central Management store of $($old.Cluster)")) { return }
  $path = Get-DatabasePath $BackupSqlServerFqdn $BackupSqlInstanceName 'xds'
  # The replica of the partner is what its Backup Service has: the last configuration that arrived.
  $machine = @($local.Clusters | Where-Object { $_.Fqdn -eq $backup } | ForEach-Object { $_.Machines })[0]
  Write-State $path (Read-State (Get-DatabasePath $machine 'RTCLOCAL' 'xds'))
  [void](Initialize-Database $BackupSqlServerFqdn $BackupSqlInstanceName @('lis') $false)
  Update-State $path { param($copy) $copy.version = $copy.version + 1000 }
  Complete-CentralMove ([PSCustomObject]@{ Path = $path }) $store
  Install-CentralServices (ConvertFrom-TopologyXml (Read-State $path).topology) $backup
  Write-CmdletReport $PSCmdlet $Report @("Central Management store: $BackupSqlServerFqdn\$BackupSqlInstanceName")
}
