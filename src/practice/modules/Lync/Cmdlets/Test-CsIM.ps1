Add-Cmdlet 'Test-CsIM' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}
