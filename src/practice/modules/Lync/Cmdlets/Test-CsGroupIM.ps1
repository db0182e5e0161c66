Add-Cmdlet 'Test-CsGroupIM' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV', 'RTCIMMCU') $PSBoundParameters
}
