Add-Cmdlet 'Test-CsSetupPermission' {
  Enter-Cmdlet $PSCmdlet
  $members = @((Read-Directory).groups | Where-Object { $_.name -eq 'Domain Admins' } | ForEach-Object { $_.members })
  Write-CmdletReport $PSCmdlet $Report @($ComputerOU)
  $members -contains $script:Account
}
