# Text, as on a real server: three routing groups, each with a primary and secondaries.
Add-Cmdlet 'Get-CsPoolFabricState' {
  Enter-Cmdlet $PSCmdlet
  $machines = @(Get-PoolMembers $PSCmdlet $PoolFqdn)
  $running = @(Select-Members $machines @('Running'))
  "Pool: $PoolFqdn"
  "Replicas: $($running.Count) of $($machines.Count) Front Ends are active."
  for ($i = 0; $i -lt 3; $i++) {
    if ($running.Count -eq 0) { "Routing group $($i + 1): no primary, no secondaries"; continue }
    $primary = $running[$i % $running.Count]
    $others = @($running | Where-Object { $_ -ne $primary })
    $text = 'none'
    if ($others.Count -gt 0) { $text = $others -join ', ' }
    "Routing group $($i + 1): primary $primary, secondaries $text"
  }
  $missing = @($machines | Where-Object { $running -notcontains $_ })
  if ($missing.Count -gt 0) { "Missing Front Ends: $($missing -join ', ')" }
}
