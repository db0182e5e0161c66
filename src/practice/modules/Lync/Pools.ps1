# Pools of several Front Ends: how many must run, and what their Front End service does otherwise.

# Rows of the quorum table for a pool with this many members; larger pools follow the last row.
function Get-QuorumRow([int] $Members) {
  $row = $null
  foreach ($one in @($script:Facts.quorum)) { if ($one.members -le $Members) { $row = $one } }
  return $row
}

# The cluster of a computer by its own copy of the topology, or $null.
function Get-ClusterOf([string] $Fqdn) {
  $local = Read-State (Get-DatabasePath $Fqdn 'RTCLOCAL' 'xds')
  if ($null -eq $local -or -not $local.topology) { return }
  @((ConvertFrom-TopologyXml $local.topology).Clusters | Where-Object { @($_.Machines) -contains $Fqdn })[0]
}

# Members of a pool whose Front End service has one of these states; the first ones of the table only.
function Select-Members($Machines, [string[]] $Statuses, [int] $First = 0) {
  $counted = @($Machines)
  if ($First -gt 0 -and $First -lt $counted.Count) { $counted = @($counted[0..($First - 1)]) }
  @($counted | Where-Object { $Statuses -contains (Get-ServiceStatus $_ 'RTCSRV') })
}

# Whether enough members run for the pool to work.
function Test-PoolWorks($Machines) {
  $row = Get-QuorumRow @($Machines).Count
  @(Select-Members $Machines @('Running') $row.of).Count -ge $row.running
}

# How many must be started before the pool works: as many as a first start needs; where one was not
# stopped but lost its peers, as many as keep a pool working.
function Get-NeededMembers($Machines) {
  $row = Get-QuorumRow @($Machines).Count
  foreach ($machine in @(Select-Members $Machines @('StartPending'))) {
    $service = @(@((Read-Computer $machine).services) | Where-Object { $_.name -eq 'RTCSRV' })[0]
    if ($service.lostPeers) { return $row.running }
  }
  return $row.cold
}

# Starts the Front End service of a pool's member. In a pool that does not work it waits until as many
# as are needed have come so far; the one that makes them enough brings all of them up.
function Start-Member([string] $Fqdn) {
  $machines = @((Get-ClusterOf $Fqdn).Machines)
  Set-ServiceState $Fqdn 'RTCSRV' 'StartPending'
  $started = @(Select-Members $machines @('Running', 'StartPending')).Count
  if ($machines.Count -gt 1 -and -not (Test-PoolWorks $machines) -and $started -lt (Get-NeededMembers $machines)) { return }
  foreach ($machine in @(Select-Members $machines @('StartPending'))) { Set-ServiceState $machine 'RTCSRV' 'Running' }
  Complete-Start $Fqdn 'RTCSRV'
}

# After a member stopped, those that are too few wait.
function Sync-PoolMembers([string] $Fqdn) {
  $machines = @((Get-ClusterOf $Fqdn).Machines)
  if ($machines.Count -le 1 -or (Test-PoolWorks $machines)) { return }
  foreach ($machine in @(Select-Members $machines @('Running'))) { Set-ServiceState $machine 'RTCSRV' 'StartPending' $true }
}

function Get-PendingText([string] $Fqdn) {
  $cluster = Get-ClusterOf $Fqdn
  $machines = @($cluster.Machines)
  $started = @(Select-Members $machines @('Running', 'StartPending')).Count
  $needed = Get-NeededMembers $machines
  "RTCSRV on $Fqdn is still starting: $started of $($machines.Count) Front Ends of $($cluster.Fqdn) are started and $needed are needed for the pool to start (event 32174)."
}
