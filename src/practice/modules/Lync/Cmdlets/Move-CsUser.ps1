# Without -Force the data moves along; with it the user arrives on the other pool without any.
Add-Cmdlet 'Move-CsUser' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($ProxyPool -or $HostedMigrationOverrideUrl) { Stop-Unsupported $PSCmdlet '-ProxyPool or -HostedMigrationOverrideUrl' }
  $user = @((Read-Directory).users | Where-Object { Test-UserIdentity $_ $Identity })[0]
  if ($null -eq $user) { Stop-Cmdlet $PSCmdlet "Management object not found for identity ""$Identity""." 'UserNotFound' 'ObjectNotFound' $Identity }
  $to = Get-UserStorePath $PSCmdlet $Target
  $sip = $user.sip
  $data = $null
  if (-not $Force) {
    $from = Get-UserStorePath $PSCmdlet $user.pool
    $data = @((Read-State $from).users | Where-Object { $_.sip -eq $sip })[0]
  }
  if (-not (Confirm-Change $PSCmdlet $sip "Move to $Target")) { return }
  if ($null -ne $data) {
    Update-State $from { param($store) $store.users = @(@($store.users) | Where-Object { $_.sip -ne $sip }) }
    Update-State $to { param($store) $store.users = @(Merge-Users @($store.users) @($data)) }
  }
  Update-State (Get-DirectoryPath 'ad.json') {
    param($directory)
    foreach ($one in @($directory.users)) { if ($one.sip -eq $sip) { $one.pool = $Target } }
  }
  if ($PassThru) { ConvertTo-UserObject (@((Read-Directory).users | Where-Object { $_.sip -eq $sip })[0]) }
}
