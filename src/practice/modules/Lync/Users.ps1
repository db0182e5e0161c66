# Users as the directory knows them.

function ConvertTo-UserObject($User) {
  [PSCustomObject]@{
    Identity = "CN=$($User.name),OU=Users,DC=contoso,DC=com"; SipAddress = $User.sip; DisplayName = $User.name
    SamAccountName = ($User.account -split '\\')[-1]; RegistrarPool = $User.pool; Enabled = $User.enabled
    EnterpriseVoiceEnabled = [bool]$User.line; LineURI = $User.line; DialPlan = $User.dialPlan
    VoicePolicy = $User.voicePolicy; HomeServer = $User.pool; HostingProvider = 'SRV:'
  }
}

function Test-UserIdentity($User, [string] $Identity) {
  $Identity -eq '' -or $User.sip -eq $Identity -or $User.sip -eq "sip:$Identity" -or $User.name -like $Identity -or
  $User.account -eq $Identity -or "CN=$($User.name),OU=Users,DC=contoso,DC=com" -eq $Identity
}

# One comparison of a filter such as RegistrarPool -eq "se01.contoso.com"; more are joined with -and.
function Test-UserFilter($Cmdlet, $User, [string] $Filter) {
  foreach ($term in @($Filter.Trim('{', '}', ' ') -split '(?i)\s+-and\s+')) {
    if ($term -notmatch "^\s*\(?(\w+)\s+-(eq|ne|like)\s+(?:""([^""]*)""|'([^']*)'|\`$(true|false))\)?\s*$") {
      Stop-Unsupported $Cmdlet "-Filter with: $term"
    }
    $found = "$($User.($Matches[1]))"; $value = "$($Matches[3])$($Matches[4])$($Matches[5])"
    $same = $found -eq $value
    if ($Matches[2] -eq 'like') { $same = $found -like $value }
    if ($Matches[2] -eq 'ne') { $same = -not $same }
    if (-not $same) { return $false }
  }
  return $true
}

function Get-CsUser {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Position = 0)]
    [string] $Identity,
    [System.Management.Automation.PSCredential] $Credential,
    [string] $DomainController,
    [string] $Filter,
    [string] $LdapFilter,
    [switch] $OnLyncServer,
    [switch] $OnOfficeCommunicationServer,
    [string] $OU,
    [string] $ResultSize,
    [switch] $UnassignedUser
  )
  Enter-Cmdlet $PSCmdlet
  if ($LdapFilter -or $OU -or $UnassignedUser) { Stop-Unsupported $PSCmdlet '-LdapFilter, -OU or -UnassignedUser' }
  $limit = [int]::MaxValue
  if ($ResultSize -and $ResultSize -ne 'Unlimited') { $limit = [int]$ResultSize }
  $count = 0
  foreach ($user in @((Read-Directory).users)) {
    if (-not (Test-UserIdentity $user $Identity)) { continue }
    $object = ConvertTo-UserObject $user
    if ($Filter -and -not (Test-UserFilter $PSCmdlet $object $Filter)) { continue }
    if ($count -ge $limit) { break }
    $count++
    $object
  }
  if ($count -eq 0 -and $Identity) {
    Write-CmdletError $PSCmdlet "Management object not found for identity ""$Identity""." 'UserNotFound' 'ObjectNotFound' $Identity
  }
}

function Get-CsUserPoolInfo {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true, Position = 0)]
    [string] $Identity,
    [switch] $LocalStore
  )
  Enter-Cmdlet $PSCmdlet
  $user = @((Read-Directory).users | Where-Object { Test-UserIdentity $_ $Identity })[0]
  if ($null -eq $user) {
    Stop-Cmdlet $PSCmdlet "Management object not found for identity ""$Identity""." 'UserNotFound' 'ObjectNotFound' $Identity
  }
  $servedBy = "$((Get-PoolState $user.pool).failedOver)"
  if (-not $servedBy) { $servedBy = $user.pool }
  [PSCustomObject]@{
    Identity = "CN=$($user.name),OU=Users,DC=contoso,DC=com"; UserServicesPoolFqdn = $servedBy; PrimaryPoolFqdn = $user.pool; BackupPoolFqdn = (Get-BackupPool (Get-PublishedTopology $PSCmdlet ([bool]$LocalStore)) $user.pool)
    PrimaryPoolMachinesInPreferredOrder = @(Get-PoolMembers $PSCmdlet $user.pool ([bool]$LocalStore))
  }
}

function Get-CsUserDatabaseState {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'RegistrarPool')]
  param(
    [Parameter(ParameterSetName = 'RegistrarPool')]
    [string] $RegistrarPool,
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity
  )
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet $false
  foreach ($service in @($topology.Services | Where-Object { $_.Role -eq 'UserStore' })) {
    if ($RegistrarPool -and $service.Pool -ne $RegistrarPool) { continue }
    if ($Identity -and "UserDatabase:$($service.Cluster)" -ne ($Identity -replace '^service:', '')) { continue }
    $online = -not (Find-Database $service 'rtcxds').Problem
    [PSCustomObject]@{ Identity = "UserDatabase:$($service.Cluster)"; Online = $online }
  }
}
