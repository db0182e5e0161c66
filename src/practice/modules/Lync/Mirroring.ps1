# Database mirroring: made, ended, switched. The copy on the mirror is brought up to date when the roles
# change; until then nobody can open it.

# Databases of a store type, as the sets of -DatabaseType and -ConfiguredDatabases mean them.
function Get-TypeRole($Cmdlet, [string] $DatabaseType) {
  $role = $script:Facts.databaseTypes.PSObject.Properties[$DatabaseType]
  if ($null -eq $role) { Stop-Unsupported $Cmdlet "-DatabaseType $DatabaseType" }
  return $role.Value
}

# Stores of the topology with a mirror that one of these servers and instances is a half of.
function Select-MirroredStores($Topology, [string] $Server, [string] $Instance, [string] $Role) {
  foreach ($store in @($Topology.Services | Where-Object { $_.Instance -and $_.Mirror })) {
    $mirror = Split-Instance $store.Mirror
    $own = $store.Cluster -eq $Server -and (-not $Instance -or $store.Instance -eq $Instance)
    $other = $mirror.Server -eq $Server -and (-not $Instance -or $mirror.Instance -eq $Instance)
    if (($own -or $other) -and (-not $Role -or $store.Role -eq $Role)) { $store }
  }
}

# The other half of a store's mirror, seen from one server.
function Get-OtherHalf($Store, [string] $Server) {
  if ($Store.Cluster -eq $Server) { return Split-Instance $Store.Mirror }
  [PSCustomObject]@{ Server = $Store.Cluster; Instance = $Store.Instance }
}

function Update-MirrorEntries([string] $Fqdn, [scriptblock] $EntriesChange) {
  $path = Get-MirroringPath $Fqdn
  if (-not [System.IO.File]::Exists($path)) { Write-State $path ([PSCustomObject]@{ databases = @() }) }
  Update-State $path { param($mirroring) $mirroring.databases = @(& $EntriesChange @($mirroring.databases | Where-Object { $null -ne $_ })) }
}

function Set-MirrorEntry([string] $Fqdn, $Entry) {
  Update-MirrorEntries $Fqdn {
    param($entries)
    @($entries | Where-Object { $_.instance -ne $Entry.instance -or $_.name -ne $Entry.name }) + @($Entry)
  }
}

function Remove-MirrorEntry([string] $Fqdn, [string] $Instance, [string] $Name) {
  if ($null -eq (Get-MirrorEntry $Fqdn $Instance $Name)) { return }
  Update-MirrorEntries $Fqdn { param($entries) @($entries | Where-Object { $_.instance -ne $Instance -or $_.name -ne $Name }) }
}

# Version and edition of an instance.
function Get-InstanceProduct([string] $Server, [string] $Instance) {
  @((Read-Computer $Server).sql | Where-Object { $_.name -eq $Instance })[0]
}

# Why these two instances cannot mirror each other, or nothing.
function Test-MirrorPair($From, $To) {
  $failure = Test-SqlInstance $To.Server $To.Instance
  if ($failure) { return $failure }
  $one = Get-InstanceProduct $From.Server $From.Instance
  $two = Get-InstanceProduct $To.Server $To.Instance
  if ($one.version -ne $two.version -or $one.edition -ne $two.edition) {
    return "Primary and mirror must have the same version and edition of SQL Server: $($From.Server) has $($one.version) $($one.edition), $($To.Server) has $($two.version) $($two.edition)."
  }
}

# Copies what a database holds from one half of a mirror to the other.
function Copy-Database($From, $To, [string] $Name) {
  $content = Read-State (Get-DatabasePath $From.Server $From.Instance $Name)
  if ($null -ne $content) { Write-State (Get-DatabasePath $To.Server $To.Instance $Name) $content }
}

# Makes two copies of a database a mirror.
function Join-Mirror($From, $To, [string] $Name, [string] $Witness) {
  Copy-Database $From $To $Name
  Set-MirrorEntry $From.Server ([PSCustomObject]@{ instance = $From.Instance; name = $Name; role = 'principal'; partner = "$($To.Server)\$($To.Instance)"; witness = $Witness })
  Set-MirrorEntry $To.Server ([PSCustomObject]@{ instance = $To.Instance; name = $Name; role = 'mirror'; partner = "$($From.Server)\$($From.Instance)"; witness = $Witness })
}

# Whether the other half of a mirrored database still knows this one.
function Test-Connected($Entry) {
  $at = Split-Instance $Entry.partner
  -not (Test-SqlInstance $at.Server $at.Instance) -and $null -ne (Get-MirrorEntry $at.Server $at.Instance $Entry.name)
}

# What one half of a store's mirror says of a database: role and state.
function Get-HalfState($At, [string] $Name) {
  $entry = $null
  if (-not (Test-SqlInstance $At.Server $At.Instance)) { $entry = Get-MirrorEntry $At.Server $At.Instance $Name }
  if ($null -eq $entry) { return [PSCustomObject]@{ Role = 'DatabaseInaccessibleOrMirroringNotEnabled'; State = 'DatabaseInaccessibleOrMirroringNotEnabled' } }
  $state = 'disconnected'
  if (Test-Connected $entry) { $state = 'synchronized' }
  $role = 'Principal'
  if ($entry.role -eq 'mirror') { $role = 'Mirror' }
  [PSCustomObject]@{ Role = $role; State = $state }
}
