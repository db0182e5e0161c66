# Primary and mirror are what the topology calls so; the roles of the databases change.
Add-Cmdlet 'Invoke-CsDatabaseFailover' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $topology = Get-PublishedTopology $PSCmdlet ([bool]$LocalStore)
  [void](Get-PoolMembers $PSCmdlet $PoolFqdn ([bool]$LocalStore))
  $store = Get-PoolStore $topology $PoolFqdn (Get-TypeRole $PSCmdlet $DatabaseType)
  if ($null -eq $store -or -not $store.Mirror) {
    Stop-Cmdlet $PSCmdlet "The $DatabaseType databases of ""$PoolFqdn"" have no mirror in the topology." 'NotMirrored' 'ObjectNotFound' $PoolFqdn
  }
  $primary = [PSCustomObject]@{ Server = $store.Cluster; Instance = $store.Instance }
  $mirror = Split-Instance $store.Mirror
  $to = $primary; $from = $mirror
  if ($NewPrincipal -eq 'Mirror') { $to = $mirror; $from = $primary }
  foreach ($name in @(Get-StoreDatabases $store.Role)) {
    if (@($ExcludeDatabaseList) -contains $name) { continue }
    $failure = Test-SqlInstance $to.Server $to.Instance
    if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'MirrorUnavailable' 'ConnectionError' $to.Server }
    $entry = Get-MirrorEntry $to.Server $to.Instance $name
    if ($null -eq $entry) {
      Stop-Cmdlet $PSCmdlet "The database ""$name"" on $($to.Server)\$($to.Instance) is not configured for database mirroring. (1416)" 'NotMirrored' 'InvalidOperation' $name
    }
    if ($entry.role -eq 'principal') { Write-CmdletVerbose $PSCmdlet "${name}: $($to.Server) is the principal already"; continue }
    $connected = Test-Connected $entry
    if (-not $connected -and -not $Force) {
      Stop-Cmdlet $PSCmdlet "The principal of ""$name"" on $($entry.partner) does not answer. Only -Force makes the mirror the principal." 'PrincipalUnavailable' 'ConnectionError' $name
    }
    if (-not (Confirm-Change $PSCmdlet "$name on $($to.Server)\$($to.Instance)" 'Make it the principal')) { continue }
    if ($connected) {
      Copy-Database $from $to $name
      Join-Mirror $to $from $name $entry.witness
    }
    else {
      Set-MirrorEntry $to.Server ([PSCustomObject]@{ instance = $entry.instance; name = $name; role = 'principal'; partner = $entry.partner; witness = $entry.witness })
    }
  }
  Write-CmdletReport $PSCmdlet $Report @("$DatabaseType databases of ${PoolFqdn}: principal on $($to.Server)")
}
