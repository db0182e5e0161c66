Add-Cmdlet 'Get-CsDatabaseMirrorState' {
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet ([bool]$LocalStore)
  [void](Get-PoolMembers $PSCmdlet $PoolFqdn ([bool]$LocalStore))
  $role = ''
  if ($DatabaseType) { $role = Get-TypeRole $PSCmdlet $DatabaseType }
  foreach ($store in @($topology.Services | Where-Object { $_.Pool -eq $PoolFqdn -and $_.Instance })) {
    if ($role -and $store.Role -ne $role) { continue }
    foreach ($name in @(Get-StoreDatabases $store.Role)) {
      $one = Get-HalfState ([PSCustomObject]@{ Server = $store.Cluster; Instance = $store.Instance }) $name
      $two = [PSCustomObject]@{ Role = 'DatabaseInaccessibleOrMirroringNotEnabled'; State = 'DatabaseInaccessibleOrMirroringNotEnabled' }
      if ($store.Mirror) { $two = Get-HalfState (Split-Instance $store.Mirror) $name }
      [PSCustomObject]@{
        DatabaseName = $name; StateOnPrimary = $one.Role; StateOnMirror = $two.Role
        MirroringStatusOnPrimary = $one.State; MirroringStatusOnMirror = $two.State
      }
    }
  }
}
