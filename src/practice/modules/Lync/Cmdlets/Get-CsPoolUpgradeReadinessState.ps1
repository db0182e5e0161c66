Add-Cmdlet 'Get-CsPoolUpgradeReadinessState' {
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet $false
  foreach ($service in @($topology.Services | Where-Object { $_.Role -eq 'UserServices' })) {
    $machines = @($topology.Clusters | Where-Object { $_.Fqdn -eq $service.Cluster } | ForEach-Object { $_.Machines })
    $running = @(Select-Members $machines @('Running'))
    $state = 'Ready'
    if ($running.Count -lt $machines.Count) { $state = 'InsufficientActiveFrontEnds' }
    [PSCustomObject]@{
      PoolFqdn = $service.Cluster; PoolUpgradeState = $state; TotalFrontEnds = $machines.Count; TotalActiveFrontEnds = $running.Count
    }
  }
}
