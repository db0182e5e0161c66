Add-Cmdlet 'Grant-CsSetupPermission' {
  Enter-Cmdlet $PSCmdlet 'Domain Admins'
  [void](Confirm-Change $PSCmdlet $ComputerOU 'Grant setup permission')
  Write-CmdletReport $PSCmdlet $Report @($ComputerOU)
}
