# Commands that exist in PowerShell and not in this host: the error says so.

function Stop-NotSupported {
    param($Command)
    $name = $Command.MyInvocation.MyCommand.Name
    $why = New-Object System.Management.Automation.PSNotSupportedException "$name is not supported by the Recovery Runbooks PowerShell host. Run the step where PowerShell itself is installed."
    $Command.ThrowTerminatingError((New-Object System.Management.Automation.ErrorRecord $why, 'NotSupportedByHost', 'NotImplemented', $name))
}

function ConvertTo-Html {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Invoke-RestMethod {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Invoke-WebRequest {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Register-ObjectEvent {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Send-MailMessage {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Unblock-File {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}
