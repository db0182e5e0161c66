Add-Cmdlet 'Reset-CsPoolRegistrarState' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Administrators'
  $machines = @(Get-PoolMembers $PSCmdlet $PoolFqdn)
  $kind = $ResetType
  if (-not $kind) { $kind = 'ServiceReset' }
  if ($kind -eq 'MachineStateRemoved' -and $machines -notcontains $MachineFqdn) {
    Stop-Cmdlet $PSCmdlet "-MachineFqdn must name a Front End of $PoolFqdn." 'MachineNotInPool' 'InvalidArgument' $MachineFqdn
  }
  if (-not (Confirm-Change $PSCmdlet $PoolFqdn "Reset the registrar state ($kind)")) { return }
  $waiting = @(Select-Members $machines @('Running', 'StartPending'))
  if ($kind -eq 'QuorumLossRecovery') {
    # The pool comes up with those that are there; what was not written to the back end yet is lost.
    if ($waiting.Count -lt (Get-QuorumRow $machines.Count).running) {
      Write-CmdletWarning $PSCmdlet "Only $($waiting.Count) of $($machines.Count) Front Ends of $PoolFqdn are started; that is less than the pool needs to work, so it goes on waiting."
      return
    }
    foreach ($machine in $waiting) {
      Set-ServiceState $machine 'RTCSRV' 'Running'
      Complete-Start $machine 'RTCSRV'
    }
  }
  elseif (-not $NoReStart -and $kind -ne 'MachineStateRemoved' -and -not (Test-PoolWorks $machines)) {
    Write-CmdletWarning $PSCmdlet "$($waiting.Count) of $($machines.Count) Front Ends of $PoolFqdn are started; $((Get-QuorumRow $machines.Count).cold) are needed for the first start of the pool."
  }
}
