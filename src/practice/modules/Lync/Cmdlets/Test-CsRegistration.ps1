Add-Cmdlet 'Test-CsRegistration' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}
