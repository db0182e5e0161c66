# User data of a pool: exported from its store, imported into it while the services are stopped, and
# shown once they have started again.

# The user store of a pool. Ends the cmdlet where the pool is unknown or its SQL Server does not answer.
function Get-UserStorePath($Cmdlet, [string] $PoolFqdn) {
  $topology = Get-PublishedTopology $Cmdlet $false
  $service = @($topology.Services | Where-Object { $_.Role -eq 'UserStore' -and $_.Pool -eq $PoolFqdn })[0]
  if ($null -eq $service) {
    Stop-Cmdlet $Cmdlet "The pool ""$PoolFqdn"" is not in the topology or has no user services." 'PoolNotFound' 'ObjectNotFound' $PoolFqdn
  }
  $found = Find-Database $service 'rtcxds'
  if ($found.Problem) { Stop-Cmdlet $Cmdlet $found.Problem 'UserStoreUnavailable' 'ConnectionError' $PoolFqdn }
  return $found.Path
}

# What the store holds, imports that the services have not taken up yet included.
function Get-StoredUserData($State) {
  $users = @($State.users)
  $directories = @($State.directories)
  foreach ($import in @($State.pending)) {
    $users = Merge-Users $users @($import.users)
    $directories = Merge-Directories $directories @($import.directories)
  }
  [PSCustomObject]@{ Users = @($users); Directories = @($directories) }
}

function Merge-Users($Users, $Imported) {
  $new = @($Imported | ForEach-Object { $_.sip })
  @(@($Users) | Where-Object { $null -ne $_ -and $new -notcontains $_.sip }) + @($Imported)
}

function Merge-Directories($Directories, $Imported) {
  $new = @($Imported | ForEach-Object { $_.id })
  @(@($Directories) | Where-Object { $null -ne $_ -and $new -notcontains $_.id }) + @($Imported)
}

function Select-UserData($Data, [string] $UserFilter, [string] $ConfDirectoryFilter) {
  $users = @($Data.Users)
  if ($UserFilter) { $users = @($users | Where-Object { $_.sip -eq "sip:$UserFilter" }) }
  $directories = @($Data.Directories)
  if ($ConfDirectoryFilter) {
    $directories = @($directories | Where-Object { "$($_.id)" -eq $ConfDirectoryFilter })
    if (-not $UserFilter) { $users = @() }
  }
  elseif ($UserFilter) { $directories = @() }
  [PSCustomObject]@{ Users = $users; Directories = $directories }
}

function Get-PoolOfIdentity([string] $Identity) { ($Identity -split ':')[-1] }

# Pool of the user who -UserFilter names, for cmdlets that take no pool.
function Get-HomePool($Cmdlet, [string] $UserFilter) {
  $user = @((Read-Directory).users | Where-Object { $_.sip -eq "sip:$UserFilter" })[0]
  if ($null -eq $user) { Stop-Cmdlet $Cmdlet "The user ""$UserFilter"" was not found." 'UserNotFound' 'ObjectNotFound' $UserFilter }
  return $user.pool
}

function Export-CsUserData {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'PoolFqdn')]
  param(
    [Parameter(ParameterSetName = 'PoolFqdn', Mandatory = $true)]
    [string] $PoolFqdn,
    [Parameter(Mandatory = $true)]
    [string] $FileName,
    [string] $ConfDirectoryFilter,
    [string] $DomainController,
    [switch] $Force,
    [switch] $LegacyFormat,
    [string] $UserFilter,
    [Parameter(ParameterSetName = 'Identity', Mandatory = $true)]
    [string] $Identity
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($LegacyFormat) { Stop-Unsupported $PSCmdlet '-LegacyFormat' }
  if ($Identity) { $PoolFqdn = Get-PoolOfIdentity $Identity }
  if ($UserFilter -like 'sip:*') {
    Stop-Cmdlet $PSCmdlet "The user filter ""$UserFilter"" must be a SIP address without sip:." 'InvalidUserFilter' 'InvalidArgument' $UserFilter
  }
  $stored = Get-StoredUserData (Read-State (Get-UserStorePath $PSCmdlet $PoolFqdn))
  $data = Select-UserData $stored $UserFilter $ConfDirectoryFilter
  $items = @(@($data.Users) | ForEach-Object { [PSCustomObject]@{ Name = "urn:hrd:User:$($_.sip)"; Value = $_; Xml = '' } })
  $items += @(@($data.Directories) | ForEach-Object { [PSCustomObject]@{ Name = "urn:hrd:ConferenceDirectory:$($_.id)"; Value = $_; Xml = '' } })
  $entries = @(
    (Get-HeaderEntry 'UserData' $PoolFqdn),
    [PSCustomObject]@{ Name = 'DocItemSet.xml'; Bytes = (ConvertTo-ItemDocument $items @{ Version = 1 }) }
  )
  Save-Export $PSCmdlet $FileName (ConvertTo-Zip $entries) $Force
}

# Users and directories of an export that belong on the pool; the others are named and left out.
function Read-UserExport($Cmdlet, [string] $FileName, [string] $PoolFqdn, [string] $UserFilter, [string] $ConfDirectoryFilter) {
  $document = Read-ExportDocument $Cmdlet (Read-Export $Cmdlet $FileName) $FileName 'DocItemSet.xml' 'UserData'
  $users = @($document.Items | Where-Object { $_.Name -like 'urn:hrd:User:*' } | ForEach-Object { $_.Value })
  $directories = @($document.Items | Where-Object { $_.Name -like 'urn:hrd:ConferenceDirectory:*' } | ForEach-Object { $_.Value })
  $data = Select-UserData ([PSCustomObject]@{ Users = $users; Directories = $directories }) $UserFilter $ConfDirectoryFilter
  $homed = @((Read-Directory).users | Where-Object { $_.enabled -and $_.pool -eq $PoolFqdn } | ForEach-Object { $_.sip })
  $others = @($data.Users | Where-Object { $homed -notcontains $_.sip })
  foreach ($user in $others) { Write-CmdletWarning $Cmdlet "$($user.sip) is not homed on $PoolFqdn and is left out." }
  $data.Users = @($data.Users | Where-Object { $homed -contains $_.sip })
  return $data
}

function Import-CsUserData {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'PoolFqdn')]
  param(
    [Parameter(ParameterSetName = 'PoolFqdn', Mandatory = $true)]
    [string] $PoolFqdn,
    [Parameter(Mandatory = $true)]
    [string] $FileName,
    [string] $ConfDirectoryFilter,
    [string] $DomainController,
    [switch] $Force,
    [switch] $LegacyFormat,
    [string] $RoutingGroupFilter,
    [string] $UserFilter,
    [Parameter(ParameterSetName = 'Identity', Mandatory = $true)]
    [string] $Identity
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($LegacyFormat -or $RoutingGroupFilter) { Stop-Unsupported $PSCmdlet '-LegacyFormat or -RoutingGroupFilter' }
  if ($Identity) { $PoolFqdn = Get-PoolOfIdentity $Identity }
  $path = Get-UserStorePath $PSCmdlet $PoolFqdn
  $running = @(Get-PoolMembers $PSCmdlet $PoolFqdn | Where-Object { @('Running', 'StartPending') -contains (Get-ServiceStatus $_ 'RTCSRV') })
  if ($running.Count -gt 0) {
    Stop-Cmdlet $PSCmdlet "The Front End service is running on $($running -join ', '). Stop the services on every Front End of $PoolFqdn before the import (Stop-CsWindowsService); nothing was imported." 'ServicesRunning' 'ResourceBusy' $PoolFqdn
  }
  $data = Read-UserExport $PSCmdlet $FileName $PoolFqdn $UserFilter $ConfDirectoryFilter
  Update-State $path {
    param($store)
    $import = [PSCustomObject]@{ users = @($data.Users); directories = @($data.Directories); at = (Get-StateTime) }
    $store.pending = @($store.pending) + @($import)
  }
}

function Update-CsUserData {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true)]
    [string] $FileName,
    [string] $DomainController,
    [switch] $Force,
    [string] $RoutingGroupFilter,
    [string] $UserFilter
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($RoutingGroupFilter) { Stop-Unsupported $PSCmdlet '-RoutingGroupFilter' }
  if (-not $UserFilter) { Stop-Unsupported $PSCmdlet 'without -UserFilter' }
  $pool = Get-HomePool $PSCmdlet $UserFilter
  $path = Get-UserStorePath $PSCmdlet $pool
  $data = Read-UserExport $PSCmdlet $FileName $pool $UserFilter ''
  if (-not (Confirm-Change $PSCmdlet $UserFilter 'Update user data')) { return }
  Update-State $path { param($store) $store.users = @(Merge-Users @($store.users) @($data.Users)) }
}
