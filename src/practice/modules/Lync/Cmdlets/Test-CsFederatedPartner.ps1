# -TargetFqdn is the Access Edge's own pool here.
Add-Cmdlet 'Test-CsFederatedPartner' {
  Enter-Cmdlet $PSCmdlet
  [void](Get-PoolMembers $PSCmdlet $TargetFqdn)
  $failed = @(Test-EdgeService $PSCmdlet $TargetFqdn @('RTCSRV'))
  $result = 'Success'
  if ($failed.Count -gt 0) { $result = 'Failure' }
  [PSCustomObject]@{ TargetFqdn = $TargetFqdn; Result = $result; Latency = [timespan]::FromMilliseconds(210); Error = "$failed"; Diagnosis = '' }
}
