# Synthetic transactions, and what is refreshed after a recovery.

# Outcome of a transaction against a pool: it works when the services that it needs run.
function Test-Transaction($Cmdlet, [string] $TargetFqdn, [string[]] $Services, [hashtable] $Bound) {
  Enter-Cmdlet $Cmdlet
  $pool = $TargetFqdn
  if (-not $pool) { Stop-Unsupported $Cmdlet 'without -TargetFqdn' }
  $members = @(Get-PoolMembers $Cmdlet $pool)
  $settings = @((Read-Configuration $Cmdlet $false).settings)
  $users = @($settings | Where-Object { $_.class -eq 'HealthMonitoringConfiguration' -and $_.identity -eq $pool })
  $named = @($Bound.Keys | Where-Object { $_ -like '*SipAddress' }).Count -gt 0
  if ($users.Count -eq 0 -and -not $named) {
    Stop-Cmdlet $Cmdlet "There are no test users for $pool (New-CsHealthMonitoringConfiguration)." 'NoTestUsers' 'ObjectNotFound' $pool
  }
  $failure = ''
  foreach ($service in $Services) {
    $running = @($members | Where-Object { (Get-ServiceStatus $_ $service) -eq 'Running' })
    if ($running.Count -eq 0) { $failure = "No connection could be made because the target machine actively refused it: $service does not run on $pool." }
  }
  $result = 'Success'
  $latency = [timespan]::FromMilliseconds(120)
  if ($failure) { $result = 'Failure'; $latency = [timespan]::Zero }
  [PSCustomObject]@{ TargetFqdn = $pool; Result = $result; Latency = $latency; Error = $failure; Diagnosis = '' }
  if ($failure) { Write-CmdletError $Cmdlet $failure 'SyntheticTransactionFailed' 'ConnectionError' $pool }
}

function Test-CsRegistration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $UserCredential,
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $UserSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}

function Test-CsIM {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $ReceiverCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $ReceiverSipAddress,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $SenderCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $SenderSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [string] $EmailHost,
    [switch] $Force,
    [bool] $IsSsl,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [string] $Password,
    [uint16] $Port,
    [switch] $TestLegalIntercept,
    [string] $Username,
    [int16] $WaitSeconds
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}

function Test-CsPresence {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [Parameter(ParameterSetName = 'PublisherCredential')]
    [string] $TargetFqdn,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'PublisherCredential', Mandatory = $true)]
    [string] $PublisherSipAddress,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'PublisherCredential')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'PublisherCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'Default')]
    [string] $SubscriberSipAddress,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [Parameter(ParameterSetName = 'PublisherCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $PublisherCredential,
    [Parameter(ParameterSetName = 'PublisherCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $SubscriberCredential
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}

function Test-CsGroupIM {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $ReceiverCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $ReceiverSipAddress,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $SenderCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $SenderSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [switch] $TestJoinLauncher
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV', 'RTCIMMCU') $PSBoundParameters
}

function Test-CsP2PAV {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $ReceiverCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $ReceiverSipAddress,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $SenderCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $SenderSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV') $PSBoundParameters
}

function Test-CsAVConference {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $ReceiverCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $ReceiverSipAddress,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $SenderCredential,
    [Parameter(ParameterSetName = 'ReceiverCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $SenderSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'ReceiverCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [switch] $TestJoinLauncher
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV', 'RTCAVMCU') $PSBoundParameters
}

function Test-CsAddressBookService {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'UserCredential')]
  param(
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $UserCredential,
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetUri', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $UserSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [switch] $External,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [Parameter(ParameterSetName = 'TargetUri', Mandatory = $true)]
    [string] $TargetUri,
    [Parameter(ParameterSetName = 'TargetUri')]
    [System.Management.Automation.PSCredential] $WebCredential
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('W3SVC') $PSBoundParameters
}

function Test-CsAddressBookWebQuery {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'UserCredential')]
  param(
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $UserCredential,
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetUri', Mandatory = $true)]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [string] $UserSipAddress,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [switch] $External,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'UserCredential')]
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [string] $TargetFqdn,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [string] $TargetSipAddress,
    [Parameter(ParameterSetName = 'TargetUri', Mandatory = $true)]
    [string] $TargetUri,
    [Parameter(ParameterSetName = 'TargetUri')]
    [System.Management.Automation.PSCredential] $WebCredential
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('W3SVC') $PSBoundParameters
}

function Test-CsDialInConferencing {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'TargetFqdn', Mandatory = $true)]
    [Parameter(ParameterSetName = 'UserCredential')]
    [string] $TargetFqdn,
    [ValidateSet('TrustedServer', 'Negotiate', 'ClientCertificate', 'LiveID')]
    [string] $Authentication,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'UserCredential')]
    [int] $RegistrarPort,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'UserCredential')]
    [string] $TargetPstnPhoneNumber,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [string] $UserSipAddress,
    [Parameter(ParameterSetName = 'TargetFqdn')]
    [Parameter(ParameterSetName = 'UserCredential')]
    [bool] $VerifyConferenceJoin,
    [switch] $Force,
    [string] $OutLoggerVariable,
    [string] $OutVerboseVariable,
    [Parameter(ParameterSetName = 'UserCredential', Mandatory = $true)]
    [System.Management.Automation.PSCredential] $UserCredential
  )
  Test-Transaction $PSCmdlet $TargetFqdn @('RTCSRV', 'RTCCAA') $PSBoundParameters
}

function Update-CsAddressBook {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [switch] $Force,
    [string] $Fqdn
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $topology = Get-PublishedTopology $PSCmdlet $false
  foreach ($web in @($topology.Services | Where-Object { $_.Role -eq 'WebServices' })) {
    if ($Fqdn -and $web.Pool -ne $Fqdn) { continue }
    $store = @($topology.Services | Where-Object { $_.Role -eq 'FileStore' -and $_.Pool -eq $web.Pool })[0]
    $share = Get-ShareFolder $store.Cluster $store.Share
    if (-not (Test-Reachable $store.Cluster) -or -not [System.IO.Directory]::Exists($share)) {
      Write-CmdletError $PSCmdlet "The address book of $($web.Pool) cannot be written: \\$($store.Cluster)\$($store.Share) cannot be accessed." 'AddressBookFailed' 'WriteError' $web.Pool
      continue
    }
    $folder = Join-Parts $share $web.Folder 'ABFiles' '00000000-0000-0000-0000-000000000000'
    [void][System.IO.Directory]::CreateDirectory($folder)
    $names = @((Read-Directory).users | ForEach-Object { "$($_.sip)|$($_.name)" })
    [System.IO.File]::WriteAllText((Join-Parts $folder 'F-0d4f.lsabs'), ($names -join "`n"), $script:Utf8)
  }
}

function Update-CsAdminRole {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [switch] $Force
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  [void](Get-CentralStore $PSCmdlet)
  [void](Confirm-Change $PSCmdlet 'administrator roles' 'Update')
}

function Get-CsPoolBackupRelationship {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true)]
    [string] $PoolFqdn,
    [switch] $Force,
    [switch] $LocalStore
  )
  Enter-Cmdlet $PSCmdlet
  [void](Get-PoolMembers $PSCmdlet $PoolFqdn ([bool]$LocalStore))
  $backup = Get-BackupPool (Get-PublishedTopology $PSCmdlet ([bool]$LocalStore)) $PoolFqdn
  if (-not $backup) { Write-CmdletWarning $PSCmdlet "The pool $PoolFqdn has no backup pool."; return }
  [PSCustomObject]@{ BackupPoolFqdn = $backup; PoolFqdn = $PoolFqdn }
}
