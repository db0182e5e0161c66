Add-Cmdlet 'Test-CsP2PAV' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}
