Add-Cmdlet 'Test-CsAVEdgeConnectivity' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
  Test-EdgeService $PSCmdlet $TargetFqdn @('RTCMEDIARELAY', 'RTCMRAUTH')
}
