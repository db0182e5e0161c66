Add-Cmdlet 'Test-CsPresence' {
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}
