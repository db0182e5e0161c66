Add-Cmdlet 'Test-CsAddressBookService' {
  Test-Transaction $PSCmdlet $TargetFqdn @('W3SVC') $PSBoundParameters
}
