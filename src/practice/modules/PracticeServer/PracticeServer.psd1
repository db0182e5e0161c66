@{
  RootModule = 'PracticeServer.psm1'
  ModuleVersion = '1.0.0'
  GUID = '6f0c2b51-6a39-4c4e-9f7b-0d4f3a1c7e52'
  Author = 'Recovery Runbooks'
  Description = 'What scripts ask of a Windows server, answered from the state of a practice server.'
  PowerShellVersion = '3.0'
  FunctionsToExport = @(
    'Get-WmiObject', 'Get-CimInstance', 'Get-Service', 'Start-Service', 'Stop-Service', 'Restart-Service',
    'Get-SmbShare', 'New-SmbShare', 'Remove-SmbShare', 'Get-Acl', 'Resolve-DnsName', 'Test-ComputerSecureChannel',
    'Get-ADComputer', 'Get-DhcpServerInDC', 'Get-DhcpServerv4Scope', 'Get-DhcpServerv4OptionValue',
    'Get-ChildItem', 'Get-ItemProperty', 'net', 'net.exe', 'hostname', 'whoami'
  )
  CmdletsToExport = @()
  VariablesToExport = @()
  AliasesToExport = @()
}
