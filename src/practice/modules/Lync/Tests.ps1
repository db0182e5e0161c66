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
