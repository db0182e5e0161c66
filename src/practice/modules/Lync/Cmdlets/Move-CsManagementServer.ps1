# To the pool of this computer. With the two files the old store need not answer.
Add-Cmdlet 'Move-CsManagementServer' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Domain Admins'
  $local = ConvertFrom-TopologyXml (Read-State (Get-LocalStorePath $PSCmdlet)).topology
  $cluster = Get-OwnCluster $local
  if ($TargetFqdn -and $TargetFqdn -ne $cluster.Fqdn) { Stop-Unsupported $PSCmdlet 'to another pool than that of this computer' }
  $store = Get-PoolInstance $local $cluster.Fqdn
  if ($null -eq $store) { Stop-Cmdlet $PSCmdlet "The computer $script:ServerName is no Front End, so the Central Management store cannot move here." 'NotFrontEnd' 'InvalidOperation' $cluster.Fqdn }
  if ((Get-ServiceStatus $script:ServerName 'RTCSRV') -ne 'Running') {
    Stop-Cmdlet $PSCmdlet "The Front End service does not run on $script:ServerName." 'FrontEndStopped' 'ResourceUnavailable' $script:ServerName
  }
  $place = Find-Database $store 'xds'
  if ($place.Problem) {
    Stop-Cmdlet $PSCmdlet "There is no Central Management store to move to (Install-CsDatabase -CentralManagementDatabase). $($place.Problem)" 'StoreMissing' 'ObjectNotFound' $store.Cluster
  }
  if ([bool]$ConfigurationFileName -ne [bool]$LisConfigurationFileName) {
    Stop-Cmdlet $PSCmdlet 'Name both files: -ConfigurationFileName and -LisConfigurationFileName.' 'FilesIncomplete' 'InvalidArgument'
  }
  if ($ConfigurationFileName) {
    if (-not $Force) { Stop-Cmdlet $PSCmdlet 'A move from files takes -Force: the old store is left as it is.' 'ForceNeeded' 'InvalidArgument' }
    $before = $local
  }
  else {
    $central = Get-CentralStore $PSCmdlet
    $before = ConvertFrom-TopologyXml (Read-State $central.Path).topology
  }
  if (-not (Confirm-Change $PSCmdlet $cluster.Fqdn 'Move the Central Management store here')) { return }
  $locations = Get-DatabasePath $place.Server $place.Instance 'lis'
  if ($ConfigurationFileName) {
    Import-ExportedStore $PSCmdlet $ConfigurationFileName $place
    Import-ExportedLocations $PSCmdlet $LisConfigurationFileName $locations
  }
  elseif ($central.Path -ne $place.Path) {
    Write-State $place.Path (Read-State $central.Path)
    Write-State $locations (Read-State (Get-DatabasePath $central.Server $central.Instance 'lis'))
  }
  Complete-CentralMove $place $store
  $after = ConvertFrom-TopologyXml (Read-State $place.Path).topology
  $computers = @(Get-SetupComputers $before $after)
  Write-CmdletReport $PSCmdlet $Report $computers
  Write-CmdletWarning $PSCmdlet "Run Enable-CsTopology, then Bootstrapper.exe on each of these computers: $($computers -join ', ')"
}
