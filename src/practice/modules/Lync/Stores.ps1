# Where the stores of pools are: on their SQL Server, or on the other half of its mirror.

function Get-MirroringPath([string] $Fqdn) { Join-Parts (Get-ServerFolder $Fqdn) 'mirroring.json' }

# The mirrored databases of a server: instance, name, role (principal or mirror), partner, witness.
function Get-MirrorEntries([string] $Fqdn) {
  $state = Read-State (Get-MirroringPath $Fqdn)
  if ($null -eq $state) { return }
  foreach ($entry in @($state.databases)) { if ($null -ne $entry) { $entry } }
}

function Get-MirrorEntry([string] $Fqdn, [string] $Instance, [string] $Name) {
  @(Get-MirrorEntries $Fqdn | Where-Object { $_.instance -eq $Instance -and $_.name -eq $Name })[0]
}

# Why a database cannot be opened on this very server, or nothing.
function Get-OpenProblem([string] $Server, [string] $Instance, [string] $Name) {
  $failure = Test-SqlInstance $Server $Instance
  if ($failure) { return $failure }
  $entry = Get-MirrorEntry $Server $Instance $Name
  if ($null -ne $entry -and $entry.role -eq 'mirror') {
    return "The database ""$Name"" cannot be opened on $Server\${Instance}. It is acting as a mirror database. (954)"
  }
  $problem = Get-DatabaseProblem $Server $Instance $Name
  if ($problem) { return "$problem Server: $Server\$Instance" }
}

# Where a database of a store can be opened now: server, instance and path, or in Problem why nowhere.
function Find-Database($Service, [string] $Name) {
  $problem = ''
  foreach ($side in @("$($Service.Cluster)\$($Service.Instance)", "$($Service.Mirror)")) {
    if (-not $side) { continue }
    $at = Split-Instance $side
    $failure = Get-OpenProblem $at.Server $at.Instance $Name
    if (-not $failure) {
      return [PSCustomObject]@{
        Server = $at.Server; Instance = $at.Instance; Path = (Get-DatabasePath $at.Server $at.Instance $Name); Problem = ''
      }
    }
    if (-not $problem) { $problem = $failure }
  }
  [PSCustomObject]@{ Server = ''; Instance = ''; Path = ''; Problem = $problem }
}

# The store of a pool by its role in the topology, or $null.
function Get-PoolStore($Topology, [string] $PoolFqdn, [string] $Role) {
  @($Topology.Services | Where-Object { $_.Role -eq $Role -and $_.Pool -eq $PoolFqdn })[0]
}
