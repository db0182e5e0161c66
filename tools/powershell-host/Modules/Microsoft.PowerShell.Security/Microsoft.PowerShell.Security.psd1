@{
    GUID = '6f1f4f0e-64f3-4f2f-9a57-6f3d0c1b7a03'
    ModuleVersion = '7.0.0.0'
    Author = 'Recovery Runbooks'
    Description = 'Stand-in of the Recovery Runbooks PowerShell host: a subset of the cmdlets of this name. It is not the module that comes with PowerShell.'
    PowerShellVersion = '3.0'
    NestedModules = @('../../powershell-host.dll', 'NotSupported.psm1')
    CmdletsToExport = @(
        'ConvertFrom-SecureString'
        'ConvertTo-SecureString'
        'Get-ExecutionPolicy'
    )
    FunctionsToExport = @(
        'Get-Acl'
        'Get-AuthenticodeSignature'
        'Get-Credential'
        'Set-Acl'
    )
    VariablesToExport = @()
    AliasesToExport = @()
}
