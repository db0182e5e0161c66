# Policies and settings: read from the Central Management store, or with -LocalStore from this server.

function Select-Setting($Cmdlet, [string] $Class, [hashtable] $Bound) {
  Enter-Cmdlet $Cmdlet
  if ($Bound['Tenant']) { Stop-Unsupported $Cmdlet '-Tenant' }
  $state = Read-Configuration $Cmdlet ([bool]$Bound['LocalStore'])
  $found = @(@($state.settings) | Where-Object {
      $_.class -eq $Class -and (Test-Identity $_.identity "$($Bound['Identity'])" "$($Bound['Filter'])")
    })
  if ($Bound['Identity'] -and $found.Count -eq 0 -and $Class -ne 'RegistrarConfiguration') {
    Write-CmdletError $Cmdlet "Cannot find item '$($Bound['Identity'])' of type $Class." 'ItemNotFound' 'ObjectNotFound' $Bound['Identity']
  }
  foreach ($setting in $found) {
    $properties = [ordered]@{ Identity = $setting.identity }
    foreach ($property in $setting.value.PSObject.Properties) { $properties[$property.Name] = $property.Value }
    [PSCustomObject]$properties
  }
}

function Get-CsDialPlan {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'DialPlan' $PSBoundParameters
}

function Get-CsVoicePolicy {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [guid] $Tenant,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'VoicePolicy' $PSBoundParameters
}

function Get-CsVoiceRoute {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'VoiceRoute' $PSBoundParameters
}

function Get-CsPstnUsage {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'PstnUsage' $PSBoundParameters
}

function Get-CsVoiceConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'VoiceConfiguration' $PSBoundParameters
}

function Get-CsTrunkConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'TrunkConfiguration' $PSBoundParameters
}

function Get-CsSipDomain {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'SipDomain' $PSBoundParameters
}

function Get-CsSimpleUrlConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [guid] $Tenant,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'SimpleUrlConfiguration' $PSBoundParameters
}

function Get-CsConferenceDirectory {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'ConferenceDirectory' $PSBoundParameters
}

function Get-CsClientPolicy {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'ClientPolicy' $PSBoundParameters
}

function Get-CsLocationPolicy {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'LocationPolicy' $PSBoundParameters
}

function Get-CsArchivingConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'ArchivingConfiguration' $PSBoundParameters
}

function Get-CsRegistrarConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'RegistrarConfiguration' $PSBoundParameters
  foreach ($one in @(Get-RegistrarStates $PSCmdlet ([bool]$LocalStore))) { if (Test-Identity $one.Identity $Identity $Filter) { $one } }
}

# Paired pools have a setting of their own, which says whether they are failed over.
function Get-RegistrarStates($Cmdlet, [bool] $Local) {
  $topology = Get-PublishedTopology $Cmdlet $Local
  foreach ($registrar in @($topology.Services | Where-Object { $_.Role -eq 'Registrar' })) {
    if (-not (Get-BackupPool $topology $registrar.Cluster)) { continue }
    $state = 'Active'
    if ((Get-PoolState $registrar.Cluster).failedOver) { $state = 'FailedOver' }
    [PSCustomObject]@{ Identity = "service:Registrar:$($registrar.Cluster)"; PoolState = $state }
  }
}

function Get-CsHealthMonitoringConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'HealthMonitoringConfiguration' $PSBoundParameters
}

function Get-CsUserReplicatorConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'UserReplicatorConfiguration' $PSBoundParameters
}

function Get-CsBackupServiceConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Select-Setting $PSCmdlet 'BackupServiceConfiguration' $PSBoundParameters
}

function Get-CsCpsConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Enter-Cmdlet $PSCmdlet
  $state = Read-Configuration $PSCmdlet $LocalStore
  foreach ($setting in @($state.unexported)) {
    if ($setting.class -ne 'CpsConfiguration' -or -not (Test-Identity $setting.identity $Identity $Filter)) { continue }
    $value = $setting.value
    [PSCustomObject]@{
      Identity = $setting.identity; OnTimeoutURI = $value.OnTimeoutURI; MaxCallPickupAttempts = $value.MaxCallPickupAttempts
      EnableMusicOnHold = $value.EnableMusicOnHold; CallPickupTimeoutThreshold = [timespan]::Parse($value.CallPickupTimeoutThreshold)
    }
  }
}

function Set-CsCpsConfiguration {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [timespan] $CallPickupTimeoutThreshold,
    [bool] $EnableMusicOnHold,
    [switch] $Force,
    [int] $MaxCallPickupAttempts,
    [string] $OnTimeoutURI,
    [Parameter(ParameterSetName = 'Instance')]
    [object] $Instance
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($Instance) { Stop-Unsupported $PSCmdlet '-Instance' }
  if (-not $Identity) { $Identity = 'Global' }
  if (-not (Confirm-Change $PSCmdlet $Identity 'Set call park settings')) { return }
  $bound = $PSBoundParameters
  Update-CentralStore $PSCmdlet {
    param($central)
    $setting = @(@($central.unexported) | Where-Object { $_.class -eq 'CpsConfiguration' -and $_.identity -eq $Identity })[0]
    if ($null -eq $setting) {
      $value = [PSCustomObject]@{ OnTimeoutURI = ''; MaxCallPickupAttempts = 1; EnableMusicOnHold = $true; CallPickupTimeoutThreshold = '00:01:30' }
      $setting = [PSCustomObject]@{ class = 'CpsConfiguration'; identity = $Identity; value = $value }
      $central.unexported = @($central.unexported) + @($setting)
    }
    foreach ($name in @('OnTimeoutURI', 'MaxCallPickupAttempts', 'EnableMusicOnHold')) {
      if ($bound.ContainsKey($name)) { $setting.value.$name = $bound[$name] }
    }
    if ($bound.ContainsKey('CallPickupTimeoutThreshold')) { $setting.value.CallPickupTimeoutThreshold = $bound['CallPickupTimeoutThreshold'].ToString() }
  }
}
