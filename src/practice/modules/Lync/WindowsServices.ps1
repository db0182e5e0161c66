# Lync's Windows services: listed, started in their order, stopped.

function Get-ServiceStatus([string] $Fqdn, [string] $Name) {
  $computer = Read-Computer $Fqdn
  if ($null -eq $computer -or $computer.power -ne 'running') { return 'Unknown' }
  $service = @(@($computer.services) | Where-Object { $_.name -eq $Name })[0]
  if ($null -eq $service) { return 'NotInstalled' }
  return $service.status
}

# What is known of a service on a computer with these topology roles: one name may serve several roles.
function Get-ServiceFact([string] $Name, [string[]] $Roles) {
  $facts = @($script:Facts.services | Where-Object { $_.name -eq $Name })
  $fitting = @($facts | Where-Object { $_.role -eq '' -or $Roles -contains $_.role })
  if ($fitting.Count -gt 0) { return $fitting[0] }
  return $facts[0]
}

# Topology roles of a cluster itself; stores on SQL Servers are none of its own.
function Get-ClusterRoles($Topology, [string] $ClusterFqdn) {
  @($Topology.Services | Where-Object { $_.Cluster -eq $ClusterFqdn -and -not $_.Instance } | ForEach-Object { $_.Role })
}

# Why a service cannot start on a server, or nothing.
function Get-StartProblem([string] $Fqdn, [string] $Name) {
  $computer = Read-Computer $Fqdn
  if (Use-FaultDetail 'service-fails' $Name $Fqdn) { return 'The service did not respond to the start or control request in a timely fashion.' }
  if (@($script:Facts.services | Where-Object { $_.name -eq $Name -and $_.role -eq '' }).Count -gt 0) {
    if (-not $computer.replica.enabled) { return 'The replica is not enabled on this computer (Enable-CsReplica).' }
    return
  }
  $local = Read-State (Get-DatabasePath $Fqdn 'RTCLOCAL' 'xds')
  if ($null -eq $local -or -not $local.topology) { return 'The local configuration store is missing or empty.' }
  $topology = ConvertFrom-TopologyXml $local.topology
  $cluster = @($topology.Clusters | Where-Object { @($_.Machines) -contains $computer.hostName })[0]
  if ($null -eq $cluster) { return "The computer $($computer.hostName) is not in the topology." }
  if (-not $computer.activated) { return 'The service is not activated on this computer (Enable-CsComputer).' }
  $records = @((Read-State (Get-DirectoryPath 'dns.json')).records | Where-Object { $_.type -eq 'A' -and $_.name -eq $computer.hostName })
  if (@($records | Where-Object { @($computer.addresses) -contains $_.data }).Count -eq 0) {
    return "DNS does not give an address of this computer for $($computer.hostName)."
  }
  $fact = Get-ServiceFact $Name (Get-ClusterRoles $topology $cluster.Fqdn)
  if ($null -eq $fact) { return 'The service is not known.' }
  foreach ($use in @($fact.certificates)) {
    $assigned = @(@($computer.assignments) | Where-Object { $_.use -eq $use }).Count -gt 0
    if (-not $assigned) { return "No certificate is assigned for $use (event 14397: a configured certificate could not be loaded)." }
    $problem = Get-CertificateProblem (Get-AssignedCertificate $computer $use) (Get-NameForUse $use $computer.hostName)
    if ($problem) { return "${use}: $problem (event 14397: a configured certificate could not be loaded)" }
  }
  foreach ($name in @($fact.databases)) {
    $problem = Test-PoolDatabase $topology $cluster.Fqdn $name
    if ($problem) { return $problem }
  }
}

# Why a database that the pool's services use is not there, or nothing.
function Test-PoolDatabase($Topology, [string] $PoolFqdn, [string] $Name) {
  foreach ($store in @($Topology.Services | Where-Object { $_.Pool -eq $PoolFqdn -and $_.Instance })) {
    if (@(Get-StoreDatabases $store.Role) -notcontains $Name) { continue }
    $found = Find-Database $store $Name
    if ($found.Problem) { return $found.Problem }
  }
}

# What happens when a service has started: imported user data is taken up, the master takes its office.
function Complete-Start([string] $Fqdn, [string] $Name) {
  $local = Read-State (Get-DatabasePath $Fqdn 'RTCLOCAL' 'xds')
  if ($null -eq $local) { return }
  $topology = ConvertFrom-TopologyXml $local.topology
  $cluster = @($topology.Clusters | Where-Object { @($_.Machines) -contains $Fqdn })[0]
  if ($Name -eq 'RTCSRV') { Complete-Import $topology $cluster.Fqdn }
  if ($Name -eq 'MASTER') { Set-ActiveMaster $Fqdn $cluster }
}

# The Front End service of a pool shows what was imported while it was stopped.
function Complete-Import($Topology, [string] $PoolFqdn) {
  $store = Get-PoolStore $Topology $PoolFqdn 'UserStore'
  if ($null -eq $store) { return }
  Update-State (Find-Database $store 'rtcxds').Path {
    param($users)
    $data = Get-StoredUserData $users
    $users.users = @($data.Users)
    $users.directories = @($data.Directories)
    $users.pending = @()
  }
}

# One master of the pool with the store works; another one that starts leaves it its office.
function Set-ActiveMaster([string] $Fqdn, $Cluster) {
  $directory = Read-Directory
  $at = Split-Instance $directory.connectionPoint
  $found = Find-Database ([PSCustomObject]@{ Cluster = $at.Server; Instance = $at.Instance; Mirror = "$($directory.connectionPointMirror)" }) 'xds'
  if ($found.Problem) { return }
  $state = Read-State $found.Path
  $service = @((ConvertFrom-TopologyXml $state.topology).Services | Where-Object { $_.Role -eq 'CentralMgmt' })[0]
  if ($null -eq $service -or $service.Cluster -ne $Cluster.Fqdn) { return }
  $current = $state.master.fqdn
  if (@($Cluster.Machines) -contains $current -and $current -ne $Fqdn -and (Get-ServiceStatus $current 'MASTER') -eq 'Running') { return }
  Update-State $found.Path {
    param($central)
    $central.master.fqdn = $Fqdn
    $central.master.heartbeat = Get-StateTime
  }
}

# -LostPeers: the service did not stop, it waits for others of its pool that are gone.
function Set-ServiceState([string] $Fqdn, [string] $Name, [string] $Status, [bool] $LostPeers = $false) {
  Update-Computer $Fqdn {
    param($computer)
    $computer.services = @(foreach ($service in @($computer.services)) {
        if ($service.name -ne $Name) { $service; continue }
        $changed = [ordered]@{ name = $service.name; display = $service.display; status = $Status }
        if ($LostPeers) { $changed['lostPeers'] = $true }
        [PSCustomObject]$changed
      })
  }
}

# The server that -ComputerName means. Ends the cmdlet where it does not answer.
function Get-ServiceServer($Cmdlet, [string] $ComputerName) {
  if (-not $ComputerName) { return $script:ServerName }
  if (-not (Test-Reachable $ComputerName)) {
    Stop-Cmdlet $Cmdlet "Cannot open Service Control Manager on computer ""$ComputerName"". The RPC server is unavailable." 'ComputerUnavailable' 'ConnectionError' $ComputerName
  }
  return $ComputerName
}

function Select-LyncService($Cmdlet, [string] $Fqdn, [string] $Name, $InputObject) {
  if ($InputObject) { $Name = $InputObject.Name }
  $services = @((Read-Computer $Fqdn).services)
  if (-not $Name) { return $services }
  $found = @($services | Where-Object { $_.name -eq $Name })
  if ($found.Count -eq 0) { Stop-Cmdlet $Cmdlet "Cannot find the service ""$Name"" on $Fqdn." 'ServiceNotFound' 'ObjectNotFound' $Name }
  return $found
}

function ConvertTo-ServiceObject($Service, [string] $Fqdn, [bool] $WithoutActivity) {
  $activity = 'None'
  if ($Service.status -eq 'Running') { $activity = 'Active' }
  if ($WithoutActivity) { $activity = $null }
  [PSCustomObject]@{ Status = $Service.status; Name = $Service.name; ActivityLevel = $activity; DisplayName = $Service.display; ComputerName = $Fqdn }
}

function Get-CsWindowsService {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $ComputerName,
    [switch] $ExcludeActivityLevel,
    [string] $Name,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet
  $server = Get-ServiceServer $PSCmdlet $ComputerName
  $services = @(Select-LyncService $PSCmdlet $server $Name $null)
  Write-CmdletReport $PSCmdlet $Report @($services | ForEach-Object { "$($_.name): $($_.status)" })
  foreach ($service in $services) { ConvertTo-ServiceObject $service $server $ExcludeActivityLevel }
}

function Start-CsWindowsService {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'ComputerName')]
  param(
    [Parameter(ParameterSetName = 'ComputerName')]
    [string] $ComputerName,
    [Parameter(ParameterSetName = 'ComputerName')]
    [string] $Name,
    [switch] $Force,
    [switch] $NoWait,
    [string] $Report,
    [Parameter(ParameterSetName = 'InputObject')]
    [object] $InputObject
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  $server = Get-ServiceServer $PSCmdlet $ComputerName
  $names = @(Select-LyncService $PSCmdlet $server $Name $InputObject | ForEach-Object { $_.name })
  $lines = @()
  foreach ($fact in @($script:Facts.services | Where-Object { $names -contains $_.name })) {
    if (@('Running', 'StartPending') -contains (Get-ServiceStatus $server $fact.name)) { continue }
    if (-not (Confirm-Change $PSCmdlet "$($fact.name) on $server" 'Start')) { continue }
    $problem = Get-StartProblem $server $fact.name
    if ($problem) {
      $lines += "$($fact.name): $problem"
      Write-CmdletError $PSCmdlet "The service $($fact.name) ($($fact.display)) could not be started on ${server}: $problem" 'ServiceNotStarted' 'ResourceUnavailable' $fact.name
      continue
    }
    if ($fact.name -eq 'RTCSRV') { Start-Member $server }
    else {
      Set-ServiceState $server $fact.name 'Running'
      Complete-Start $server $fact.name
    }
    if (-not $NoWait -and (Get-ServiceStatus $server $fact.name) -ne 'Running') { Write-CmdletWarning $PSCmdlet (Get-PendingText $server) }
    $lines += "$($fact.name): $(Get-ServiceStatus $server $fact.name)"
  }
  Write-CmdletReport $PSCmdlet $Report $lines
}

function Stop-CsWindowsService {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'ComputerName')]
  param(
    [Parameter(ParameterSetName = 'ComputerName')]
    [string] $ComputerName,
    [Parameter(ParameterSetName = 'ComputerName')]
    [string] $Name,
    [switch] $Force,
    [switch] $Graceful,
    [switch] $LeaveClsAgentRunning,
    [switch] $LeaveWebServerRunning,
    [switch] $NoWait,
    [string] $Report,
    [Parameter(ParameterSetName = 'InputObject')]
    [object] $InputObject
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  $server = Get-ServiceServer $PSCmdlet $ComputerName
  $services = @(Select-LyncService $PSCmdlet $server $Name $InputObject)
  foreach ($service in $services) {
    if ($LeaveClsAgentRunning -and $service.name -eq 'RTCCLSAGT') { continue }
    if ($LeaveWebServerRunning -and $service.name -eq 'W3SVC') { continue }
    if ($service.status -eq 'Stopped' -or -not (Confirm-Change $PSCmdlet "$($service.name) on $server" 'Stop')) { continue }
    Set-ServiceState $server $service.name 'Stopped'
    if ($service.name -eq 'RTCSRV') { Sync-PoolMembers $server }
  }
  Write-CmdletReport $PSCmdlet $Report @($services | ForEach-Object { "$($_.name): Stopped" })
}
