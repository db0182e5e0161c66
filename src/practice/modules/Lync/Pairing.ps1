# Paired pools: who backs up whom, and the state of pools that is in no topology.

function Get-PoolStatePath { Get-DirectoryPath 'pools.json' }

# State of a pool: failedOver (FQDN of the pool that serves its users now, or empty), copied.
function Get-PoolState([string] $PoolFqdn) {
  $state = Read-State (Get-PoolStatePath)
  if ($null -eq $state) { return }
  @(@($state.pools) | Where-Object { $_.fqdn -eq $PoolFqdn })[0]
}

function Set-PoolState([string] $PoolFqdn, [scriptblock] $PoolChange) {
  Update-State (Get-PoolStatePath) {
    param($allPools)
    foreach ($one in @($allPools.pools)) { if ($one.fqdn -eq $PoolFqdn) { [void](& $PoolChange $one) } }
  }
}

# The pool that a pool is paired with by the topology, or empty.
function Get-BackupPool($Topology, [string] $PoolFqdn) {
  $service = @($Topology.Services | Where-Object { $_.Role -eq 'Registrar' -and $_.Cluster -eq $PoolFqdn })[0]
  if ($null -eq $service) { return '' }
  $backup = Get-NeededService $Topology $service 'BackupRegistrar' 'Registrar'
  if ($null -eq $backup) { return '' }
  return $backup.Cluster
}

# The pool's backup pool. Ends the cmdlet for a pool without one.
function Get-RequiredBackupPool($Cmdlet, [string] $PoolFqdn, [bool] $Local = $false) {
  [void](Get-PoolMembers $Cmdlet $PoolFqdn $Local)
  $backup = Get-BackupPool (Get-PublishedTopology $Cmdlet $Local) $PoolFqdn
  if (-not $backup) { Stop-Cmdlet $Cmdlet "The pool ""$PoolFqdn"" has no backup pool." 'NoBackupPool' 'ObjectNotFound' $PoolFqdn }
  return $backup
}

# File with what the Backup Service has brought to the partner of a pool.
function Get-BackupDataPath([string] $PoolFqdn) { Get-DirectoryPath (Join-Parts 'backup-service' "$($PoolFqdn.ToLowerInvariant()).json") }

# Brings the pool's users and directories to its partner, while the pool's store answers.
function Copy-BackupData($Topology, [string] $PoolFqdn) {
  $found = Find-Database (Get-PoolStore $Topology $PoolFqdn 'UserStore') 'rtcxds'
  if ($found.Problem) { return $found.Problem }
  Write-State (Get-BackupDataPath $PoolFqdn) (Read-State $found.Path)
}

# Whether a pool's Front End service works.
function Test-PoolRuns($Topology, [string] $PoolFqdn) {
  $machines = @($Topology.Clusters | Where-Object { $_.Fqdn -eq $PoolFqdn } | ForEach-Object { $_.Machines })
  $machines.Count -gt 0 -and (Test-PoolWorks $machines)
}
