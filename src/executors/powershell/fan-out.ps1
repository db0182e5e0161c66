# Runs a cell on many servers by PowerShell remoting's own fan-out, from a session of this computer.
# What a server gives comes out as warnings, one JSON object each, because warnings are never wrapped:
# {"server", "stream", "text"} for a line, {"server", "error": {...}} for an error record, and
# {"server", "end": {...}} when the cell came to its end there. Syntax of PowerShell 3.0.
param($Servers, $Connection, $Throttle, $Text, $Variables, $ReadBack, $WhatIf)

$ErrorActionPreference = 'Continue'
$WarningPreference = 'Continue'

# Runs on each server. Its own variables have names that no runbook gives to one of its own.
$cell = {
    param($RecoveryRunbooksGiven)
    foreach ($RecoveryRunbooksName in @($RecoveryRunbooksGiven['variables'].Keys)) {
        Set-Variable -Name $RecoveryRunbooksName -Value $RecoveryRunbooksGiven['variables'][$RecoveryRunbooksName]
    }
    $WhatIfPreference = [bool] $RecoveryRunbooksGiven['whatIf']
    $global:LASTEXITCODE = $null
    $RecoveryRunbooksFormat = { Microsoft.PowerShell.Utility\Out-String -Stream -Width 160 }.GetSteppablePipeline()
    $RecoveryRunbooksFormat.Begin($true)
    # All streams come as objects of the pipeline, so that each keeps its server and its place in the order.
    $RecoveryRunbooksMerged = '3>&1 4>&1 5>&1'
    if ($PSVersionTable.PSVersion.Major -ge 5) { $RecoveryRunbooksMerged += ' 6>&1' }
    else {
        function Write-Host {
            param([Parameter(Position = 0, ValueFromPipeline = $true, ValueFromRemainingArguments = $true)] $Object, [switch] $NoNewline, $Separator = ' ', $ForegroundColor, $BackgroundColor)
            process { @(foreach ($one in $Object) { "$one" }) -join "$Separator" }
        }
    }
    $RecoveryRunbooksRun = [ScriptBlock]::Create('. ([ScriptBlock]::Create($RecoveryRunbooksGiven[''text''])) ' + $RecoveryRunbooksMerged + ' | & { process {
        $stream = $null
        if ($_ -is [System.Management.Automation.WarningRecord]) { $stream = ''warning'' }
        elseif ($_ -is [System.Management.Automation.VerboseRecord]) { $stream = ''verbose'' }
        elseif ($_ -is [System.Management.Automation.DebugRecord]) { $stream = ''debug'' }
        elseif ($null -ne $_ -and $_.PSObject.TypeNames[0] -eq ''System.Management.Automation.InformationRecord'') { $stream = ''information'' }
        if ($null -ne $stream) {
            $said = $_.Message
            if ($stream -eq ''information'') { $said = $_.MessageData }
            New-Object PSObject -Property @{ RecoveryRunbooksStream = $stream; Said = "$said" }
        }
        else { $RecoveryRunbooksFormat.Process($_) }
    } }')
    . $RecoveryRunbooksRun
    $RecoveryRunbooksFormat.End()
    $RecoveryRunbooksBack = @{}
    foreach ($RecoveryRunbooksName in @($RecoveryRunbooksGiven['readBack'])) {
        $RecoveryRunbooksFound = Get-Variable -Name $RecoveryRunbooksName -ErrorAction SilentlyContinue
        if ($null -ne $RecoveryRunbooksFound -and $null -ne $RecoveryRunbooksFound.Value -and $RecoveryRunbooksFound.Value -isnot [System.Security.SecureString]) {
            $RecoveryRunbooksBack[$RecoveryRunbooksName] = [string] $RecoveryRunbooksFound.Value
        }
    }
    New-Object PSObject -Property @{ RecoveryRunbooksEnd = $true; Back = $RecoveryRunbooksBack; Exit = $global:LASTEXITCODE }
}

function Send($Message) { Write-Warning (ConvertTo-Json -InputObject $Message -Compress -Depth 4) }

$byRunspace = @{}

# The server that something comes from; of one that was not reached, what was aimed at.
function Get-Origin($Item) {
    $computer = $null
    $runspace = $null
    if ($Item.PSObject.Properties['OriginInfo'] -and $Item.OriginInfo) {
        $computer = $Item.OriginInfo.PSComputerName
        $runspace = $Item.OriginInfo.RunspaceID
    }
    elseif ($Item.PSObject.Properties['PSComputerName']) {
        $computer = $Item.PSComputerName
        if ($Item.PSObject.Properties['RunspaceId']) { $runspace = $Item.RunspaceId }
    }
    if ($null -ne $runspace -and $byRunspace.ContainsKey("$runspace")) { return $byRunspace["$runspace"] }
    if ($computer) { return "$computer" }
    if ($Item -is [System.Management.Automation.ErrorRecord] -and $null -ne $Item.TargetObject) {
        if ($Item.TargetObject.PSObject.Properties['ComputerName']) { return "$($Item.TargetObject.ComputerName)" }
        return "$($Item.TargetObject)"
    }
    ''
}

function Send-Error($Record, [string] $Server) {
    $line = 0
    $column = 0
    $command = ''
    if ($Record.InvocationInfo) {
        $line = $Record.InvocationInfo.ScriptLineNumber
        $column = $Record.InvocationInfo.OffsetInLine
        if ($Record.InvocationInfo.MyCommand) { $command = "$($Record.InvocationInfo.MyCommand.Name)" }
    }
    Send @{ server = $Server; error = @{
            message = "$($Record.Exception.Message)"; category = "$($Record.CategoryInfo.Category)"; id = "$($Record.FullyQualifiedErrorId)"
            command = $command; line = $line; column = $column
        }
    }
}

function Send-Item($Item) {
    if ($null -eq $Item) { return }
    $server = Get-Origin $Item
    if ($Item -is [System.Management.Automation.ErrorRecord]) { Send-Error $Item $server; return }
    if ($Item.PSObject.Properties['RecoveryRunbooksStream']) { Send @{ server = $server; stream = $Item.RecoveryRunbooksStream; text = "$($Item.Said)" }; return }
    if ($Item.PSObject.Properties['RecoveryRunbooksEnd']) { Send @{ server = $server; end = @{ back = $Item.Back; exit = $Item.Exit } }; return }
    Send @{ server = $server; stream = 'output'; text = "$Item" }
}

$given = @{ text = $Text; variables = $Variables; readBack = @($ReadBack); whatIf = $WhatIf }
$options = @{ ScriptBlock = $cell; ArgumentList = @(, $given); ThrottleLimit = $Throttle; ErrorAction = 'Continue' }
$opened = @()
if ($Connection['transport'] -eq 'process') {
    # Remoting to processes of this computer: how remoting is exercised where there is no WinRM.
    foreach ($server in @($Servers)) {
        $instance = New-Object System.Management.Automation.Runspaces.PowerShellProcessInstance
        $instance.Process.StartInfo.FileName = $Connection['file']
        $instance.Process.StartInfo.ArgumentList.Insert(0, $Connection['argument'])
        $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateOutOfProcessRunspace($null, $instance)
        $runspace.Open()
        $byRunspace["$($runspace.InstanceId)"] = $server
        $opened += [System.Management.Automation.Runspaces.PSSession]::Create($runspace, $server, $null)
    }
    $options['Session'] = $opened
}
else {
    $options['ComputerName'] = @($Servers)
    $options['Authentication'] = $Connection['authentication']
    if ($Connection['useSSL']) { $options['UseSSL'] = $true }
    if ($null -ne $Connection['port']) { $options['Port'] = $Connection['port'] }
    if ($Connection['configurationName']) { $options['ConfigurationName'] = $Connection['configurationName'] }
    if ($null -ne $Connection['user']) {
        $options['Credential'] = New-Object System.Management.Automation.PSCredential $Connection['user'], $Connection['password']
    }
}
try { Invoke-Command @options 2>&1 | ForEach-Object { Send-Item $_ } }
finally { foreach ($session in $opened) { Remove-PSSession -Session $session } }
