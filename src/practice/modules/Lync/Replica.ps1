# Replication of the configuration to the servers' own copies.

# Seconds after a change before replication has carried it out by itself.
$script:ReplicationDelay = 5

# The computers of the pool that has the Central Management service by the topology.
function Get-MasterMachines($Topology) {
  $service = @($Topology.Services | Where-Object { $_.Role -eq 'CentralMgmt' })[0]
  @($Topology.Clusters | Where-Object { $null -ne $service -and $_.Fqdn -eq $service.Cluster } | ForEach-Object { $_.Machines })
}

# Computers of the deployment on which a service runs.
function Get-RunningOn($Topology, [string] $Name) {
  $all = @($Topology.Clusters | Where-Object { $_.Replicates } | ForEach-Object { $_.Machines })
  @($all | Where-Object { (Get-ServiceStatus $_ $Name) -eq 'Running' })
}

# Why the master cannot send, or nothing.
function Get-MasterProblem($Central) {
  $machines = @(Get-MasterMachines (ConvertFrom-TopologyXml (Read-State $Central.Path).topology))
  if ($machines.Count -eq 0) { return 'The topology of the store names no server with the Central Management service.' }
  foreach ($name in @('MASTER', 'FTA')) {
    if (@($machines | Where-Object { (Get-ServiceStatus $_ $name) -eq 'Running' }).Count -eq 0) {
      return "The service $name does not run on $($machines -join ', ')."
    }
  }
}

# Copies the configuration to the replicas that can take it: all, or the one that is named.
function Sync-Replica($Cmdlet, $Central, [string] $Only) {
  $state = Read-State $Central.Path
  if (Get-MasterProblem $Central) { return }
  $topology = ConvertFrom-TopologyXml $state.topology
  foreach ($machine in @($topology.Clusters | Where-Object { $_.Replicates } | ForEach-Object { $_.Machines })) {
    if ($Only -and $machine -ne $Only) { continue }
    $computer = Read-Computer $machine
    if ($null -ne $computer -and $computer.replica.version -eq $state.version) { continue }
    if ($null -eq $computer -or -not $computer.replica.enabled -or -not (Test-Reachable $machine)) { continue }
    if ((Get-ServiceStatus $machine 'REPLICA') -ne 'Running' -or $null -ne (Use-Fault 'replication-stuck' $machine)) { continue }
    $local = New-EmptyConfiguration
    $local.version = $state.version
    $local.changed = $state.changed
    $local.topology = $state.topology
    $local.settings = @($state.settings)
    $local.oauth = @($state.oauth)
    $local.master = $state.master
    Write-State (Get-DatabasePath $machine 'RTCLOCAL' 'xds') $local
    Update-Computer $machine {
      param($computerState)
      $computerState.replica.version = $state.version
      $computerState.replica.reported = Get-StateTime
    }
  }
}

function Get-CsManagementStoreReplicationStatus {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $ReplicaFqdn,
    [switch] $CentralManagementStoreStatus
  )
  Enter-Cmdlet $PSCmdlet
  $central = Get-CentralStore $PSCmdlet
  $state = Read-State $central.Path
  $changed = ConvertFrom-StateTime $state.changed
  if ($null -eq $changed -or $changed.AddSeconds($script:ReplicationDelay) -lt [datetime]::UtcNow) { Sync-Replica $PSCmdlet $central '' }
  if ($CentralManagementStoreStatus) {
    $problem = Get-MasterProblem $central
    $heartbeat = ConvertFrom-StateTime $state.master.heartbeat
    $agents = @()
    # After a move, servers that were not set up anew go on as transfer agents: they show here too.
    if (-not $problem) { $heartbeat = [datetime]::UtcNow }
    $agents = @(Get-RunningOn (ConvertFrom-TopologyXml $state.topology) 'FTA')
    return [PSCustomObject]@{
      LastHeartbeat = $heartbeat; LastUpdatedOn = $changed; ActiveMasterFQDN = $state.master.fqdn; ActiveMasterLastHeartbeat = $heartbeat
      ActiveFileTransferAgents = $agents; ActiveReplicas = @(); DeletedReplicas = @()
    }
  }
  $topology = ConvertFrom-TopologyXml $state.topology
  foreach ($machine in @($topology.Clusters | Where-Object { $_.Replicates } | ForEach-Object { $_.Machines })) {
    if ($ReplicaFqdn -and $machine -ne $ReplicaFqdn) { continue }
    $computer = Read-Computer $machine
    $upToDate = $false
    $reported = $null
    if ($null -ne $computer) {
      $upToDate = $computer.power -eq 'running' -and $computer.replica.enabled -and $computer.replica.version -eq $state.version
      $reported = ConvertFrom-StateTime $computer.replica.reported
    }
    [PSCustomObject]@{
      UpToDate = [bool]$upToDate; ReplicaFqdn = $machine; LastStatusReport = $reported
      LastUpdateCreation = $changed; ProductVersion = $script:Facts.software.productVersion
    }
  }
}

function Invoke-CsManagementStoreReplication {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $ReplicaFqdn,
    [switch] $Force
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $central = Get-CentralStore $PSCmdlet
  $problem = Get-MasterProblem $central
  if ($problem) { Write-CmdletWarning $PSCmdlet "Replication was asked for and nobody sends it: $problem" }
  Sync-Replica $PSCmdlet $central $ReplicaFqdn
}

function Enable-CsReplica {
  [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High', PositionalBinding = $false)]
  param(
    [switch] $Force,
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  $path = Get-LocalStorePath $PSCmdlet
  $cluster = Get-OwnCluster (ConvertFrom-TopologyXml (Read-State $path).topology)
  if ($null -eq $cluster) {
    Stop-Cmdlet $PSCmdlet "The computer ""$((Read-Computer).hostName)"" is not in the topology of the local configuration store. Import the configuration into it, and check the computer's name." 'ComputerNotInTopology' 'ObjectNotFound' $script:ServerName
  }
  if (-not (Confirm-Change $PSCmdlet $script:ServerName 'Enable the replica')) { return }
  Update-Computer $script:ServerName { param($computer) $computer.replica.enabled = $true }
  Write-CmdletReport $PSCmdlet $Report @("Replica enabled on $script:ServerName")
}

function Test-CsReplica {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet
  $computer = Read-Computer
  $failures = @()
  if (-not $computer.replica.enabled) { $failures += 'The replica is not enabled on this computer.' }
  if ((Get-ServiceStatus $script:ServerName 'REPLICA') -ne 'Running') { $failures += 'The service REPLICA does not run.' }
  Write-CmdletReport $PSCmdlet $Report $failures
  foreach ($failure in $failures) { Write-CmdletError $PSCmdlet $failure 'ReplicaTestFailed' 'InvalidResult' }
}
