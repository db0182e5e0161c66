# Commands that exist in PowerShell and not in this host: the error says so.

function Stop-NotSupported {
    param($Command)
    $name = $Command.MyInvocation.MyCommand.Name
    $why = New-Object System.Management.Automation.PSNotSupportedException "$name is not supported by the Recovery Runbooks PowerShell host. Run the step where PowerShell itself is installed."
    $Command.ThrowTerminatingError((New-Object System.Management.Automation.ErrorRecord $why, 'NotSupportedByHost', 'NotImplemented', $name))
}

function Get-Acl {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Get-AuthenticodeSignature {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Get-Credential {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Set-Acl {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}
