Add-Cmdlet 'Test-CsKerberosAccountAssignment' {
  Enter-Cmdlet $PSCmdlet
  Write-CmdletWarning $PSCmdlet "No Kerberos account is assigned to $Identity."
  Write-CmdletReport $PSCmdlet $Report @("No Kerberos account is assigned to $Identity")
}
