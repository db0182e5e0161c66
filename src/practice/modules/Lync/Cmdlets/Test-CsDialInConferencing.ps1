Add-Cmdlet 'Test-CsDialInConferencing' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV', 'RTCCAA') $PSBoundParameters
}
