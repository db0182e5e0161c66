Add-Cmdlet 'Test-CsAVConference' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV', 'RTCAVMCU') $PSBoundParameters
}
