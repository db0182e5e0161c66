# Lync's Windows services: listed, started in their order, stopped.

function Get-ServiceStatus([string] $Fqdn, [string] $Name) {
  $computer = Read-Computer $Fqdn
  if ($null -eq $computer -or $computer.power -ne 'running') { return 'Unknown' }
  $service = @(@($computer.services) | Where-Object { $_.name -eq $Name })[0]
  if ($null -eq $service) { return 'NotInstalled' }
  return $service.status
}

# Why a service cannot start on a server, or nothing.
function Get-StartProblem([string] $Fqdn, [string] $Name) {
  $computer = Read-Computer $Fqdn
  if (Use-FaultDetail 'service-fails' $Name $Fqdn) { return 'The service did not respond to the start or control request in a timely fashion.' }
  $fact = @($script:Facts.services | Where-Object { $_.name -eq $Name })[0]
  if ($null -eq $fact) { return 'The service is not known.' }
  if ($fact.role -eq '') {
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
  foreach ($use in @($fact.certificates)) {
    $assigned = @(@($computer.assignments) | Where-Object { $_.use -eq $use }).Count -gt 0
    if (-not $assigned) { return "No certificate is assigned for $use (event 14397: a configured certificate could not be loaded)." }
    $problem = Get-CertificateProblem (Get-AssignedCertificate $computer $use) $computer.hostName
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
    $failure = Test-SqlInstance $store.Cluster $store.Instance
    if ($failure) { return $failure }
    if (-not [System.IO.File]::Exists((Get-DatabasePath $store.Cluster $store.Instance $Name))) {
      return "Cannot open database ""$Name"" on $($store.Cluster)\$($store.Instance)."
    }
  }
}

# What happens when a service has started: imported user data is taken up, the master takes its office.
function Complete-Start([string] $Fqdn, [string] $Name) {
  if ($Name -eq 'RTCSRV') {
    $local = Read-State (Get-DatabasePath $Fqdn 'RTCLOCAL' 'xds')
    $topology = ConvertFrom-TopologyXml $local.topology
    $cluster = @($topology.Clusters | Where-Object { @($_.Machines) -contains $Fqdn })[0]
    $store = @($topology.Services | Where-Object { $_.Role -eq 'UserStore' -and $_.Pool -eq $cluster.Fqdn })[0]
    Update-State (Get-DatabasePath $store.Cluster $store.Instance 'rtcxds') {
      param($users)
      $data = Get-StoredUserData $users
      $users.users = @($data.Users)
      $users.directories = @($data.Directories)
      $users.pending = @()
    }
  }
  if ($Name -eq 'MASTER') {
    $at = Split-Instance (Read-Directory).connectionPoint
    $path = Get-DatabasePath $at.Server $at.Instance 'xds'
    if ($at.Server -ne $Fqdn -or -not [System.IO.File]::Exists($path)) { return }
    Update-State $path {
      param($central)
      $central.master.fqdn = $Fqdn
      $central.master.heartbeat = Get-StateTime
    }
  }
}

function Set-ServiceState([string] $Fqdn, [string] $Name, [string] $Status) {
  Update-Computer $Fqdn {
    param($computer)
    foreach ($service in @($computer.services)) { if ($service.name -eq $Name) { $service.status = $Status } }
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
    if ((Get-ServiceStatus $server $fact.name) -eq 'Running') { continue }
    if (-not (Confirm-Change $PSCmdlet "$($fact.name) on $server" 'Start')) { continue }
    $problem = Get-StartProblem $server $fact.name
    if ($problem) {
      $lines += "$($fact.name): $problem"
      Write-CmdletError $PSCmdlet "The service $($fact.name) ($($fact.display)) could not be started on ${server}: $problem" 'ServiceNotStarted' 'ResourceUnavailable' $fact.name
      continue
    }
    Set-ServiceState $server $fact.name 'Running'
    Complete-Start $server $fact.name
    $lines += "$($fact.name): Running"
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
  }
  Write-CmdletReport $PSCmdlet $Report @($services | ForEach-Object { "$($_.name): Stopped" })
}
