# What the deployment wizard does on a computer: Bootstrapper.exe (steps 1 and 2) and activation.

function Test-Software([string] $Kind) {
  $name = $script:Facts.software.$Kind
  @((Read-Computer).software | Where-Object { $_.name -eq $name }).Count -gt 0
}

function Add-SqlInstance([string[]] $Names) {
  foreach ($name in $Names) {
    if (@($script:Facts.localDatabases.PSObject.Properties | Where-Object { $_.Name -eq $name }).Count -eq 0) {
      Add-SqlInstallation $script:ServerName $name $script:Facts.sqlExpress
    }
  }
  Update-Computer $script:ServerName {
    param($computer)
    foreach ($name in $Names) {
      if (@($computer.sql | Where-Object { $_.name -eq $name }).Count -gt 0) { continue }
      $express = $script:Facts.sqlExpress
      $computer.sql = @($computer.sql) + @([PSCustomObject]@{ name = $name; version = $express.version; edition = $express.edition })
    }
  }
}

# Adds the Windows services of these roles, stopped; with -Exact services of other roles go.
function Add-LyncService([string[]] $Roles, [bool] $Exact = $false) {
  Update-Computer $script:ServerName {
    param($computer)
    if ($Exact) {
      $names = @($script:Facts.services | Where-Object { $_.role -eq '' -or $Roles -contains $_.role } | ForEach-Object { $_.name })
      $computer.services = @(@($computer.services) | Where-Object { $names -contains $_.name })
    }
    foreach ($service in @($script:Facts.services)) {
      if ($service.role -ne '' -and $Roles -notcontains $service.role) { continue }
      if (@($computer.services | Where-Object { $_.name -eq $service.name }).Count -gt 0) { continue }
      $computer.services = @($computer.services) + @([PSCustomObject]@{ name = $service.name; display = $service.display; status = 'Stopped' })
    }
  }
}

# Step 1: the SQL Server instances for the local copies, an empty local configuration store, REPLICA.
function Install-LocalStore {
  'Installing SQL Server Express instances RTCLOCAL and LYNCLOCAL'
  Add-SqlInstance @('RTCLOCAL', 'LYNCLOCAL')
  foreach ($property in $script:Facts.localDatabases.PSObject.Properties) {
    Initialize-Database $script:ServerName $property.Name @($property.Value) $false
  }
  'Installing Lync Server Replica Replicator Agent'
  Add-LyncService @('')
}

# Step 2: what the topology in the local store says that this computer is. Databases that a Standard
# Edition server has on itself are created, empty; existing ones stay.
function Install-Roles($Topology, $Cluster) {
  $services = @($Topology.Services | Where-Object { $_.Cluster -eq $Cluster.Fqdn })
  $roles = @(Get-ClusterRoles $Topology $Cluster.Fqdn)
  "Installing roles: $($roles -join ', ')"
  Add-LyncService $roles $true
  foreach ($service in @($services | Where-Object { $_.Instance -and $_.Role -ne 'CentralMgmtStore' })) {
    Initialize-Database $script:ServerName $service.Instance @(Get-StoreDatabases $service.Role) $false
  }
  Update-Computer $script:ServerName {
    param($computer)
    $name = $script:Facts.software.roles
    if (@($computer.software | Where-Object { $_.name -eq $name }).Count -eq 0) {
      $computer.software = @($computer.software) + @([PSCustomObject]@{ name = $name; version = $script:Facts.software.productVersion })
    }
  }
  $mark = Join-Parts (Get-DiskFolder $script:ServerName 'C') 'Program Files' 'Microsoft Lync Server 2013' 'Server' 'Core' 'RTCSrv.exe'
  [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($mark))
  [System.IO.File]::WriteAllText($mark, "Practice stand-in`r`n")
}

function Stop-Bootstrapper($Cmdlet, [string] $Message) {
  $global:LASTEXITCODE = 1
  Stop-Cmdlet $Cmdlet "Bootstrapper.exe: $Message" 'BootstrapperFailed' 'InvalidOperation' $script:ServerName
}

function Read-BootstrapperWords($Cmdlet, [string[]] $Words) {
  $options = @{ BootstrapLocalMgmt = $false; BootstrapSqlExpress = $false; SourceDirectory = ''; MinCache = $false }
  foreach ($word in @($Words)) {
    if ($word -match '^/SourceDirectory:(.*)$') { $options.SourceDirectory = $Matches[1].Trim('"') }
    elseif ($word -match '^/(BootstrapLocalMgmt|BootstrapSqlExpress|MinCache)$') { $options[$Matches[1]] = $true }
    elseif ($word) { Stop-Bootstrapper $Cmdlet "the switch $word is not supported by the practice estate." }
  }
  return $options
}

# Steps 1 and 2 of the deployment wizard, and SQL Server Express for a Standard Edition server.
function Bootstrapper.exe {
  [CmdletBinding(PositionalBinding = $false)]
  param([Parameter(ValueFromRemainingArguments = $true)] [string[]] $Words)
  Enter-Cmdlet $PSCmdlet 'Administrators', 'RTCUniversalServerAdmins'
  $options = Read-BootstrapperWords $PSCmdlet $Words
  if (-not (Test-Software 'core')) { Stop-Bootstrapper $PSCmdlet "the core components are not installed: run Setup.exe from the product media first." }
  $media = $options.SourceDirectory.TrimEnd('\')
  if ($media -and @((Read-Computer).media) -notcontains $media) {
    Stop-Bootstrapper $PSCmdlet "the source directory '$($options.SourceDirectory)' was not found."
  }
  $missing = @($script:Facts.windowsFeatures | Where-Object { @((Read-Computer).features) -notcontains $_ })
  if ($missing.Count -gt 0) { Stop-Bootstrapper $PSCmdlet "prerequisites are not installed: $($missing -join ', ')." }
  if ($options.BootstrapSqlExpress) {
    Add-SqlInstance @('RTC')
    $global:LASTEXITCODE = 0
    return 'SQL Server Express instance RTC is installed.'
  }
  if ($options.BootstrapLocalMgmt) {
    Install-LocalStore
    $global:LASTEXITCODE = 0
    return 'The local configuration store is installed.'
  }
  $state = Read-State (Get-DatabasePath $script:ServerName 'RTCLOCAL' 'xds')
  if ($null -eq $state -or -not $state.topology) {
    Stop-Bootstrapper $PSCmdlet 'the local configuration store is missing or empty: finish step 1 first (Import-CsConfiguration -LocalStore).'
  }
  $topology = ConvertFrom-TopologyXml $state.topology
  $cluster = Get-OwnCluster $topology
  if ($null -eq $cluster) { Stop-Bootstrapper $PSCmdlet "the computer $((Read-Computer).hostName) is not in the topology." }
  # A Standard Edition server has its databases on itself; setup brings their instance along.
  $stores = @($topology.Services | Where-Object { $_.Instance -and $_.Cluster -eq $cluster.Fqdn })
  Add-SqlInstance @($stores | ForEach-Object { $_.Instance.ToUpperInvariant() } | Select-Distinct)
  foreach ($store in $stores) {
    $failure = Test-SqlInstance $store.Cluster $store.Instance
    if ($failure) { Stop-Bootstrapper $PSCmdlet $failure }
  }
  Install-Roles $topology $cluster
  $global:LASTEXITCODE = 0
}

# The roles of the topology are installed, or the cmdlet ends.
function Assert-RolesInstalled($Cmdlet) {
  $cluster = Get-OwnCluster (ConvertFrom-TopologyXml (Read-State (Get-LocalStorePath $Cmdlet)).topology)
  if ($null -eq $cluster) {
    Stop-Cmdlet $Cmdlet "The computer ""$((Read-Computer).hostName)"" is not in the topology." 'ComputerNotInTopology' 'ObjectNotFound' $script:ServerName
  }
  if (-not (Test-Software 'roles')) {
    Stop-Cmdlet $Cmdlet 'The server roles of this computer are not installed. Run step 2 of the deployment wizard.' 'RolesNotInstalled' 'InvalidOperation' $script:ServerName
  }
}

function Enable-CsComputer {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [switch] $Force,
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  Assert-RolesInstalled $PSCmdlet
  $own = (Read-Computer).hostName
  if (-not (Read-Computer).workgroup) { Assert-ComputerAccount $PSCmdlet $own }
  if (-not (Confirm-Change $PSCmdlet $own 'Enable the computer')) { return }
  Update-Computer $script:ServerName { param($computer) $computer.activated = $true }
  Write-CmdletReport $PSCmdlet $Report @("Services activated on $own")
}

# The computer has its account in the directory, and that is in Lync's groups, or the cmdlet ends.
function Assert-ComputerAccount($Cmdlet, [string] $Own) {
  $account = @((Read-Directory).computers | Where-Object { $_.fqdn -eq $Own })[0]
  if ($null -eq $account) { Stop-Cmdlet $Cmdlet "There is no computer account for ""$Own"" in Active Directory." 'ComputerAccountNotFound' 'ObjectNotFound' $Own }
  $missing = @($script:Facts.computerGroups | Where-Object { @($account.groups) -notcontains $_ })
  if ($missing.Count -gt 0) {
    Stop-Cmdlet $Cmdlet "The computer account ""$($account.name)"" is not a member of $($missing -join ', '). Run Enable-CsTopology." 'ComputerNotInGroup' 'PermissionDenied' $Own
  }
}

function Test-CsComputer {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet
  $computer = Read-Computer
  $failures = @()
  if (-not (Test-Software 'roles')) { $failures += 'The server roles of this computer are not installed.' }
  if (-not $computer.activated) { $failures += 'The services of this computer are not activated.' }
  foreach ($service in @($computer.services)) {
    $problem = Get-StartProblem $script:ServerName $service.name
    if ($problem) { $failures += "$($service.name): $problem" }
  }
  Write-CmdletReport $PSCmdlet $Report $failures
  foreach ($failure in $failures) { Write-CmdletError $PSCmdlet $failure 'ComputerTestFailed' 'InvalidResult' }
}
