# -SqlServerFqdn is the current principal; the mirror's copy stays unless it is told to go.
Add-Cmdlet 'Uninstall-CsMirrorDatabase' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalReadOnlyAdmins', 'Administrators'
  $names = @(Get-StoreDatabases (Get-TypeRole $PSCmdlet $DatabaseType))
  $failure = Test-SqlInstance $SqlServerFqdn $SqlInstanceName
  if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'SqlServerNotFound' 'ConnectionError' $SqlServerFqdn }
  foreach ($name in $names) {
    $entry = Get-MirrorEntry $SqlServerFqdn $SqlInstanceName $name
    if ($null -eq $entry) {
      Write-CmdletWarning $PSCmdlet "The database ""$name"" on $SqlServerFqdn\$SqlInstanceName is not mirrored."
      continue
    }
    if ($entry.role -eq 'mirror') {
      Stop-Cmdlet $PSCmdlet "The database ""$name"" on $SqlServerFqdn\$SqlInstanceName is acting as a mirror database. Name the server with the principal, or fail over first." 'IsMirror' 'InvalidOperation' $name
    }
    if (-not (Confirm-Change $PSCmdlet "$name on $SqlServerFqdn\$SqlInstanceName" 'Remove mirroring')) { continue }
    $other = Split-Instance $entry.partner
    Remove-MirrorEntry $SqlServerFqdn $entry.instance $name
    if (Test-SqlInstance $other.Server $other.Instance) { continue }
    # Without its partner the mirror stays as it is: a database in the middle of a restore.
    if ($null -eq (Get-MirrorEntry $other.Server $other.Instance $name)) { continue }
    Remove-MirrorEntry $other.Server $other.Instance $name
    Remove-State (Get-DatabasePath $other.Server $other.Instance $name)
    if ($DropExistingDatabasesOnMirror) { Add-SqlRequest $other.Server $other.Instance @{ drop = @($name) } }
  }
  Write-CmdletReport $PSCmdlet $Report $names
}
