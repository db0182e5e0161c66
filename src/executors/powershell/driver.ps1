# Runs cells in one PowerShell that stays open. Windows PowerShell 3.0 to PowerShell 7: nothing newer than
# 3.0 syntax and .NET 4.0 types may be used here, and nothing that Windows PowerShell 2.0 cannot parse, so
# that it can say that it is too old.
#
# Requests: one line of ASCII base64 of JSON on standard input. Answers: one line `<nonce> <base64 of JSON>`
# on standard output. Everything else on standard output was written past PowerShell's streams.
param([string] $Nonce)

if ($PSVersionTable.PSVersion.Major -lt 3) {
    "$Nonce !version $($PSVersionTable.PSVersion)"
    exit 65
}
if ("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage') {
    "$Nonce !language $($ExecutionContext.SessionState.LanguageMode)"
    exit 66
}

$preparedModules = @(Get-Module)
Set-StrictMode -Off
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$invariant = [System.Globalization.CultureInfo]::InvariantCulture
$utf8 = New-Object System.Text.UTF8Encoding $false
# Without a console these throw; what is written through the streams below is UTF-8 all the same.
try { [Console]::InputEncoding = $utf8 } catch { $null = $_ }
try { [Console]::OutputEncoding = $utf8 } catch { $null = $_ }
$standardOutput = New-Object System.IO.StreamWriter ([Console]::OpenStandardOutput()), $utf8, 65536
$standardOutput.AutoFlush = $true
# Frames have their own way out: a cell may well set another one for the console.
$frameOutput = [System.IO.TextWriter]::Synchronized($standardOutput)
[Console]::SetOut($frameOutput)
$standardInput = [Console]::OpenStandardInput()

# ---- JSON, without the cmdlets' differences between versions ---------------------------------------

$tokenPattern = New-Object System.Text.RegularExpressions.Regex '"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+\-]*|true|false|null|[\[\]{},:]'
# Control characters, and halves of surrogate pairs, which UTF-8 would replace.
$unsafePattern = New-Object System.Text.RegularExpressions.Regex '[\x00-\x1f\x7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]'
$escapeUnsafe = [System.Text.RegularExpressions.MatchEvaluator] { param($found) '\u{0:x4}' -f [int][char] $found.Value }

function Format-Text([string] $Text) {
    $escaped = $Text.Replace('\', '\\').Replace('"', '\"').Replace("`r", '\r').Replace("`n", '\n').Replace("`t", '\t')
    if ($unsafePattern.IsMatch($escaped)) { $escaped = $unsafePattern.Replace($escaped, $escapeUnsafe) }
    '"' + $escaped + '"'
}

function Read-Token { $token = $script:tokens[$script:at].Value; $script:at++; $token }

function Read-Value {
    $token = Read-Token
    switch ($token) {
        '{' {
            $map = @{}
            while ($script:tokens[$script:at].Value -ne '}') {
                if ($script:tokens[$script:at].Value -eq ',') { $script:at++ }
                $name = Read-Value
                $script:at++
                $map[$name] = Read-Value
            }
            $script:at++
            return $map
        }
        '[' {
            $list = New-Object System.Collections.ArrayList
            while ($script:tokens[$script:at].Value -ne ']') {
                if ($script:tokens[$script:at].Value -eq ',') { $script:at++ }
                [void] $list.Add((Read-Value))
            }
            $script:at++
            return , $list.ToArray()
        }
        'true' { return $true }
        'false' { return $false }
        'null' { return $null }
    }
    if ($token[0] -eq '"') {
        $inside = $token.Substring(1, $token.Length - 2)
        if ($inside.IndexOf('\') -ge 0) { return [System.Text.RegularExpressions.Regex]::Unescape($inside) }
        return $inside
    }
    if ($token.IndexOfAny('.eE'.ToCharArray()) -ge 0) { return [double]::Parse($token, $invariant) }
    $whole = [long] 0
    if (-not [long]::TryParse($token, [System.Globalization.NumberStyles]::Integer, $invariant, [ref] $whole)) {
        return [double]::Parse($token, $invariant)
    }
    if ($whole -ge [int]::MinValue -and $whole -le [int]::MaxValue) { return [int] $whole }
    $whole
}

function Read-Request([string] $Line) {
    $script:tokens = $tokenPattern.Matches($utf8.GetString([Convert]::FromBase64String($Line)))
    $script:at = 0
    Read-Value
}

# A value of the caller: {"a": [...]} is a list, {"m": {...}} a map, {"s": "..."} a secret.
function ConvertFrom-Given($Value) {
    if ($Value -isnot [System.Collections.IDictionary]) { return $Value }
    if ($Value.ContainsKey('s')) {
        $secret = New-Object System.Security.SecureString
        foreach ($character in $Value['s'].ToCharArray()) { $secret.AppendChar($character) }
        $secret.MakeReadOnly()
        return $secret
    }
    if ($Value.ContainsKey('a')) {
        $list = New-Object System.Collections.ArrayList
        foreach ($item in $Value['a']) { [void] $list.Add((ConvertFrom-Given $item)) }
        return , $list.ToArray()
    }
    $map = @{}
    foreach ($name in $Value['m'].Keys) { $map[$name] = ConvertFrom-Given $Value['m'][$name] }
    $map
}

# ---- Frames ----------------------------------------------------------------------------------------

function Send-Frame([string] $Json) {
    $frameOutput.WriteLine($Nonce + ' ' + [Convert]::ToBase64String($utf8.GetBytes($Json)))
}

$pending = New-Object System.Text.StringBuilder
$pendingStream = ''

function Send-Pending {
    if ($pending.Length -eq 0) { return }
    Send-Frame ('{"t":"text","s":"' + $script:pendingStream + '","x":' + (Format-Text $pending.ToString()) + '}')
    [void] $pending.Remove(0, $pending.Length)
}

function Add-Pending([string] $Stream, [string] $Text) {
    if ($Stream -ne $script:pendingStream) {
        Send-Pending
        $script:pendingStream = $Stream
    }
    Add-Text $Text
}

# In frames of bounded size, whatever the length of the text.
function Add-Text([string] $Text) {
    $from = 0
    while ($from -lt $Text.Length) {
        $length = [Math]::Min(65536, $Text.Length - $from)
        # Not between the halves of a surrogate pair.
        if ($from + $length -lt $Text.Length -and [char]::IsHighSurrogate($Text[$from + $length - 1])) { $length++ }
        [void] $pending.Append($Text, $from, $length)
        $from += $length
        if ($pending.Length -ge 65536) { Send-Pending }
    }
}

# ---- Objects as JSON: 4 levels, 1 MiB a record ------------------------------------------------------

function Write-Object($Builder, $Value, [int] $Level) {
    if ($Builder.Length -gt 1048576) { throw 'RecordTooLong' }
    if ($null -eq $Value) { [void] $Builder.Append('null'); return }
    $bare = $Value.PSObject.BaseObject
    if ($bare -is [string] -or $bare -is [char] -or $bare -is [guid] -or $bare -is [version] -or $bare -is [uri]) {
        [void] $Builder.Append((Format-Text "$bare")); return
    }
    if ($bare -is [bool]) { [void] $Builder.Append($(if ($bare) { 'true' } else { 'false' })); return }
    if ($bare -is [enum]) { [void] $Builder.Append((Format-Text $bare.ToString())); return }
    if ($bare -is [datetime] -or $bare -is [System.DateTimeOffset]) {
        [void] $Builder.Append((Format-Text $bare.ToString('o', $invariant))); return
    }
    if ($bare -is [timespan]) { [void] $Builder.Append((Format-Text $bare.ToString())); return }
    if ($bare -is [double] -or $bare -is [single]) {
        $text = $bare.ToString('R', $invariant)
        if ([double]::IsNaN($bare) -or [double]::IsInfinity($bare)) { $text = Format-Text $text }
        [void] $Builder.Append($text); return
    }
    if ($bare -is [System.IConvertible]) {
        # Whole numbers and decimals. What JavaScript cannot hold exactly goes as text.
        $text = $bare.ToString($invariant)
        if ($text.Length -gt 15) { $text = Format-Text $text }
        [void] $Builder.Append($text); return
    }
    if ($bare -is [System.Security.SecureString]) { [void] $Builder.Append('"(secret)"'); return }
    if ($bare -is [scriptblock] -or $bare -is [type]) { [void] $Builder.Append((Format-Text $bare.ToString())); return }
    if ($bare -is [byte[]]) { [void] $Builder.Append((Format-Text ([Convert]::ToBase64String($bare)))); return }
    if ($bare -is [System.Xml.XmlNode]) { [void] $Builder.Append((Format-Text $bare.OuterXml)); return }
    if ($Level -gt 4) { [void] $Builder.Append((Format-Text "$Value")); return }
    $first = $true
    if ($bare -is [System.Collections.IDictionary]) {
        [void] $Builder.Append('{')
        foreach ($entry in $bare.GetEnumerator()) {
            if (-not $first) { [void] $Builder.Append(',') }
            $first = $false
            [void] $Builder.Append((Format-Text "$($entry.Key)")).Append(':')
            Write-Object $Builder $entry.Value ($Level + 1)
        }
        [void] $Builder.Append('}')
        return
    }
    if ($bare -is [System.Collections.IEnumerable]) {
        [void] $Builder.Append('[')
        foreach ($item in $bare) {
            if (-not $first) { [void] $Builder.Append(',') }
            $first = $false
            Write-Object $Builder $item ($Level + 1)
        }
        [void] $Builder.Append(']')
        return
    }
    [void] $Builder.Append('{')
    foreach ($property in $Value.PSObject.Properties) {
        $held = $null
        try { $held = $property.Value } catch { $held = $null }
        if (-not $first) { [void] $Builder.Append(',') }
        $first = $false
        [void] $Builder.Append((Format-Text $property.Name)).Append(':')
        Write-Object $Builder $held ($Level + 1)
    }
    [void] $Builder.Append('}')
}

function Send-Object($Value) {
    $builder = New-Object System.Text.StringBuilder
    try {
        Write-Object $builder $Value 1
        if ($builder.Length -gt 1048576) { throw 'RecordTooLong' }
        $json = $builder.ToString()
    }
    catch {
        if ("$($_.Exception.Message)" -ne 'RecordTooLong') { throw }
        $json = '{"truncated":true,"type":' + (Format-Text $Value.PSObject.TypeNames[0]) + '}'
    }
    Send-Frame ('{"t":"object","o":' + $json + '}')
}

# ---- Errors ----------------------------------------------------------------------------------------

function Send-Error($Record, [bool] $Terminating) {
    $line = 0
    $column = 0
    $command = ''
    $invocation = $Record.InvocationInfo
    if ($null -ne $invocation) {
        if ($null -ne $invocation.MyCommand) { $command = "$($invocation.MyCommand.Name)" }
        if (-not $invocation.ScriptName) {
            $line = $invocation.ScriptLineNumber
            $column = $invocation.OffsetInLine
        }
    }
    if ($line -le 0) {
        # Raised inside a module: the innermost frame without a file is the cell's.
        $line = 0
        $column = 0
        $frame = [System.Text.RegularExpressions.Regex]::Match("$($Record.ScriptStackTrace)", ', <[^>\r\n]*>\s*:[^0-9\r\n]*([0-9]+)')
        if ($frame.Success) { $line = [int] $frame.Groups[1].Value }
    }
    $shown = $Record.Exception
    if ($null -ne $Record.ErrorDetails -and $Record.ErrorDetails.Message) { $message = $Record.ErrorDetails.Message }
    elseif ($null -ne $shown -and $shown.Message) { $message = $shown.Message }
    else { $message = "$Record" }
    if (-not $command -and $Record.CategoryInfo.Activity) { $command = $Record.CategoryInfo.Activity }
    Send-Pending
    Send-Frame ('{"t":"error","m":' + (Format-Text $message) +
        ',"c":' + (Format-Text "$($Record.CategoryInfo.Category)") +
        ',"id":' + (Format-Text "$($Record.FullyQualifiedErrorId)") +
        ',"cmd":' + (Format-Text $command) +
        ',"l":' + [int] $line + ',"col":' + [int] $column +
        ',"end":' + $(if ($Terminating) { 'true' } else { 'false' }) + '}')
}

# The error record inside what a .NET call threw.
function Get-Record($Caught) {
    $exception = $Caught.Exception
    while ($exception -is [System.Management.Automation.MethodInvocationException] -and $null -ne $exception.InnerException) {
        $exception = $exception.InnerException
    }
    if ($null -eq $exception.ErrorRecord) { return $Caught }
    $exception.ErrorRecord
}

# A text that does not parse: its exception does not always say where, so the text is parsed once more.
function Send-ParseError([string] $Text) {
    $found = $null
    $problems = $null
    [void] [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $found, [ref] $problems)
    foreach ($problem in $problems) {
        Send-Frame ('{"t":"error","m":' + (Format-Text $problem.Message) + ',"c":"ParserError","id":' + (Format-Text $problem.ErrorId) +
            ',"cmd":"","l":' + $problem.Extent.StartLineNumber + ',"col":' + $problem.Extent.StartColumnNumber + ',"end":true}')
    }
    $problems.Count -gt 0
}

# ---- The session that cells run in -----------------------------------------------------------------

# Which stream a merged record came through is known to its wrapper alone. From 5.0 on it is a property that is
# not public, and a plain call would be handed the record without its wrapper: hence the delegate.
$readStream = $null
$streamProperty = [psobject].GetProperty('WriteStream', [System.Reflection.BindingFlags] 'NonPublic,Public,Instance')
if ($null -ne $streamProperty) {
    $getter = ([System.Func``2]).MakeGenericType(@([psobject], $streamProperty.PropertyType))
    $readStream = [System.Delegate]::CreateDelegate($getter, $streamProperty.GetGetMethod($true))
}

# Whether a record came through its stream; a record that was only put out, `$Error[0]` say, did not.
function Test-Stream($Item, [string] $Name) {
    if ($null -ne $readStream) { return "$($readStream.Invoke($Item))" -eq $Name }
    $null -ne $Item.PSObject.Properties["write${Name}Stream"]
}

# Last stage of every local cell, in the cell's own runspace, where its modules' formats are known: it
# formats objects as a console would and lets through only as much as has been taken (back-pressure).
$stageText = @'
param($gate, [bool] $format, $open)
begin {
    $pipe = $null
    $rows = $null
    $columns = $null
    $kind = ''
}
process {
    if ($_ -is [string]) {
        if ($null -ne $pipe) {
            foreach ($line in $pipe.End()) { $gate.Wait(); $line }
            $pipe = $null
            $open['pipe'] = $null
            if ($null -ne $rows -and $rows.Count -gt 1) {
                $rows.Insert(0, $columns)
                $gate.Wait()
                , $rows.ToArray()
            }
            $rows = $null
        }
        $gate.Wait()
        if ($_.Length -ge 8192) {
            $units = [Math]::Min(999, [Math]::Floor($_.Length / 8192))
            while ($units -gt 0) { $gate.Wait(); $units-- }
        }
        $_
        return
    }
    if (-not $format -or $null -eq $_ -or
        $_ -is [System.Management.Automation.ErrorRecord] -or
        $_ -is [System.Management.Automation.InformationalRecord] -or
        $_.PSObject.TypeNames[0] -eq 'System.Management.Automation.InformationRecord') {
        $gate.Wait()
        $_
        return
    }
    if ($null -eq $pipe) {
        $pipe = { Microsoft.PowerShell.Utility\Out-String -Stream -Width 160 }.GetSteppablePipeline()
        $pipe.Begin($true)
        $open['pipe'] = $pipe
        $kind = $_.PSObject.TypeNames[0]
        $rows = $null
        if ($_.PSObject.BaseObject -is [System.Management.Automation.PSCustomObject]) {
            $columns = @('RecoveryRunbooks.Columns') + @(foreach ($property in $_.PSObject.Properties) { $property.Name })
            $rows = New-Object System.Collections.ArrayList
        }
    }
    if ($null -ne $rows) {
        $names = @(foreach ($property in $_.PSObject.Properties) { $property.Name })
        if ($_.PSObject.TypeNames[0] -ne $kind -or $rows.Count -ge 1000 -or (@('RecoveryRunbooks.Columns') + $names -join "`n") -ne ($columns -join "`n")) { $rows = $null }
        else {
            $cells = @(foreach ($property in $_.PSObject.Properties) {
                $held = $null
                try { $held = $property.Value } catch { $held = $null }
                if ($null -eq $held) { , $null }
                else {
                    $held = "$held"
                    if ($held.Length -gt 1000) { $held = $held.Substring(0, 1000) + '...' }
                    $held
                }
            })
            [void] $rows.Add($cells)
        }
    }
    foreach ($line in $pipe.Process($_)) { $gate.Wait(); $line }
    if ($_.PSObject.TypeNames[0] -like '*.FormatEndData') {
        foreach ($line in $pipe.End()) { $gate.Wait(); $line }
        $pipe = $null
        $open['pipe'] = $null
    }
}
end {
    if ($null -ne $pipe) {
        foreach ($line in $pipe.End()) { $gate.Wait(); $line }
        $open['pipe'] = $null
    }
    if ($null -ne $rows -and $rows.Count -gt 1) {
        $rows.Insert(0, $columns)
        $gate.Wait()
        , $rows.ToArray()
    }
}
'@

# Before 5.0 Write-Host goes straight to the console: there it writes frames of its own.
$writeHostText = @'
param($nonce)
$utf8 = New-Object System.Text.UTF8Encoding $false
function global:Write-Host {
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromRemainingArguments = $true)] $Object,
        [switch] $NoNewline, $Separator = ' ', $ForegroundColor, $BackgroundColor
    )
    process {
        $text = (@(foreach ($one in $Object) { "$one" }) -join "$Separator")
        if (-not $NoNewline) { $text = $text + "`n" }
        $text = [Convert]::ToBase64String($utf8.GetBytes($text))
        [Console]::Out.WriteLine($nonce + ' ' + [Convert]::ToBase64String($utf8.GetBytes('{"t":"host","b":"' + $text + '"}')))
    }
}
Set-Item function:global:Write-Host (Get-Item function:global:Write-Host).ScriptBlock.GetNewClosure()
'@

function Open-Local {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $opened = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($Host, $state)
    $opened.ThreadOptions = [System.Management.Automation.Runspaces.PSThreadOptions]::ReuseThread
    $opened.Open()
    $opened
}

# What was imported before this script began (by a `command` that gives a prepared shell) is there for cells too.
$importText = @'
param($paths)
foreach ($path in $paths) { Import-Module -Name $path -Global -DisableNameChecking }
'@

function Import-Prepared($Modules) {
    $paths = @(foreach ($module in $Modules) {
        if ($module.Name -notlike 'Microsoft.PowerShell.*' -and $module.Name -ne 'PSReadLine' -and $module.Path) {
            # The manifest, where the module has one beside it.
            $manifest = Join-Path $module.ModuleBase ($module.Name + '.psd1')
            if (Test-Path -LiteralPath $manifest) { $manifest } else { $module.Path }
        }
    })
    if ($paths.Count -gt 0) { [void] (Invoke-Quiet $importText @{ paths = [string[]] $paths }) }
}

function Open-Remote($Given) {
    if ($Given['transport'] -eq 'process') {
        # Remoting to a second process on this computer: how remoting is exercised where there is no WinRM.
        $instance = New-Object System.Management.Automation.Runspaces.PowerShellProcessInstance
        $instance.Process.StartInfo.FileName = $Given['file']
        $instance.Process.StartInfo.ArgumentList.Insert(0, $Given['argument'])
        $opened = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateOutOfProcessRunspace($null, $instance)
        $opened.Open()
        return $opened
    }
    $connection = New-Object System.Management.Automation.Runspaces.WSManConnectionInfo
    $scheme = 'http'
    $port = 5985
    if ($Given['useSSL']) {
        $scheme = 'https'
        $port = 5986
    }
    if ($null -ne $Given['port']) { $port = $Given['port'] }
    $connection.ConnectionUri = New-Object System.Uri ('{0}://{1}:{2}/wsman' -f $scheme, $Given['computerName'], $port)
    $connection.AuthenticationMechanism = [System.Management.Automation.Runspaces.AuthenticationMechanism] $Given['authentication']
    if ($Given['configurationName']) {
        $connection.ShellUri = 'http://schemas.microsoft.com/powershell/' + $Given['configurationName']
    }
    if ($null -ne $Given['user']) {
        $connection.Credential = New-Object System.Management.Automation.PSCredential $Given['user'], (ConvertFrom-Given $Given['password'])
    }
    $opened = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($Host, $connection)
    $opened.Open()
    $opened
}

function Open-Session($Request) {
    $script:remote = $null -ne $Request['remote']
    try {
        if ($remote) { $script:runspace = Open-Remote $Request['remote'] }
        else {
            $script:runspace = Open-Local
            Import-Prepared $preparedModules
            if ($PSVersionTable.PSVersion.Major -lt 5) { [void] (Invoke-Quiet $writeHostText @{ nonce = $Nonce }) }
        }
        $about = @(Invoke-Quiet '"$($PSVersionTable.PSVersion)"; "$($PSVersionTable.PSEdition)"; $Host.Name; "$($ExecutionContext.SessionState.LanguageMode)"' @{})
    }
    catch {
        $record = Get-Record $_
        Send-Frame ('{"t":"refused","m":' + (Format-Text $record.Exception.Message) + ',"id":' + (Format-Text "$($record.FullyQualifiedErrorId)") + '}')
        return
    }
    while ($about.Count -lt 4) { $about += '' }
    Send-Frame ('{"t":"opened","version":' + (Format-Text $about[0]) + ',"edition":' + (Format-Text $about[1]) +
        ',"host":' + (Format-Text $about[2]) + ',"language":' + (Format-Text $about[3]) + '}')
}

# A short script of ours in the session; its output as objects.
function Invoke-Quiet([string] $Text, $Parameters) {
    $shell = [System.Management.Automation.PowerShell]::Create()
    try {
        $shell.Runspace = $runspace
        [void] $shell.AddScript($Text, $true)
        foreach ($name in $Parameters.Keys) { [void] $shell.AddParameter($name, $Parameters[$name]) }
        foreach ($item in $shell.Invoke()) { $item }
    }
    finally { $shell.Dispose() }
}

# ---- Standard input --------------------------------------------------------------------------------

$inputBuffer = New-Object byte[] 65536
$inputText = New-Object System.Text.StringBuilder
$lines = New-Object System.Collections.Queue
$inputEnded = $false
$reading = $standardInput.BeginRead($inputBuffer, 0, $inputBuffer.Length, $null, $null)

# Takes what has arrived; whole lines go to $lines.
function Receive-Input {
    while (-not $script:inputEnded -and $script:reading.IsCompleted) {
        $count = 0
        try { $count = $standardInput.EndRead($script:reading) } catch { $count = 0 }
        if ($count -le 0) { $script:inputEnded = $true; return }
        [void] $inputText.Append([System.Text.Encoding]::ASCII.GetString($inputBuffer, 0, $count))
        if ([Array]::IndexOf($inputBuffer, [byte] 10, 0, $count) -ge 0) {
            $parts = $inputText.ToString().Split("`n")
            for ($i = 0; $i -lt $parts.Length - 1; $i++) { $lines.Enqueue($parts[$i].TrimEnd("`r")) }
            [void] $inputText.Remove(0, $inputText.Length)
            [void] $inputText.Append($parts[$parts.Length - 1])
        }
        $script:reading = $standardInput.BeginRead($inputBuffer, 0, $inputBuffer.Length, $null, $null)
    }
}

# ---- Running a cell --------------------------------------------------------------------------------

function Send-Record($Item) {
    if ($null -eq $Item) {
        if ($script:objects) { Send-Frame '{"t":"object","o":null}' }
        return
    }
    if ($Item -is [System.Management.Automation.ErrorRecord] -and "$($Item.FullyQualifiedErrorId)" -like 'NativeCommandError*') {
        # What a program wrote to its standard error. Whether it failed, its exit status says.
        Add-Pending 'error' ("$($Item.Exception.Message)" + "`n")
        return
    }
    if ($Item -is [System.Management.Automation.ErrorRecord] -and (Test-Stream $Item 'Error')) {
        $script:errorCount++
        Send-Error $Item $false
        return
    }
    if ($Item -is [System.Management.Automation.WarningRecord]) { Add-Pending 'warning' ($Item.Message + "`n"); return }
    if ($Item -is [System.Management.Automation.VerboseRecord]) { Add-Pending 'verbose' ($Item.Message + "`n"); return }
    if ($Item -is [System.Management.Automation.DebugRecord]) { Add-Pending 'debug' ($Item.Message + "`n"); return }
    if ($Item.PSObject.TypeNames[0] -eq 'System.Management.Automation.InformationRecord') {
        $text = "$($Item.MessageData)"
        if (-not $Item.MessageData.NoNewLine) { $text = $text + "`n" }
        Add-Pending 'information' $text
        return
    }
    if ($script:objects) { Send-Object $Item; return }
    if ($Item.PSObject.BaseObject -is [array] -and $Item.Count -gt 1 -and $Item[0] -is [array] -and $Item[0][0] -eq 'RecoveryRunbooks.Columns') {
        Send-Table $Item
        return
    }
    Add-Formatted $Item
}

function Send-Table($Rows) {
    Send-Pending
    $lists = New-Object System.Collections.ArrayList
    for ($i = 0; $i -lt $Rows.Count; $i++) {
        $cells = New-Object System.Collections.ArrayList
        $from = 0
        if ($i -eq 0) { $from = 1 }
        for ($j = $from; $j -lt $Rows[$i].Count; $j++) {
            if ($null -eq $Rows[$i][$j]) { [void] $cells.Add('null') } else { [void] $cells.Add((Format-Text $Rows[$i][$j])) }
        }
        [void] $lists.Add('[' + ($cells.ToArray() -join ',') + ']')
    }
    Send-Frame ('{"t":"table","rows":[' + ($lists.ToArray() -join ',') + ']}')
}

# Objects of a remote session, and records that a cell put out as objects, are formatted here.
function Add-Formatted($Item) {
    if ($null -eq $script:formatter) {
        $script:formatter = { Microsoft.PowerShell.Utility\Out-String -Stream -Width 160 }.GetSteppablePipeline()
        $script:formatter.Begin($true)
    }
    foreach ($line in @($script:formatter.Process($Item))) { Add-Pending 'output' ("$line" + "`n") }
}

function Complete-Formatted {
    if ($null -eq $script:formatter) { return }
    foreach ($line in @($script:formatter.End())) { Add-Pending 'output' ("$line" + "`n") }
    $script:formatter = $null
}

# Everything that has been written since the last time.
function Send-Written($Shell, $Output) {
    $released = 0
    $asText = -not $script:objects
    $items = $Output.ReadAll()
    foreach ($item in $items) {
        if ($asText -and $item -is [string]) {
            $released++
            if ($null -ne $script:formatter) { Complete-Formatted }
            if ($script:pendingStream -ne 'output') { Add-Pending 'output' '' }
            if ($item.Length -ge 8192) {
                $released += [Math]::Min(999, [Math]::Floor($item.Length / 8192))
                Add-Text $item
            }
            else { [void] $pending.Append([string] $item) }
            [void] $pending.Append("`n")
            if ($pending.Length -ge 65536) { Send-Pending }
        }
        else {
            if ($item -is [string]) { $released += [Math]::Min(999, [Math]::Floor($item.Length / 8192)) }
            $released++
            Send-Record $item
        }
    }
    foreach ($item in $Shell.Streams.Error.ReadAll()) { $script:errorCount++; Send-Error $item $false }
    foreach ($item in $Shell.Streams.Warning.ReadAll()) { Add-Pending 'warning' ($item.Message + "`n") }
    foreach ($item in $Shell.Streams.Verbose.ReadAll()) { Add-Pending 'verbose' ($item.Message + "`n") }
    foreach ($item in $Shell.Streams.Debug.ReadAll()) { Add-Pending 'debug' ($item.Message + "`n") }
    if ($null -ne $Shell.Streams.Information) {
        foreach ($item in $Shell.Streams.Information.ReadAll()) { Send-Record $item }
    }
    $latest = @{}
    foreach ($item in $Shell.Streams.Progress.ReadAll()) { $latest[$item.ActivityId] = $item }
    foreach ($item in $latest.Values) {
        Send-Pending
        Send-Frame ('{"t":"progress","a":' + (Format-Text $item.Activity) + ',"st":' + (Format-Text $item.StatusDescription) +
            ',"op":' + (Format-Text "$($item.CurrentOperation)") + ',"p":' + $item.PercentComplete +
            ',"r":' + $item.SecondsRemaining + ',"done":' + $(if ("$($item.RecordType)" -eq 'Completed') { 'true' } else { 'false' }) + '}')
    }
    Send-Pending
    $released
}

# `exit` would end this process. In a cell it ends the cell and gives the status.
function Edit-Exit([string] $Text) {
    if ($Text -notmatch '(?i)\bexit\b') { return $Text }
    $found = $null
    $problems = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $found, [ref] $problems)
    if ($problems.Count -gt 0) { return $Text }
    $exits = @($tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.ExitStatementAst] }, $true))
    [Array]::Reverse($exits)
    foreach ($node in $exits) {
        $parent = $node.Parent
        if ($parent -isnot [System.Management.Automation.Language.StatementBlockAst] -and $parent -isnot [System.Management.Automation.Language.NamedBlockAst]) { continue }
        $status = '0'
        if ($null -ne $node.Pipeline) { $status = $node.Pipeline.Extent.Text }
        $Text = $Text.Substring(0, $node.Extent.StartOffset) +
            "`$global:RecoveryRunbooksExit = ($status); break RecoveryRunbooksExit" +
            $Text.Substring($node.Extent.EndOffset)
    }
    $Text
}

function Format-Held($Value) {
    if ($Value -is [string]) { return $Value }
    if ($Value -is [datetime] -or $Value -is [System.DateTimeOffset]) { return $Value.ToString('o', $invariant) }
    [string] [System.Management.Automation.LanguagePrimitives]::ConvertTo($Value, [string], $invariant)
}

function Send-End([string] $How, $Request, $Sent) {
    $held = New-Object System.Collections.ArrayList
    foreach ($name in @($Request['readBack'])) {
        if (-not $name) { continue }
        $value = $runspace.SessionStateProxy.GetVariable($name)
        if ($null -eq $value) { continue }
        $bare = $value.PSObject.BaseObject
        if ($bare -is [System.Security.SecureString]) {
            $same = $Sent.ContainsKey($name) -and ([object]::ReferenceEquals($bare, $Sent[$name]) -or $remote)
            [void] $held.Add((Format-Text $name) + ':{"s":' + $(if ($same) { 'true' } else { 'false' }) + '}')
        }
        else { [void] $held.Add((Format-Text $name) + ':' + (Format-Text (Format-Held $value))) }
    }
    $status = $runspace.SessionStateProxy.GetVariable('LASTEXITCODE')
    $exited = $runspace.SessionStateProxy.GetVariable('RecoveryRunbooksExit')
    $code = 'null'
    $number = 0
    if ($null -ne $exited) { $status = $exited }
    if ($null -ne $status -and [int]::TryParse("$status", [ref] $number)) { $code = "$number" }
    if ($null -ne $exited -and $number -ne 0 -and $How -eq 'completed') { $How = 'failed' }
    Send-Frame ('{"t":"end","e":"' + $How + '","v":{' + ($held.ToArray() -join ',') + '},"code":' + $code + '}')
}

function Invoke-Cell($Request) {
    $script:objects = "$($Request['results'])" -eq 'objects'
    $script:errorCount = 0
    $script:formatter = $null
    $sent = @{}
    if ($null -ne $Request['variables']) {
        foreach ($name in $Request['variables'].Keys) {
            $sent[$name] = ConvertFrom-Given $Request['variables'][$name]
            $runspace.SessionStateProxy.SetVariable($name, $sent[$name])
        }
    }
    $runspace.SessionStateProxy.SetVariable('WhatIfPreference', [bool] $Request['whatIf'])
    $runspace.SessionStateProxy.SetVariable('LASTEXITCODE', $null)
    $runspace.SessionStateProxy.SetVariable('RecoveryRunbooksExit', $null)
    $parameters = $Request['parameters']
    $shell = [System.Management.Automation.PowerShell]::Create()
    $shell.Runspace = $runspace
    # With parameters it is a script of ours and leaves nothing behind; a cell's functions and variables stay.
    [void] $shell.AddScript((Edit-Exit $Request['script']), ($null -ne $parameters))
    if ($null -ne $parameters) {
        foreach ($name in $parameters.Keys) { [void] $shell.AddParameter($name, (ConvertFrom-Given $parameters[$name])) }
    }
    $gate = $null
    $open = @{ pipe = $null }
    if (-not $remote) {
        $gate = New-Object System.Threading.SemaphoreSlim 4000
        $everything = [System.Management.Automation.Runspaces.PipelineResultTypes]::All
        $shell.Commands.Commands[0].MergeMyResults($everything, [System.Management.Automation.Runspaces.PipelineResultTypes]::Output)
        [void] $shell.AddScript($stageText, $true).AddArgument($gate).AddArgument(-not $script:objects).AddArgument($open)
    }
    $given = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $given.Complete()
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $how = 'completed'
    $stopping = $false
    try {
        $running = $shell.BeginInvoke($given, $output)
        while (-not $running.IsCompleted) {
            if ($inputEnded) { [void] $running.AsyncWaitHandle.WaitOne(15) }
            else { [void] [System.Threading.WaitHandle]::WaitAny(@($running.AsyncWaitHandle, $script:reading.AsyncWaitHandle), 15) }
            $released = Send-Written $shell $output
            if ($released -gt 0 -and $null -ne $gate) { [void] $gate.Release($released) }
            Receive-Input
            $cancelled = $inputEnded
            while ($lines.Count -gt 0) {
                $asked = Read-Request $lines.Dequeue()
                if ($asked['op'] -eq 'cancel') { $cancelled = $true }
            }
            if ($cancelled -and -not $stopping) {
                $stopping = $true
                if ($null -ne $gate) { [void] $gate.Release(1000000) }
                [void] $shell.BeginStop($null, $null)
            }
        }
        [void] $shell.EndInvoke($running)
    }
    catch {
        $caught = $_
        [void] (Send-Written $shell $output)
        # What the formatter still held when the cell was cut short.
        if ($null -ne $open['pipe']) {
            foreach ($line in @(Invoke-Quiet 'param($pipe) $pipe.End()' @{ pipe = $open['pipe'] })) { Add-Pending 'output' ("$line" + "`n") }
            Send-Pending
        }
        if ($stopping) { $how = 'stopped' }
        else {
            $how = 'failed'
            $record = Get-Record $caught
            if ("$($record.CategoryInfo.Category)" -ne 'ParserError' -or -not (Send-ParseError $Request['script'])) { Send-Error $record $true }
        }
    }
    [void] (Send-Written $shell $output)
    Complete-Formatted
    Send-Pending
    if ($stopping -and $how -eq 'completed' -and "$($shell.InvocationStateInfo.State)" -eq 'Stopped') { $how = 'stopped' }
    if ($how -eq 'completed' -and $script:errorCount -gt 0) { $how = 'failed' }
    $shell.Dispose()
    Send-End $how $Request $sent
}

# ---- Looking at a cell without running it -----------------------------------------------------------

$readingVerbs = @('Get', 'Test', 'Select', 'Where', 'Sort', 'Measure', 'Compare', 'Group', 'ForEach', 'Write', 'ConvertTo', 'ConvertFrom', 'Resolve')
$readingCommands = @(
    'Out-String', 'Out-Null', 'Out-Default', 'Out-Host', 'Format-Table', 'Format-List', 'Format-Wide', 'Format-Custom', 'Format-Hex',
    'Join-Path', 'Split-Path', 'Convert-Path', 'New-TimeSpan', 'New-Guid', 'Start-Sleep', 'Set-StrictMode', 'Import-Module',
    'Import-Csv', 'Import-Clixml', 'Import-PowerShellDataFile')
$neverReading = @('Write-EventLog', 'Get-Credential', 'Test-Script')
$readingMethods = @(
    'ToString', 'Trim', 'TrimStart', 'TrimEnd', 'Split', 'Substring', 'StartsWith', 'EndsWith', 'Contains', 'ContainsKey', 'IndexOf',
    'LastIndexOf', 'ToUpper', 'ToLower', 'ToUpperInvariant', 'ToLowerInvariant', 'PadLeft', 'PadRight', 'AddDays', 'AddHours', 'AddMinutes',
    'AddSeconds', 'AddMonths', 'AddYears', 'ToUniversalTime', 'ToLocalTime', 'GetType', 'Equals', 'CompareTo')
$readingTypes = @(
    'string', 'char', 'bool', 'boolean', 'byte', 'sbyte', 'int', 'int16', 'int32', 'int64', 'uint16', 'uint32', 'uint64', 'long', 'single',
    'float', 'double', 'decimal', 'math', 'datetime', 'datetimeoffset', 'timespan', 'guid', 'version', 'convert', 'regex', 'array',
    'hashtable', 'ordered', 'pscustomobject', 'psobject', 'object', 'switch', 'xml', 'void', 'scriptblock', 'securestring', 'pscredential',
    'ipaddress', 'mailaddress', 'uri', 'system.io.path', 'io.path', 'cmdletbinding', 'parameter')
$decisiveVariables = @('WhatIfPreference', 'ConfirmPreference', 'PSDefaultParameterValues', 'PSModuleAutoloadingPreference', 'ExecutionContext')

function Test-ReadingType([string] $Name) {
    $bare = $Name.Trim('[', ']', '?').ToLowerInvariant() -replace '^system\.(?!io\.)', '' -replace '\[[\],]*$', ''
    $readingTypes -contains $bare
}

function Test-ReadingTarget($Left) {
    if ($Left -is [System.Management.Automation.Language.AttributedExpressionAst]) { return Test-ReadingTarget $Left.Child }
    if ($Left -is [System.Management.Automation.Language.ArrayLiteralAst]) {
        foreach ($element in $Left.Elements) { if (-not (Test-ReadingTarget $element)) { return $false } }
        return $true
    }
    if ($Left -is [System.Management.Automation.Language.IndexExpressionAst]) { return Test-ReadingTarget $Left.Target }
    if ($Left -isnot [System.Management.Automation.Language.VariableExpressionAst]) { return $false }
    $path = $Left.VariablePath
    $path.IsVariable -and $path.IsUnqualified -and $decisiveVariables -notcontains $path.UserPath
}

function Test-OnlyBlocks($Given) {
    foreach ($element in @($Given)) {
        if ($null -ne $element -and $element -isnot [System.Management.Automation.Language.ScriptBlockExpressionAst]) { return $false }
    }
    $true
}

function Test-ReadingCommand($Node, [string] $Name, $Known) {
    if ($Name -eq '') { return $false }
    $bare = $Name
    if ($null -ne $Known) {
        if (@('Cmdlet', 'Function', 'Filter') -notcontains $Known.Kind) { return $false }
        # A function of an earlier cell has the name that its writer chose.
        if ($Known.Kind -ne 'Cmdlet' -and -not $Known.Module -and @('mkdir', 'help', 'oss', 'prompt', 'Write-Host') -notcontains $Known.Name) { return $false }
        $bare = $Known.Name
    }
    $bare = $bare.Substring($bare.LastIndexOf('\') + 1)
    if ($neverReading -contains $bare) { return $false }
    if ($readingCommands -contains $bare) {
        return $bare -ne 'Import-Module' -or -not ($Node.Extent.Text -match '[\\/$&(]')
    }
    $verb = $bare.Split('-')[0]
    if ($bare.IndexOf('-') -lt 1 -or $readingVerbs -notcontains $verb) { return $false }
    if ($verb -eq 'ForEach') {
        # With a name instead of a script block it calls a method of each object.
        foreach ($element in $Node.CommandElements) {
            if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
                if (@('Process', 'Begin', 'End', 'InputObject') -notcontains $element.ParameterName) { return $false }
            }
            elseif ($element -ne $Node.CommandElements[0] -and $element -isnot [System.Management.Automation.Language.ScriptBlockExpressionAst]) { return $false }
        }
    }
    $true
}

function Test-ReadingNode($Node) {
    $kind = $Node.GetType().Name
    switch ($kind) {
        'AssignmentStatementAst' { return Test-ReadingTarget $Node.Left }
        'UnaryExpressionAst' {
            if ("$($Node.TokenKind)" -match 'PlusPlus|MinusMinus') { return Test-ReadingTarget $Node.Child }
            return $true
        }
        'ForEachStatementAst' { return Test-ReadingTarget $Node.Variable }
        'InvokeMemberExpressionAst' {
            if ($Node.Member -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { return $false }
            $member = $Node.Member.Value
            if ($Node.Static) {
                return $Node.Expression -is [System.Management.Automation.Language.TypeExpressionAst] -and
                    (Test-ReadingType $Node.Expression.TypeName.FullName) -and @('GetTempFileName', 'Create') -notcontains $member
            }
            if (@('ForEach', 'Where') -contains $member) { return Test-OnlyBlocks $Node.Arguments }
            return $readingMethods -contains $member
        }
        'FileRedirectionAst' { return $Node.Location.Extent.Text -eq '$null' }
        'TypeConstraintAst' { return Test-ReadingType $Node.TypeName.FullName }
        'BinaryExpressionAst' {
            if ("$($Node.Operator)" -ne 'As') { return $true }
            return $Node.Right -is [System.Management.Automation.Language.TypeExpressionAst] -and (Test-ReadingType $Node.Right.TypeName.FullName)
        }
        'PipelineAst' { return -not $Node.Background }
    }
    @('TypeDefinitionAst', 'UsingStatementAst', 'ConfigurationDefinitionAst', 'DynamicKeywordStatementAst', 'BaseCtorInvokeMemberExpressionAst') -notcontains $kind
}

# What the session knows of the names: kind, module, full name, parameters, as plain strings for remoting.
$lookUpText = @'
param($names)
foreach ($name in $names) {
    $found = Get-Command -Name $name -ErrorAction SilentlyContinue | Select-Object -First 1
    $depth = 0
    while ($null -ne $found -and "$($found.CommandType)" -eq 'Alias' -and $depth -lt 5) {
        $found = Get-Command -Name $found.Definition -ErrorAction SilentlyContinue | Select-Object -First 1
        $depth++
    }
    if ($null -eq $found) { continue }
    $parameters = @()
    if ($null -ne $found.Parameters) {
        $parameters = @(foreach ($one in $found.Parameters.Values) { $one.Name + '=' + (@($one.Aliases) -join ',') })
    }
    $name + '|' + $found.CommandType + '|' + $found.ModuleName + '|' + $found.Name + '|' + ($parameters -join ';')
}
'@

function Get-Known($Names) {
    $known = @{}
    if ($Names.Count -eq 0) { return $known }
    foreach ($line in @(Invoke-Quiet $lookUpText @{ names = [string[]] $Names })) {
        $parts = "$line".Split('|')
        $parameters = @{}
        foreach ($one in $parts[4].Split(';')) {
            if ($one) { $parameters[$one.Split('=')[0]] = $one.Split('=')[1].Split(',') }
        }
        $known[$parts[0]] = New-Object psobject -Property @{ Kind = $parts[1]; Module = $parts[2]; Name = $parts[3]; Parameters = $parameters }
    }
    $known
}

# A parameter by its full name: it may be written short, or by an alias.
function Get-ParameterName($Known, [string] $Written) {
    if ($null -eq $Known -or $Known.Parameters.ContainsKey($Written)) { return $Written }
    $candidates = @(foreach ($name in $Known.Parameters.Keys) {
        if ($Known.Parameters[$name] -contains $Written -or $name.StartsWith($Written, [StringComparison]::OrdinalIgnoreCase)) { $name }
    })
    if ($candidates.Count -eq 1) { return $candidates[0] }
    $Written
}

function Invoke-Inspection($Request) {
    $found = $null
    $problems = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Request['script'], [ref] $found, [ref] $problems)
    $parse = New-Object System.Collections.ArrayList
    foreach ($problem in $problems) {
        [void] $parse.Add('{"message":' + (Format-Text $problem.Message) + ',"line":' + $problem.Extent.StartLineNumber + ',"column":' + $problem.Extent.StartColumnNumber + '}')
    }
    $nodes = @($tree.FindAll({ $true }, $true))
    $own = @{}
    $calls = New-Object System.Collections.ArrayList
    foreach ($node in $nodes) {
        if ($node -is [System.Management.Automation.Language.CommandAst]) { [void] $calls.Add($node) }
        elseif ($node -is [System.Management.Automation.Language.FunctionDefinitionAst]) { $own[$node.Name] = $true }
    }
    $names = @{}
    foreach ($call in $calls) {
        $name = $call.GetCommandName()
        if ($name -and -not $own.ContainsKey($name)) { $names[$name] = $true }
    }
    $known = Get-Known @($names.Keys)
    $reads = $problems.Count -eq 0
    $listed = New-Object System.Collections.ArrayList
    foreach ($call in $calls) {
        $name = "$($call.GetCommandName())"
        if ($name -and $own.ContainsKey($name)) { continue }
        $about = $null
        if ($name) { $about = $known[$name] }
        $reads = $reads -and (Test-ReadingCommand $call $name $about)
        $given = New-Object System.Collections.ArrayList
        foreach ($element in $call.CommandElements) {
            if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
                # `-Clean:$false` is not `-Clean`.
                $off = $null -ne $element.Argument -and $element.Argument.Extent.Text -eq '$false'
                $full = Get-ParameterName $about $element.ParameterName
                if ($off) { $full = $full + ':false' }
                [void] $given.Add((Format-Text $full))
            }
            elseif ($element -is [System.Management.Automation.Language.VariableExpressionAst] -and $element.Splatted) { [void] $given.Add('"@"') }
        }
        $shown = $name
        if (-not $name) { $shown = $call.CommandElements[0].Extent.Text }
        elseif ($null -ne $about) { $shown = $about.Name }
        [void] $listed.Add('{"name":' + (Format-Text $shown) + ',"line":' + $call.Extent.StartLineNumber +
            ',"known":' + $(if ($null -ne $about) { 'true' } else { 'false' }) +
            ',"whatIf":' + $(if ($null -ne $about -and $about.Parameters.ContainsKey('WhatIf')) { 'true' } else { 'false' }) +
            ',"parameters":[' + ($given.ToArray() -join ',') + ']}')
    }
    $around = $problems.Count -eq 0
    if ($around) {
        foreach ($node in $nodes) {
            if (-not (Test-ReadingNode $node)) { $around = $false; break }
        }
    }
    $reads = $reads -and $around
    Send-Frame ('{"t":"inspected","parseErrors":[' + ($parse.ToArray() -join ',') + '],"commands":[' + ($listed.ToArray() -join ',') +
        '],"readsOnly":' + $(if ($reads) { 'true' } else { 'false' }) +
        ',"onlyCommandsChange":' + $(if ($around) { 'true' } else { 'false' }) + '}')
}

# ---- One request after the other --------------------------------------------------------------------

Send-Frame ('{"t":"hello","version":' + (Format-Text "$($PSVersionTable.PSVersion)") + ',"edition":' + (Format-Text "$($PSVersionTable.PSEdition)") +
    ',"host":' + (Format-Text $Host.Name) + '}')
$runspace = $null
$remote = $false
$objects = $false
$formatter = $null
$errorCount = 0
while ($true) {
    Receive-Input
    if ($lines.Count -eq 0) {
        if ($inputEnded) { break }
        [void] $reading.AsyncWaitHandle.WaitOne(1000)
        continue
    }
    $request = Read-Request $lines.Dequeue()
    if ($request['op'] -eq 'exit') { break }
    try {
        switch ($request['op']) {
            'open' { Open-Session $request }
            'run' { Invoke-Cell $request }
            'inspect' { Invoke-Inspection $request }
        }
    }
    catch {
        # A defect of this script, or a session that broke: the caller replaces the process.
        Send-Frame ('{"t":"broken","m":' + (Format-Text "$($_.Exception.Message)") + ',"at":' + (Format-Text "$($_.ScriptStackTrace)") + '}')
        exit 70
    }
}
if ($null -ne $runspace) { $runspace.Dispose() }
exit 0
