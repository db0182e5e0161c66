# One connection to SQL Server through the SqlClient of .NET, in a PowerShell that belongs to it alone. Windows
# PowerShell 3.0 with .NET 4.5 to PowerShell 7. Every event is one line `<mark> <JSON>`, written past the pipeline: it
# must leave while the call that it comes from still runs, also from the handler of the server's messages.
param([string] $Action, [string] $Mark, [hashtable] $Given)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Off
$invariant = [System.Globalization.CultureInfo]::InvariantCulture
$unsafe = New-Object System.Text.RegularExpressions.Regex '[\x00-\x1f\x7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]'
$escape = [System.Text.RegularExpressions.MatchEvaluator] { param($found) '\u{0:x4}' -f [int][char] $found.Value }

function Format-Text([string] $Text) {
    $escaped = $Text.Replace('\', '\\').Replace('"', '\"')
    if ($unsafe.IsMatch($escaped)) { $escaped = $unsafe.Replace($escaped, $escape) }
    '"' + $escaped + '"'
}

function Send-Event([string] $Json) { [Console]::Out.WriteLine($Mark + ' ' + $Json) }

# ---- The server's messages --------------------------------------------------------------------------

function Format-Message($Message) {
    '{"t":"message","n":' + $Message.Number + ',"c":' + $Message.Class + ',"s":' + $Message.State +
    ',"l":' + $Message.LineNumber + ',"p":' + (Format-Text "$($Message.Procedure)") + ',"m":' + (Format-Text $Message.Message) + '}'
}

# The SqlException inside what a .NET call threw, or $null.
function Get-SqlException($Caught) {
    $exception = $Caught.Exception
    while ($null -ne $exception -and $null -eq $exception.PSObject.Properties['ClientConnectionId'] -and $exception.GetType().Name -ne 'SqlException') {
        $exception = $exception.InnerException
    }
    $exception
}

function Get-Words($Caught) {
    $exception = $Caught.Exception
    $words = @()
    while ($null -ne $exception) {
        if ($exception -isnot [System.Management.Automation.MethodInvocationException]) { $words += $exception.Message }
        $exception = $exception.InnerException
    }
    $words -join ' '
}

# ---- Opening ----------------------------------------------------------------------------------------

# Namespace of the client. Windows has its own since .NET 2.0; elsewhere that one cannot send a cancel while it
# waits for an answer, and the newer one goes first.
function Find-SqlClient {
    $windows = [System.IO.Path]::DirectorySeparatorChar -eq '\'
    $spaces = @('System.Data.SqlClient', 'Microsoft.Data.SqlClient')
    if (-not $windows) { [array]::Reverse($spaces) }
    foreach ($space in $spaces) {
        foreach ($assembly in @($space, 'System.Data, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')) {
            if ($null -ne ("$space.SqlConnection" -as [type])) { return $space }
            try { [void] [System.Reflection.Assembly]::Load($assembly) } catch { $null = $_ }
        }
        if ($null -ne ("$space.SqlConnection" -as [type])) { return $space }
    }
}

function Open-Connection {
    $space = Find-SqlClient
    if ($null -eq $space) { Send-Event '{"t":"missing"}'; return }
    $builder = New-Object "$space.SqlConnectionStringBuilder"
    $builder['Data Source'] = $Given['source']
    $builder['Initial Catalog'] = 'master'
    $builder['Application Name'] = $Given['program']
    $builder['Encrypt'] = $Given['encrypt']
    $builder['TrustServerCertificate'] = $Given['trust']
    $builder['Connect Timeout'] = $Given['seconds']
    $builder['Pooling'] = $false
    $builder['MultipleActiveResultSets'] = $false
    $builder['Integrated Security'] = $Given['integrated']
    # Unknown before .NET 4.5.1, where nothing connects again by itself either.
    try { $builder['ConnectRetryCount'] = 0 } catch { $null = $_ }
    $connection = New-Object "$space.SqlConnection" $builder.ConnectionString
    if (-not $Given['integrated']) {
        $connection.Credential = New-Object "$space.SqlCredential" $Given['user'], $Given['password']
    }
    # Errors below severity 17 come as messages, at once and in their order.
    $connection.FireInfoMessageEventOnUserErrors = $true
    try { $connection.Open() }
    catch {
        $failure = Get-SqlException $_
        if ($null -ne $failure) { foreach ($one in $failure.Errors) { if ($one.State -ne 0 -or $one.Class -lt 20) { Send-Event (Format-Message $one) } } }
        Send-Event ('{"t":"refused","m":' + (Format-Text (Get-Words $_)) + '}')
        $connection.Dispose()
        return
    }
    $global:RecoveryRunbooksSql = $connection
    Send-Event '{"t":"open"}'
}

# ---- Values as text ---------------------------------------------------------------------------------

function Format-Clock([timespan] $Time, [int] $Scale) {
    $text = '{0:00}:{1:00}:{2:00}' -f $Time.Hours, $Time.Minutes, $Time.Seconds
    if ($Scale -le 0) { return $text }
    $text + '.' + ($Time.Ticks % 10000000).ToString('0000000', $invariant).Substring(0, [Math]::Min($Scale, 7))
}

# What a value is called, so that both back ends write it alike; the reader's own types keep all digits.
function Format-Value($Value, [string] $Type, [int] $Scale) {
    if ($Value -is [System.Data.SqlTypes.SqlDecimal]) { return $Value.ToString() }
    if ($Value -is [System.Data.SqlTypes.SqlMoney]) { return $Value.ToDecimal().ToString('0.0000', $invariant) }
    if ($Value -is [System.Data.SqlTypes.SqlDateTime]) {
        $pattern = if ($Type -eq 'smalldatetime') { 'yyyy-MM-dd HH:mm:ss' } else { 'yyyy-MM-dd HH:mm:ss.fff' }
        return $Value.Value.ToString($pattern, $invariant)
    }
    if ($Value -is [System.Data.SqlTypes.SqlBinary]) { return '0x' + [System.BitConverter]::ToString($Value.Value).Replace('-', '') }
    if ($Value -is [byte[]]) { return '0x' + [System.BitConverter]::ToString($Value).Replace('-', '') }
    if ($Value -is [System.Data.SqlTypes.SqlBytes]) { return '0x' + [System.BitConverter]::ToString($Value.Value).Replace('-', '') }
    if ($Value -is [System.Data.SqlTypes.SqlBoolean]) { if ($Value.Value) { return '1' } else { return '0' } }
    if ($Value -is [System.Data.SqlTypes.SqlDouble] -or $Value -is [System.Data.SqlTypes.SqlSingle]) { return $Value.Value.ToString('R', $invariant) }
    if ($Value -is [System.Data.SqlTypes.SqlGuid]) { return $Value.Value.ToString().ToUpperInvariant() }
    if ($Value -is [guid]) { return $Value.ToString().ToUpperInvariant() }
    if ($Value -is [System.Data.SqlTypes.SqlXml]) { return $Value.Value }
    if ($Value -is [timespan]) { return Format-Clock $Value $Scale }
    if ($Value -is [System.DateTimeOffset]) {
        return $Value.ToString('yyyy-MM-dd ', $invariant) + (Format-Clock $Value.TimeOfDay $Scale) + $Value.ToString(' zzz', $invariant)
    }
    if ($Value -is [datetime]) {
        if ($Type -eq 'date') { return $Value.ToString('yyyy-MM-dd', $invariant) }
        return $Value.ToString('yyyy-MM-dd ', $invariant) + (Format-Clock $Value.TimeOfDay $Scale)
    }
    if ($Value -is [System.IFormattable]) { return $Value.ToString($null, $invariant) }
    $Value.ToString()
}

function Send-Rows($Reader) {
    $count = $Reader.FieldCount
    $types = @(for ($i = 0; $i -lt $count; $i++) { $Reader.GetDataTypeName($i) })
    $scales = @(0) * $count
    # Types that the server's own assemblies define have no schema without them.
    $schema = $null
    try { $schema = $Reader.GetSchemaTable() } catch { $null = $_ }
    for ($i = 0; $i -lt $count; $i++) {
        if ($null -eq $schema) { $scales[$i] = 7 }
        elseif ($schema.Rows[$i]['NumericScale'] -is [System.IConvertible]) { $scales[$i] = [int] $schema.Rows[$i]['NumericScale'] }
    }
    $names = @(for ($i = 0; $i -lt $count; $i++) { Format-Text $Reader.GetName($i) }) -join ','
    $kinds = @(foreach ($type in $types) { Format-Text $type }) -join ','
    Send-Event ('{"t":"columns","names":[' + $names + '],"types":[' + $kinds + ']}')
    while ($Reader.Read()) {
        $line = New-Object System.Text.StringBuilder '{"t":"row","v":['
        for ($i = 0; $i -lt $count; $i++) {
            if ($i -gt 0) { [void] $line.Append(',') }
            if ($Reader.IsDBNull($i)) { [void] $line.Append('null'); continue }
            $value = if ($types[$i].Contains('.')) { $Reader.GetSqlBytes($i) } else { $Reader.GetSqlValue($i) }
            [void] $line.Append((Format-Text (Format-Value $value $types[$i] $scales[$i])))
        }
        Send-Event $line.Append(']}').ToString()
    }
}

# ---- Running ----------------------------------------------------------------------------------------

# Looks for the operator's wish to stop in a file, while the call below blocks this thread.
$watchText = @'
param($command, $file, $state)
while (-not $state.Done) {
    if ([System.IO.File]::Exists($file)) { $state.Cancelled = $true; $command.Cancel(); return }
    [System.Threading.Thread]::Sleep(50)
}
'@

# Beside the runspace of this script, which is busy; it is opened once and kept.
function Get-WatchRunspace {
    if ($null -eq $global:RecoveryRunbooksSqlWatch) {
        $initial = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        $opened = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($initial)
        $opened.Open()
        $global:RecoveryRunbooksSqlWatch = $opened
    }
    $global:RecoveryRunbooksSqlWatch
}

function Add-Parameter($Command, [hashtable] $Parameter) {
    $value = $Parameter['value']
    if ($value -is [System.Security.SecureString]) {
        $value = (New-Object System.Net.NetworkCredential '', $value).Password
    }
    $size = if ($value.Length -gt 4000) { -1 } else { 4000 }
    $added = $Command.Parameters.Add('@' + $Parameter['name'], [System.Data.SqlDbType]::NVarChar, $size)
    $added.Value = [string] $value
}

function Invoke-Batch {
    $connection = $global:RecoveryRunbooksSql
    $command = $connection.CreateCommand()
    $command.CommandText = $Given['text']
    $command.CommandTimeout = 0
    foreach ($parameter in @($Given['parameters'])) { if ($null -ne $parameter) { Add-Parameter $command $parameter } }
    $state = [hashtable]::Synchronized(@{ Done = $false; Cancelled = $false })
    $watch = [System.Management.Automation.PowerShell]::Create()
    $watch.Runspace = Get-WatchRunspace
    [void] $watch.AddScript($watchText).AddArgument($command).AddArgument($Given['cancelFile']).AddArgument($state)
    $handler = $connection.GetType().Namespace + '.SqlInfoMessageEventHandler' -as [type]
    $heard = [System.Management.Automation.LanguagePrimitives]::ConvertTo({
        param($source, $arguments)
        foreach ($one in $arguments.Errors) { Send-Event (Format-Message $one) }
    }, $handler)
    $counted = [System.Data.StatementCompletedEventHandler] { param($source, $arguments) Send-Event ('{"t":"count","n":' + $arguments.RecordCount + '}') }
    $connection.add_InfoMessage($heard)
    $command.add_StatementCompleted($counted)
    $watching = $watch.BeginInvoke()
    $end = '{"t":"end","how":"done"'
    try {
        $reader = $command.ExecuteReader()
        try {
            do { if ($reader.FieldCount -gt 0) { Send-Rows $reader } } while ($reader.NextResult())
        }
        finally { $reader.Dispose() }
    }
    catch {
        $failure = Get-SqlException $_
        $end = '{"t":"end","how":"failed","m":' + (Format-Text (Get-Words $_))
        if ($null -ne $failure) {
            foreach ($one in $failure.Errors) {
                # Number 0 is the client's own "cancelled"; class 20 without a state its own "the line is gone".
                if ($one.Number -eq 0 -and $state.Cancelled) { $end = '{"t":"end","how":"cancelled"' }
                elseif ($one.State -ne 0 -or $one.Class -lt 20) { Send-Event (Format-Message $one) }
            }
        }
    }
    finally {
        $state.Done = $true
        $connection.remove_InfoMessage($heard)
        $command.remove_StatementCompleted($counted)
        try { [void] $watch.EndInvoke($watching) } catch { $null = $_ }
        $watch.Dispose()
        $command.Dispose()
    }
    $open = if ($connection.State -eq [System.Data.ConnectionState]::Open) { 'true' } else { 'false' }
    Send-Event ($end + ',"open":' + $open + '}')
}

switch ($Action) {
    'open' { Open-Connection }
    'run' { Invoke-Batch }
    'close' { if ($null -ne $global:RecoveryRunbooksSql) { $global:RecoveryRunbooksSql.Dispose() } }
}
