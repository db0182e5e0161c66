Add-Cmdlet 'Test-CsAddressBookWebQuery' {
  Test-Transaction $PSCmdlet $TargetFqdn @('W3SVC') $PSBoundParameters
}
