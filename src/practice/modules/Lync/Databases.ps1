# Databases: created, wiped, tested.

# Content of a database that was just created.
function New-DatabaseContent([string] $Name) {
  switch ($Name) {
    'xds' { return New-EmptyConfiguration }
    'lis' { return [PSCustomObject]@{ working = @(); published = @() } }
    'rtcxds' { return [PSCustomObject]@{ users = @(); directories = @(); pending = @() } }
    'rgsconfig' {
      return [PSCustomObject]@{
        settings = [PSCustomObject]@{}; agentGroups = @(); queues = @(); workflows = @(); hoursOfBusiness = @(); holidaySets = @(); audio = @()
      }
    }
    default { return [PSCustomObject]@{ rows = 0 } }
  }
}

# Creates the databases that are missing; with -Clean the others are deleted and created anew.
function Initialize-Database([string] $Server, [string] $Instance, [string[]] $Names, [bool] $Clean) {
  $inSql = @(Get-SqlDatabases $Server $Instance | ForEach-Object { $_.Name })
  Add-SqlRequest $Server $Instance @{ create = @($Names); clean = $Clean }
  foreach ($name in $Names) {
    $sqlOnly = Test-SqlOnlyDatabase $name
    $path = Get-DatabasePath $Server $Instance $name
    $exists = if ($sqlOnly) { $inSql -contains $name } else { [System.IO.File]::Exists($path) }
    if ($exists -and -not $Clean) { "$Server\$Instance\${name}: exists, left as it is"; continue }
    if (-not $sqlOnly) { Write-State $path (New-DatabaseContent $name) }
    if ($exists) { "$Server\$Instance\${name}: deleted and created" } else { "$Server\$Instance\${name}: created" }
  }
}

function Get-StoreDatabases([string] $Role) {
  $property = $script:Facts.storeDatabases.PSObject.Properties[$Role]
  if ($null -ne $property) { @($property.Value) }
}

# Server, instance and databases that an Install- or Test-CsDatabase call means.
function Get-DatabasePlaces($Cmdlet, [hashtable] $Bound) {
  $server = "$($Bound['SqlServerFqdn'])"
  $instance = "$($Bound['SqlInstanceName'])"
  switch ($Cmdlet.ParameterSetName) {
    { $_ -eq 'LocalDatabases' -or $_ -eq 'LocalService' } {
      foreach ($property in $script:Facts.localDatabases.PSObject.Properties) {
        [PSCustomObject]@{ Server = $script:ServerName; Instance = $property.Name; Names = @($property.Value) }
      }
    }
    'CentralManagementDatabase' {
      if (-not $server) {
        $at = Split-Instance (Read-Directory).connectionPoint
        $server = $at.Server
        $instance = $at.Instance
      }
      [PSCustomObject]@{ Server = $server; Instance = $instance; Names = @(Get-StoreDatabases 'CentralMgmtStore') }
    }
    'ConfiguredDatabases' {
      $topology = Get-PublishedTopology $Cmdlet $false
      foreach ($service in @($topology.Services | Where-Object { $_.Instance -and $_.Cluster -eq $server })) {
        if ($Bound['ForInstance'] -and $service.Instance -ne $Bound['ForInstance']) { continue }
        $collocated = @($topology.Services | Where-Object { $_.Role -eq 'Registrar' -and $_.Cluster -eq $server }).Count -gt 0
        if ($Bound['ExcludeCollocatedStores'] -and $collocated) { continue }
        [PSCustomObject]@{ Server = $server; Instance = $service.Instance; Names = @(Get-StoreDatabases $service.Role) }
      }
    }
    'DatabaseType' {
      if (-not $server) { $server = $script:ServerName }
      $role = $script:Facts.databaseTypes.PSObject.Properties["$($Bound['DatabaseType'])"]
      if ($null -eq $role) { Stop-Unsupported $Cmdlet "-DatabaseType $($Bound['DatabaseType'])" }
      [PSCustomObject]@{ Server = $server; Instance = $instance; Names = @(Get-StoreDatabases $role.Value) }
    }
  }
}

function Install-CsDatabase {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'LocalDatabases')]
  param(
    [Parameter(ParameterSetName = 'LocalDatabases', Mandatory = $true)]
    [switch] $LocalDatabases,
    [Parameter(ParameterSetName = 'LocalDatabases')]
    [Parameter(ParameterSetName = 'ConfiguredDatabases')]
    [switch] $ForDefaultInstance,
    [Parameter(ParameterSetName = 'LocalDatabases')]
    [Parameter(ParameterSetName = 'ConfiguredDatabases')]
    [string] $ForInstance,
    [switch] $Clean,
    [hashtable] $DatabasePathMap,
    [string[]] $DatabasePaths,
    [switch] $Force,
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [switch] $NoReindex,
    [string] $Report,
    [switch] $SkipPrepareCheck,
    [switch] $Update,
    [switch] $UseDefaultSqlPaths,
    [Parameter(ParameterSetName = 'CentralManagementDatabase', Mandatory = $true)]
    [switch] $CentralManagementDatabase,
    [Parameter(ParameterSetName = 'CentralManagementDatabase', Mandatory = $true)]
    [Parameter(ParameterSetName = 'ConfiguredDatabases', Mandatory = $true)]
    [Parameter(ParameterSetName = 'DatabaseType')]
    [string] $SqlServerFqdn,
    [Parameter(ParameterSetName = 'CentralManagementDatabase')]
    [switch] $Backup,
    [Parameter(ParameterSetName = 'CentralManagementDatabase')]
    [Parameter(ParameterSetName = 'DatabaseType')]
    [switch] $Collocated,
    [Parameter(ParameterSetName = 'CentralManagementDatabase')]
    [Parameter(ParameterSetName = 'DatabaseType')]
    [string] $SqlInstanceName,
    [Parameter(ParameterSetName = 'ConfiguredDatabases', Mandatory = $true)]
    [switch] $ConfiguredDatabases,
    [Parameter(ParameterSetName = 'ConfiguredDatabases')]
    [switch] $ExcludeCollocatedStores,
    [Parameter(ParameterSetName = 'DatabaseType', Mandatory = $true)]
    [ValidateSet('Application', 'Archiving', 'Monitoring', 'User', 'Provision', 'CentralAdmin', 'Lyss', 'Registrar', 'Edge', 'PersistentChat', 'PersistentChatCompliance', 'CentralMgmt')]
    [string] $DatabaseType
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalReadOnlyAdmins', 'Administrators'
  if ($Clean -and $Update) {
    Stop-Cmdlet $PSCmdlet 'The parameters -Clean and -Update cannot be used together.' 'CleanAndUpdate' 'InvalidArgument'
  }
  if ($ForDefaultInstance) { Stop-Unsupported $PSCmdlet '-ForDefaultInstance' }
  $lines = @()
  foreach ($place in @(Get-DatabasePlaces $PSCmdlet $PSBoundParameters)) {
    $failure = Test-SqlInstance $place.Server $place.Instance
    if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'SqlServerNotFound' 'ConnectionError' $place.Server }
    $what = "$($place.Server)\$($place.Instance): $($place.Names -join ', ')"
    $action = 'Create databases that are missing'
    if ($Clean) { $action = 'DELETE and create databases' }
    if (-not (Confirm-Change $PSCmdlet $what $action)) { continue }
    $lines += @(Initialize-Database $place.Server $place.Instance $place.Names ([bool]$Clean))
  }
  Write-CmdletReport $PSCmdlet $Report $lines
  foreach ($line in $lines) { Write-CmdletVerbose $PSCmdlet $line }
}

function Uninstall-CsDatabase {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'DatabaseType')]
  param(
    [Parameter(ParameterSetName = 'DatabaseType', Mandatory = $true)]
    [ValidateSet('Application', 'Archiving', 'Monitoring', 'User', 'Provision', 'CentralAdmin', 'Lyss', 'Registrar', 'Edge', 'PersistentChat', 'PersistentChatCompliance', 'CentralMgmt')]
    [string] $DatabaseType,
    [string] $SqlInstanceName,
    [Parameter(ParameterSetName = 'DatabaseType')]
    [Parameter(ParameterSetName = 'CentralManagementDatabase', Mandatory = $true)]
    [string] $SqlServerFqdn,
    [switch] $Detach,
    [switch] $Force,
    [string] $Report,
    [Parameter(ParameterSetName = 'CentralManagementDatabase', Mandatory = $true)]
    [switch] $CentralManagementDatabase
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalReadOnlyAdmins', 'Administrators'
  if ($Detach) { Stop-Unsupported $PSCmdlet '-Detach' }
  foreach ($place in @(Get-DatabasePlaces $PSCmdlet $PSBoundParameters)) {
    $failure = Test-SqlInstance $place.Server $place.Instance
    if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'SqlServerNotFound' 'ConnectionError' $place.Server }
    foreach ($name in $place.Names) {
      if (-not (Confirm-Change $PSCmdlet "$($place.Server)\$($place.Instance)\$name" 'DELETE the database')) { continue }
      Add-SqlRequest $place.Server $place.Instance @{ drop = @($name) }
      Remove-State (Get-DatabasePath $place.Server $place.Instance $name)
    }
  }
}

# Why a database cannot be used, or nothing.
function Get-DatabaseProblem([string] $Server, [string] $Instance, [string] $Name) {
  if (Test-SqlOnlyDatabase $Name) { return Get-SqlDatabaseProblem $Server $Instance $Name }
  if ([System.IO.File]::Exists((Get-DatabasePath $Server $Instance $Name))) { return }
  "Cannot open database ""$Name"" requested by the login. The login failed."
}

function Test-CsDatabase {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'LocalService')]
  param(
    [Parameter(ParameterSetName = 'LocalService', Mandatory = $true)]
    [switch] $LocalService,
    [string] $Report,
    [Parameter(ParameterSetName = 'CentralManagementDatabase', Mandatory = $true)]
    [switch] $CentralManagementDatabase,
    [Parameter(ParameterSetName = 'CentralManagementDatabase')]
    [Parameter(ParameterSetName = 'DatabaseType')]
    [string] $SqlInstanceName,
    [Parameter(ParameterSetName = 'CentralManagementDatabase')]
    [Parameter(ParameterSetName = 'ConfiguredDatabases', Mandatory = $true)]
    [Parameter(ParameterSetName = 'DatabaseType', Mandatory = $true)]
    [string] $SqlServerFqdn,
    [Parameter(ParameterSetName = 'ConfiguredDatabases', Mandatory = $true)]
    [switch] $ConfiguredDatabases,
    [Parameter(ParameterSetName = 'DatabaseType', Mandatory = $true)]
    [ValidateSet('Application', 'Archiving', 'Monitoring', 'User', 'Provision', 'CentralAdmin', 'Lyss', 'Registrar', 'Edge', 'PersistentChat', 'PersistentChatCompliance', 'CentralMgmt')]
    [string] $DatabaseType
  )
  Enter-Cmdlet $PSCmdlet
  $lines = @()
  foreach ($place in @(Get-DatabasePlaces $PSCmdlet $PSBoundParameters)) {
    $failure = Test-SqlInstance $place.Server $place.Instance
    foreach ($name in $place.Names) {
      $problem = $failure
      if (-not $failure) { $problem = Get-DatabaseProblem $place.Server $place.Instance $name }
      $there = -not $problem
      $lines += "$name on $($place.Server)\$($place.Instance): $there $problem"
      [PSCustomObject]@{
        DatabaseName = $name; DatabaseInstance = "$($place.Server)\$($place.Instance)"; SqlServerFqdn = $place.Server
        SqlInstanceName = $place.Instance; Succeed = [bool]$there; SqlVersion = $script:Facts.sqlExpress.version; Error = "$problem"
      }
      if ($problem) { Write-CmdletError $PSCmdlet $problem 'DatabaseTestFailed' 'ConnectionError' $name }
    }
  }
  Write-CmdletReport $PSCmdlet $Report $lines
}
