# The state of the practice estate: where its files lie, reading, changing and replacing them, and the
# faults that are injected. Both modules load this file into their own scope. Its twin for the command
# line is src/practice/{layout,store,state}.ts. PowerShell 3.0 syntax; no cmdlet but ConvertFrom-Json and
# ConvertTo-Json is needed.

$script:EstateRoot = $env:RECOVERY_RUNBOOKS_PRACTICE_ESTATE
$script:ServerName = $env:RECOVERY_RUNBOOKS_PRACTICE_SERVER
$script:Account = 'CONTOSO\recovery'
$script:OnWindows = [System.IO.Path]::DirectorySeparatorChar -eq '\'
$script:Utf8 = [System.Activator]::CreateInstance([System.Text.UTF8Encoding], @($false))

if (-not $script:EstateRoot -or -not $script:ServerName) {
  throw 'This module is part of a practice estate. Use it through: recovery-runbooks practice shell SERVER'
}

function Join-Parts {
  $path = $args[0]
  for ($i = 1; $i -lt $args.Count; $i++) { $path = [System.IO.Path]::Combine($path, $args[$i]) }
  return $path
}

function Get-DirectoryPath([string] $Name) { Join-Parts $script:EstateRoot 'directory' $Name }

function Get-ServerFolder([string] $Fqdn) { Join-Parts $script:EstateRoot 'servers' $Fqdn.ToLowerInvariant() }

function Get-ComputerPath([string] $Fqdn) { Join-Parts (Get-ServerFolder $Fqdn) 'computer.json' }

function Get-ShareFolder([string] $Fqdn, [string] $Share) { Join-Parts (Get-ServerFolder $Fqdn) 'shares' $Share }

function Get-DiskFolder([string] $Fqdn, [string] $Letter) {
  Join-Parts (Get-ServerFolder $Fqdn) 'disk' $Letter.ToUpperInvariant()
}

function Get-DatabasePath([string] $Fqdn, [string] $Instance, [string] $Name) {
  Join-Parts (Get-ServerFolder $Fqdn) 'databases' $Instance.ToLowerInvariant() ($Name.ToLowerInvariant() + '.json')
}

# Times as the state files write them; the ISO form would be turned into dates by PowerShell 7.
function ConvertTo-StateTime([datetime] $Time) {
  $Time.ToUniversalTime().ToString('yyyy-MM-dd HH:mm:ss', [System.Globalization.CultureInfo]::InvariantCulture) + 'Z'
}

function Get-StateTime { ConvertTo-StateTime ([datetime]::UtcNow) }

function ConvertFrom-StateTime([string] $Text) {
  if (-not $Text) { return $null }
  $style = [System.Globalization.DateTimeStyles]'AssumeUniversal, AdjustToUniversal'
  [datetime]::ParseExact($Text, "yyyy-MM-dd HH:mm:ss'Z'", [System.Globalization.CultureInfo]::InvariantCulture, $style)
}

# Content of a state file, or $null where there is none.
function Read-State([string] $Path) {
  if (-not [System.IO.File]::Exists($Path)) { return $null }
  ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($Path))
}

# Replaces a state file whole: a reader sees the old content or the new one.
function Write-State([string] $Path, $Value) {
  $folder = [System.IO.Path]::GetDirectoryName($Path)
  [void][System.IO.Directory]::CreateDirectory($folder)
  $new = $Path + '.' + [System.Diagnostics.Process]::GetCurrentProcess().Id + '.new'
  $text = ConvertTo-Json -InputObject $Value -Depth 40 -Compress
  [System.IO.File]::WriteAllText($new, $text, $script:Utf8)
  if ([System.IO.File]::Exists($Path)) {
    [System.IO.File]::Replace($new, $Path, [System.Management.Automation.Language.NullString]::Value)
  }
  else { [System.IO.File]::Move($new, $Path) }
}

function Remove-State([string] $Path) { [System.IO.File]::Delete($Path) }

# Reads a state file, lets the script block change the object, and writes it back. The lock is the
# operating system's own, so it ends with the process that holds it.
function Update-State([string] $Path, [scriptblock] $Change) {
  $stateLock = $null
  $stateDeadline = [datetime]::UtcNow.AddSeconds(20)
  while ($null -eq $stateLock) {
    try {
      $stateLock = [System.IO.File]::Open($Path + '.lock', 'OpenOrCreate', 'ReadWrite', 'None')
    }
    catch [System.IO.IOException] {
      if ([datetime]::UtcNow -gt $stateDeadline) { throw }
      [System.Threading.Thread]::Sleep(20)
    }
  }
  try {
    $stateObject = Read-State $Path
    [void](& $Change $stateObject)
    Write-State $Path $stateObject
  }
  finally { $stateLock.Dispose() }
}

function Read-Computer([string] $Fqdn = $script:ServerName) { Read-State (Get-ComputerPath $Fqdn) }

function Update-Computer([string] $Fqdn, [scriptblock] $Change) { Update-State (Get-ComputerPath $Fqdn) $Change }

function Read-Directory { Read-State (Get-DirectoryPath 'ad.json') }

$script:FactsText = [System.IO.File]::ReadAllText((Join-Parts $PSScriptRoot 'facts.json'))
$script:Facts = ConvertFrom-Json -InputObject $script:FactsText

# The fault of this kind on this target, or $null. A fault that strikes a number of times is used up.
function Use-Fault([string] $Kind, [string] $Target) {
  $path = Join-Parts $script:EstateRoot 'faults.json'
  $state = Read-State $path
  if ($null -eq $state) { return $null }
  foreach ($fault in @($state.faults)) {
    if ($fault.kind -ne $Kind -or $fault.times -eq 0) { continue }
    if ($Target -and $fault.target -ne $Target -and $fault.target -ne '*') { continue }
    if ($fault.times -gt 0) {
      $id = $fault.id
      Update-State $path {
        param($faults)
        foreach ($one in @($faults.faults)) { if ($one.id -eq $id) { $one.times = $one.times - 1 } }
      }
    }
    return $fault
  }
  return $null
}

# Whether a server is there and can be reached over the network.
function Test-Reachable([string] $Fqdn) {
  $computer = Read-Computer $Fqdn
  if ($null -eq $computer -or $computer.power -ne 'running') { return $false }
  return $null -eq (Use-Fault 'unreachable' $Fqdn)
}

# Sleeps in small steps, so that a stopped pipeline stops.
function Wait-Milliseconds([int] $Milliseconds) {
  $until = [datetime]::UtcNow.AddMilliseconds($Milliseconds)
  while ([datetime]::UtcNow -lt $until) { [System.Threading.Thread]::Sleep(20) }
}

# Ends a cmdlet with an error record of its own.
function Stop-Cmdlet($Cmdlet, [string] $Message, [string] $Id, [string] $Category = 'InvalidOperation', $Target = $null) {
  $exception = [System.Activator]::CreateInstance([System.InvalidOperationException], @($Message))
  $parts = @($exception, $Id, [System.Management.Automation.ErrorCategory]$Category, $Target)
  $record = [System.Activator]::CreateInstance([System.Management.Automation.ErrorRecord], $parts)
  $Cmdlet.ThrowTerminatingError($record)
}

# Reports an error and goes on, as the caller's $ErrorActionPreference says: a module does not inherit it.
function Write-CmdletError($Cmdlet, [string] $Message, [string] $Id, [string] $Category = 'InvalidOperation', $Target = $null) {
  $ErrorActionPreference = $Cmdlet.SessionState.PSVariable.GetValue('ErrorActionPreference', 'Continue')
  $exception = [System.Activator]::CreateInstance([System.InvalidOperationException], @($Message))
  $parts = @($exception, $Id, [System.Management.Automation.ErrorCategory]$Category, $Target)
  $Cmdlet.WriteError([System.Activator]::CreateInstance([System.Management.Automation.ErrorRecord], $parts))
}

# ShouldProcess with the caller's preferences.
function Confirm-Change($Cmdlet, [string] $Target, [string] $Action) {
  $WhatIfPreference = $Cmdlet.SessionState.PSVariable.GetValue('WhatIfPreference', $false)
  $ConfirmPreference = $Cmdlet.SessionState.PSVariable.GetValue('ConfirmPreference', 'High')
  $VerbosePreference = $Cmdlet.SessionState.PSVariable.GetValue('VerbosePreference', 'SilentlyContinue')
  $failure = $null
  try { return $Cmdlet.ShouldProcess($Target, $Action) }
  catch [System.Management.Automation.MethodInvocationException] { $failure = $_.Exception.GetBaseException() }
  # Nobody is there to be asked: the cmdlet says so in PowerShell's own words.
  if ($failure -isnot [System.InvalidOperationException]) { throw $failure }
  Stop-Cmdlet $Cmdlet $failure.Message 'ConfirmationNeeded' 'InvalidOperation' $Target
}

function Write-CmdletVerbose($Cmdlet, [string] $Text) {
  $VerbosePreference = $Cmdlet.SessionState.PSVariable.GetValue('VerbosePreference', 'SilentlyContinue')
  $Cmdlet.WriteVerbose($Text)
}

function Write-CmdletWarning($Cmdlet, [string] $Text) {
  $WarningPreference = $Cmdlet.SessionState.PSVariable.GetValue('WarningPreference', 'Continue')
  $Cmdlet.WriteWarning($Text)
}

# The file or folder of the laptop that a path means on this server: a share of the estate, a drive of
# the server, or a path as it stands. `$Problem` gets Windows' own words where there is no such place.
function Resolve-ServerPath($Cmdlet, [string] $Path) {
  if ($Path -match '^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)(.*)$') {
    $hostName = $Matches[1]; $share = $Matches[2]; $rest = $Matches[3]
    $full = $hostName
    if ($hostName -notlike '*.*') { $full = $hostName + '.' + (Read-Directory).domain }
    if (-not (Test-Reachable $full)) {
      Stop-Cmdlet $Cmdlet "The network path was not found: $Path" 'NetworkPathNotFound' 'ObjectNotFound' $Path
    }
    $shares = @((Read-Computer $full).shares)
    $folder = Get-ShareFolder $full $share
    if (@($shares | Where-Object { $_.name -eq $share }).Count -eq 0 -or -not [System.IO.Directory]::Exists($folder)) {
      Stop-Cmdlet $Cmdlet "The network name cannot be found: $Path" 'NetworkNameNotFound' 'ObjectNotFound' $Path
    }
    return Join-Below $folder $rest
  }
  if ($Path -match '^([A-Za-z]):[\\/]*(.*)$') {
    $letter = $Matches[1]; $rest = $Matches[2]
    $full = [System.IO.Path]::GetFullPath($Path)
    $root = [System.IO.Path]::GetFullPath($script:EstateRoot)
    if ($script:OnWindows -and $full.StartsWith($root, [System.StringComparison]::OrdinalIgnoreCase)) { return $full }
    foreach ($share in @((Read-Computer).shares)) {
      $at = $share.path.TrimEnd('\')
      if ($Path -eq $at -or $Path.StartsWith($at + '\', [System.StringComparison]::OrdinalIgnoreCase)) {
        return Join-Below (Get-ShareFolder $script:ServerName $share.name) $Path.Substring($at.Length)
      }
    }
    return Join-Below (Get-DiskFolder $script:ServerName $letter) $rest
  }
  return $Cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
}

function Join-Below([string] $Folder, [string] $Rest) {
  $path = $Folder
  foreach ($part in @($Rest -split '[\\/]+')) {
    if ($part -eq '..') { throw 'A path of a practice server does not lead upwards.' }
    if ($part) { $path = [System.IO.Path]::Combine($path, $part) }
  }
  return $path
}
