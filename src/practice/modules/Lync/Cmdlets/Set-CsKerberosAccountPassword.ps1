# The account's password is in the directory; a server that was rebuilt gets it from one that has it.
Add-Cmdlet 'Set-CsKerberosAccountPassword' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  foreach ($computer in @($FromComputer, $ToComputer)) {
    if ($computer -and -not (Test-Reachable $computer)) {
      Stop-Cmdlet $PSCmdlet "The computer ""$computer"" cannot be reached." 'ComputerUnavailable' 'ConnectionError' $computer
    }
  }
  [void](Confirm-Change $PSCmdlet "$UserAccount$ToComputer" 'Set the password of the Kerberos account')
  Write-CmdletReport $PSCmdlet $Report @("$UserAccount$ToComputer")
}
