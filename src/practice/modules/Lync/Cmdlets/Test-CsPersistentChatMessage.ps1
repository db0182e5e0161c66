Add-Cmdlet 'Test-CsPersistentChatMessage' {
  Enter-Cmdlet $PSCmdlet
  if (-not $TargetFqdn) { Stop-Unsupported $PSCmdlet 'without -TargetFqdn' }
  $running = @(Get-PoolMembers $PSCmdlet $TargetFqdn | Where-Object { (Get-ServiceStatus $_ 'RTCCHAT') -eq 'Running' })
  $failure = ''
  if ($running.Count -eq 0) { $failure = "No connection could be made because the target machine actively refused it: RTCCHAT does not run on $TargetFqdn." }
  elseif (@(Get-ChatNodes $PSCmdlet $TargetFqdn).Count -eq 0) { $failure = 'There is no chat room to send to.' }
  $result = 'Success'
  if ($failure) { $result = 'Failure' }
  [PSCustomObject]@{ TargetFqdn = $TargetFqdn; Result = $result; Latency = [timespan]::FromMilliseconds(180); Error = $failure; Diagnosis = '' }
  if ($failure) { Write-CmdletError $PSCmdlet $failure 'SyntheticTransactionFailed' 'ConnectionError' $TargetFqdn }
}
