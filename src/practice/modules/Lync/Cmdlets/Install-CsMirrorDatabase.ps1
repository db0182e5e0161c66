# -SqlServerFqdn is the half with the data: it becomes the principal, whichever the topology calls primary.
Add-Cmdlet 'Install-CsMirrorDatabase' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalReadOnlyAdmins', 'Administrators'
  if ($ForDefaultInstance) { Stop-Unsupported $PSCmdlet '-ForDefaultInstance' }
  $role = ''
  if ($DatabaseType) { $role = Get-TypeRole $PSCmdlet $DatabaseType }
  $wanted = "$ForInstance$SqlInstanceName"
  $stores = @(Select-MirroredStores (Get-PublishedTopology $PSCmdlet $false) $SqlServerFqdn $wanted $role)
  if ($stores.Count -eq 0) {
    Stop-Cmdlet $PSCmdlet "The topology gives no store on $SqlServerFqdn a mirror. Enable mirroring in the topology and publish it first." 'NoMirrorInTopology' 'ObjectNotFound' $SqlServerFqdn
  }
  if (-not [System.IO.Directory]::Exists((Resolve-ServerPath $PSCmdlet $FileShare))) {
    Stop-Cmdlet $PSCmdlet "The file share $FileShare cannot be accessed by SQL Server." 'FileShareUnavailable' 'ResourceUnavailable' $FileShare
  }
  $lines = @()
  foreach ($store in $stores) {
    $to = Get-OtherHalf $store $SqlServerFqdn
    $from = Get-OtherHalf $store $to.Server
    $problem = Test-MirrorPair $from $to
    if ($problem) { Stop-Cmdlet $PSCmdlet $problem 'MirrorUnavailable' 'ConnectionError' $to.Server }
    if ($store.Witness -and -not (Test-Reachable (Split-Instance $store.Witness).Server)) {
      Write-CmdletWarning $PSCmdlet "The witness $($store.Witness) does not answer; without it there is no automatic failover."
    }
    foreach ($name in @(Get-StoreDatabases $store.Role)) {
      if (@($ExcludeDatabaseList) -contains $name) { continue }
      $failure = Get-OpenProblem $from.Server $from.Instance $name
      if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'PrimaryUnavailable' 'ConnectionError' $name }
      $entry = Get-MirrorEntry $from.Server $from.Instance $name
      if ($null -ne $entry -and (Test-Connected $entry)) { $lines += "${name}: mirrored already"; continue }
      if ($null -ne $entry) {
        Stop-Cmdlet $PSCmdlet "The database ""$name"" on $($from.Server)\$($from.Instance) is still configured for mirroring with $($entry.partner). Remove that with Uninstall-CsMirrorDatabase first." 'AlreadyMirrored' 'ResourceExists' $name
      }
      $there = -not (Get-DatabaseProblem $to.Server $to.Instance $name)
      if ($there -and -not $DropExistingDatabasesOnMirror) {
        Stop-Cmdlet $PSCmdlet "The database ""$name"" exists on $($to.Server)\$($to.Instance). Use -DropExistingDatabasesOnMirror to replace it." 'MirrorExists' 'ResourceExists' $name
      }
      if (-not (Confirm-Change $PSCmdlet "$name from $($from.Server) to $($to.Server)" 'Create the mirror database')) { continue }
      Add-SqlRequest $to.Server $to.Instance @{ create = @($name); clean = $true }
      Join-Mirror $from $to $name $store.Witness
      $lines += "${name}: principal on $($from.Server), mirror on $($to.Server)"
    }
  }
  Write-CmdletReport $PSCmdlet $Report $lines
  foreach ($line in $lines) { Write-CmdletVerbose $PSCmdlet $line }
}
