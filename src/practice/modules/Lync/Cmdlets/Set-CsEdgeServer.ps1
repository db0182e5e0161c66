# Of its settings only the next hop is known here.
Add-Cmdlet 'Set-CsEdgeServer' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $others = @($PSBoundParameters.Keys | Where-Object { @('Identity', 'Registrar', 'Force', 'WhatIf', 'Confirm', 'Verbose', 'ErrorAction') -notcontains $_ })
  if ($others.Count -gt 0) { Stop-Unsupported $PSCmdlet "-$($others -join ', -')" }
  $topology = Get-PublishedTopology $PSCmdlet $false
  $edge = @($topology.Services | Where-Object { $_.Role -eq 'EdgeServer' -and "EdgeServer:$($_.Cluster)" -eq ($Identity -replace '^service:', '') })[0]
  if ($null -eq $edge) { Stop-Cmdlet $PSCmdlet "The service ""$Identity"" is not in the topology." 'ServiceNotFound' 'ObjectNotFound' $Identity }
  if (-not $Registrar) { return }
  $next = @($topology.Services | Where-Object { $_.Role -eq 'Registrar' -and "Registrar:$($_.Cluster)" -eq ($Registrar -replace '^service:', '') })[0]
  if ($null -eq $next) { Stop-Cmdlet $PSCmdlet "The service ""$Registrar"" is not in the topology." 'ServiceNotFound' 'ObjectNotFound' $Registrar }
  if (-not (Confirm-Change $PSCmdlet $edge.Cluster "Set the next hop to $($next.Cluster)")) { return }
  Update-Topology $PSCmdlet {
    param($document)
    foreach ($id in @(Select-ServiceNode $document $edge.Key 'DependsOn/Dependency/ServiceId')) {
      if ($id.GetAttribute('RoleName') -eq 'Registrar') { Set-ServiceKey $id $next.Key }
    }
  }
}
