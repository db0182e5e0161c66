# Commands that exist in PowerShell and not in this host: the error says so.

function Stop-NotSupported {
    param($Command)
    $name = $Command.MyInvocation.MyCommand.Name
    $why = New-Object System.Management.Automation.PSNotSupportedException "$name is not supported by the Recovery Runbooks PowerShell host. Run the step where PowerShell itself is installed."
    $Command.ThrowTerminatingError((New-Object System.Management.Automation.ErrorRecord $why, 'NotSupportedByHost', 'NotImplemented', $name))
}

function Get-CimInstance {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Get-ComputerInfo {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Get-EventLog {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Get-Service {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Get-WmiObject {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Restart-Computer {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Restart-Service {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Set-Service {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Start-Service {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Stop-Computer {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Stop-Service {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function Test-Connection {
    [CmdletBinding()]
    param([Parameter(ValueFromRemainingArguments = $true, ValueFromPipeline = $true)] $Rest)
    process { Stop-NotSupported $PSCmdlet }
}

function mkdir {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param([Parameter(Position = 0, Mandatory = $true, ValueFromPipeline = $true)] [string[]] $Path, [switch] $Force)
    process { Microsoft.PowerShell.Management\New-Item -ItemType Directory -Path $Path -Force:$Force }
}
