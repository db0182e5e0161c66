# SQL Server instances of the practice estate as the SQL endpoint keeps them. A cmdlet here writes down
# what it wants as a request; the instance carries it out before the next connection.

function Get-SqlInstanceFolder([string] $Server, [string] $Instance) {
  Join-Parts (Get-ServerFolder $Server) 'sql' $Instance.ToLowerInvariant()
}

# Databases whose content only SQL Server has: the management shell's cmdlets neither read nor write it.
function Test-SqlOnlyDatabase([string] $Name) {
  foreach ($store in @($script:Facts.sqlOnlyStores)) {
    if (@($script:Facts.storeDatabases.$store) -contains $Name) { return $true }
  }
  return $false
}

# Name and state of the instance's databases, those among them that were asked for and not made yet.
function Get-SqlDatabases([string] $Server, [string] $Instance) {
  $folder = Get-SqlInstanceFolder $Server $Instance
  $found = [ordered]@{}
  $state = Read-State (Join-Parts $folder 'instance.json')
  if ($null -ne $state) { foreach ($one in @($state.databases)) { $found[$one.name] = $one.state } }
  foreach ($request in @(Get-SqlRequests $folder)) {
    foreach ($name in @($request.drop)) { if ($name) { $found.Remove($name) } }
    foreach ($name in @($request.create)) { if ($name -and -not $found.Contains($name)) { $found[$name] = 'ONLINE' } }
  }
  foreach ($name in @($found.Keys)) { [PSCustomObject]@{ Name = $name; State = $found[$name] } }
}

function Get-SqlRequests([string] $Folder) {
  $requests = Join-Parts $Folder 'requests'
  if (-not [System.IO.Directory]::Exists($requests)) { return }
  $files = @([System.IO.Directory]::GetFiles($requests, '*.json'))
  [System.Array]::Sort($files)
  foreach ($file in $files) { Read-State $file }
}

# Asks the instance for something; an instance that the endpoint does not keep (RTCLOCAL) is not asked.
function Add-SqlRequest([string] $Server, [string] $Instance, [hashtable] $Request) {
  $folder = Get-SqlInstanceFolder $Server $Instance
  $there = [System.IO.File]::Exists((Join-Parts $folder 'instance.json')) -or [System.IO.File]::Exists((Join-Parts $folder 'install.json'))
  if (-not $there) { return }
  $Request['domain'] = "$((Read-Directory).netbios)"
  $id = [datetime]::UtcNow.Ticks.ToString('D20') + '-' + [System.Diagnostics.Process]::GetCurrentProcess().Id
  Write-State (Join-Parts $folder 'requests' "$id.json") ([PSCustomObject]$Request)
}

# Setup that brings a SQL Server instance along leaves word for the endpoint.
function Add-SqlInstallation([string] $Server, [string] $Instance, $Express) {
  $folder = Get-SqlInstanceFolder $Server $Instance
  if ([System.IO.File]::Exists((Join-Parts $folder 'instance.json'))) { return }
  Write-State (Join-Parts $folder 'install.json') ([PSCustomObject]@{
      version = $Express.version; edition = $Express.edition; domain = "$((Read-Directory).netbios)"
    })
}

# Why a database that only SQL Server has cannot be used, or nothing.
function Get-SqlDatabaseProblem([string] $Server, [string] $Instance, [string] $Name) {
  $found = @(Get-SqlDatabases $Server $Instance | Where-Object { $_.Name -eq $Name })
  if ($found.Count -eq 0) { return "Cannot open database ""$Name"" requested by the login. The login failed." }
  if ($found[0].State -ne 'ONLINE') { return "Database '$Name' cannot be opened: it is $($found[0].State)." }
}

# A request as JSON text, for values that must not be read and written anew.
function Add-SqlRequestText([string] $Server, [string] $Instance, [string] $Text) {
  $folder = Join-Parts (Get-SqlInstanceFolder $Server $Instance) 'requests'
  [void][System.IO.Directory]::CreateDirectory($folder)
  $id = [datetime]::UtcNow.Ticks.ToString('D20') + '-' + [System.Diagnostics.Process]::GetCurrentProcess().Id
  $new = Join-Parts $folder "$id.new"
  [System.IO.File]::WriteAllText($new, $Text, $script:Utf8)
  [System.IO.File]::Move($new, (Join-Parts $folder "$id.json"))
}
