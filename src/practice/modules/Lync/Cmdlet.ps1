# What every cmdlet of this module does first, and what they share: rights, faults, reports, the
# Central Management store and this server's copy of it.

# Checks that the server runs, that the account has the rights, and lets injected faults strike.
function Enter-Cmdlet($Cmdlet, [string[]] $Groups = @()) {
  $name = $Cmdlet.MyInvocation.MyCommand.Name
  $computer = Read-Computer
  if ($computer.power -ne 'running') {
    Stop-Cmdlet $Cmdlet "The server $script:ServerName does not answer." 'ServerLost' 'ConnectionError' $script:ServerName
  }
  $slow = Use-Fault 'slow' $name
  if ($null -ne $slow) { Wait-Milliseconds ([int]$slow.detail) }
  $fault = Use-Fault 'cmdlet' $name
  if ($null -ne $fault) { Stop-Cmdlet $Cmdlet $fault.detail 'InjectedFault' 'NotSpecified' $name }
  # On a computer outside the domain only the local administrators count.
  if ($computer.workgroup) { $Groups = @($Groups | Where-Object { $_ -eq 'Administrators' }) }
  foreach ($group in $Groups) {
    $members = @((Read-Directory).groups | Where-Object { $_.name -eq $group } | ForEach-Object { $_.members })
    $taken = Use-FaultDetail 'no-rights' $group
    if (@($members | Where-Object { $_ -eq $script:Account }).Count -eq 0 -or $taken) {
      Stop-Cmdlet $Cmdlet "Access is denied: $script:Account is not a member of $group." 'AccessDenied' 'PermissionDenied' $group
    }
  }
  Write-CmdletVerbose $Cmdlet "Practice server $script:ServerName, account $script:Account"
}

# Whether a fault of this kind names this detail.
function Use-FaultDetail([string] $Kind, [string] $Detail, [string] $Target = '') {
  $faults = @((Read-State (Join-Parts $script:EstateRoot 'faults.json')).faults)
  @($faults | Where-Object {
      $_.kind -eq $Kind -and $_.detail -eq $Detail -and $_.times -ne 0 -and (-not $Target -or $_.target -eq $Target)
    }).Count -gt 0
}

# The cmdlet or parameter is real, and the practice estate does not have it.
function Stop-Unsupported($Cmdlet, [string] $What) {
  $name = $Cmdlet.MyInvocation.MyCommand.Name
  Stop-Cmdlet $Cmdlet ("$name $What".Trim() + ' is not supported by the practice estate. On a real server it may work.') 'NotSupportedByPractice' 'NotImplemented' $name
}

# The HTML report that -Report asks for. Without a path nothing is written.
function Write-CmdletReport($Cmdlet, [string] $Path, [string[]] $Lines) {
  if (-not $Path) { return }
  $file = Resolve-ServerPath $Cmdlet $Path
  [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($file))
  $name = $Cmdlet.MyInvocation.MyCommand.Name
  $rows = @($Lines | ForEach-Object { '<li>' + [System.Security.SecurityElement]::Escape($_) + '</li>' })
  $html = "<html><head><title>$name</title></head><body><h1>$name</h1><p>$(Get-StateTime)</p><ul>$($rows -join '')</ul></body></html>"
  [System.IO.File]::WriteAllText($file, $html, $script:Utf8)
}

# `server\instance` as server and instance.
function Split-Instance([string] $Place) {
  $parts = @($Place -split '\\')
  $instance = ''
  if ($parts.Count -gt 1) { $instance = $parts[1] }
  [PSCustomObject]@{ Server = $parts[0]; Instance = $instance }
}

# Why SQL Server does not answer, in its client's words, or nothing.
function Test-SqlInstance([string] $Server, [string] $Instance) {
  $words = 'A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.'
  if (-not (Test-Reachable $Server)) { return "$words (provider: Named Pipes Provider, error: 40 - Could not open a connection to SQL Server) Server: $Server\$Instance" }
  $found = @((Read-Computer $Server).sql | Where-Object { $_.name -eq $Instance })
  if ($found.Count -eq 0) { return "$words (provider: SQL Network Interfaces, error: 26 - Error Locating Server/Instance Specified) Server: $Server\$Instance" }
}

# The Central Management store that the connection point in the directory names: its own side or the
# mirrored one. Ends the cmdlet where neither answers.
function Get-CentralStore($Cmdlet) {
  $directory = Read-Directory
  $place = $directory.connectionPoint
  if ((Read-Computer).workgroup) {
    Stop-Cmdlet $Cmdlet "The Central Management store cannot be reached: the computer $script:ServerName is not a member of the domain." 'NotInDomain' 'ConnectionError' $script:ServerName
  }
  if (-not $place) {
    Stop-Cmdlet $Cmdlet 'The service connection point of the Central Management store is not set in the directory.' 'NoConnectionPoint' 'ObjectNotFound'
  }
  $at = Split-Instance $place
  $mirror = "$($directory.connectionPointMirror)"
  $found = Find-Database ([PSCustomObject]@{ Cluster = $at.Server; Instance = $at.Instance; Mirror = $mirror }) 'xds'
  if ($found.Problem) {
    Stop-Cmdlet $Cmdlet "Cannot connect to the Central Management store $place. $($found.Problem)" 'CmsUnavailable' 'ConnectionError' $place
  }
  return $found
}

# This server's copy of the configuration. Ends the cmdlet where step 1 has not made it.
function Get-LocalStorePath($Cmdlet) {
  $path = Get-DatabasePath $script:ServerName 'RTCLOCAL' 'xds'
  $instance = @((Read-Computer).sql | Where-Object { $_.name -eq 'RTCLOCAL' })
  if ($instance.Count -eq 0 -or -not [System.IO.File]::Exists($path)) {
    Stop-Cmdlet $Cmdlet 'The local configuration store is not installed on this computer. Run step 1 of the deployment wizard.' 'LocalStoreMissing' 'ObjectNotFound' 'RTCLOCAL'
  }
  return $path
}

# The configuration: of the Central Management store, or with -Local of this server.
function Read-Configuration($Cmdlet, [bool] $Local) {
  if ($Local) { return Read-State (Get-LocalStorePath $Cmdlet) }
  return Read-State (Get-CentralStore $Cmdlet).Path
}

# A configuration store without content.
function New-EmptyConfiguration {
  [PSCustomObject]@{
    version = 0; changed = ''; topology = ''; settings = @(); oauth = @(); unexported = @()
    master = [PSCustomObject]@{ fqdn = ''; heartbeat = '' }
  }
}

# Changes the Central Management store; its version goes up, so every replica is stale.
function Update-CentralStore($Cmdlet, [scriptblock] $CentralChange) {
  $central = Get-CentralStore $Cmdlet
  Update-State $central.Path {
    param($centralState)
    [void](& $CentralChange $centralState)
    $centralState.version = $centralState.version + 1
    $centralState.changed = Get-StateTime
  }
}

# Whether an identity fits what -Identity or -Filter asks for.
function Test-Identity([string] $Identity, [string] $Wanted, [string] $Filter) {
  if ($Wanted -and $Identity -ne $Wanted -and ($Identity -replace '^Tag:', '') -ne $Wanted) { return $false }
  if ($Filter -and $Identity -notlike $Filter) { return $false }
  return $true
}

# Each value once, in order.
function Select-Distinct {
  $seen = @()
  foreach ($one in $input) { if ($seen -notcontains $one) { $seen += $one; $one } }
}
