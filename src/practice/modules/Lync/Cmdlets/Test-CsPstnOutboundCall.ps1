Add-Cmdlet 'Test-CsPstnOutboundCall' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
  $topology = Get-PublishedTopology $PSCmdlet $false
  $service = @($topology.Services | Where-Object { $_.Role -eq 'Registrar' -and $_.Cluster -eq $TargetFqdn })[0]
  $mediation = @($topology.Services | Where-Object { $_.Role -eq 'MediationServer' -and @($_.Needs | Where-Object { $null -ne $service -and $_.Key -eq $service.Key }).Count -gt 0 })
  $machines = @($topology.Clusters | Where-Object { @($mediation | ForEach-Object { $_.Cluster }) -contains $_.Fqdn } | ForEach-Object { $_.Machines })
  if (@($machines | Where-Object { (Get-ServiceStatus $_ 'RTCMEDSRV') -eq 'Running' }).Count -eq 0) {
    Write-CmdletError $PSCmdlet "503, Service Unavailable: no Mediation Server of $TargetFqdn runs." 'SyntheticTransactionFailed' 'ConnectionError' $TargetFqdn
  }
}
