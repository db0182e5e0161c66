Add-Cmdlet 'New-CsHealthMonitoringConfiguration' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $pool = "$TargetFqdn$Identity"
  [void](Get-PoolMembers $PSCmdlet $pool)
  if ($InMemory) { Stop-Unsupported $PSCmdlet '-InMemory' }
  if (-not (Confirm-Change $PSCmdlet $pool 'Set the test users')) { return }
  Set-StoredSetting $PSCmdlet 'HealthMonitoringConfiguration' $pool ([ordered]@{
      TargetFqdn = $pool; FirstTestUserSipUri = $FirstTestUserSipUri; SecondTestUserSipUri = $SecondTestUserSipUri
    })
}
