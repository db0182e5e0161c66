Add-Cmdlet 'Move-CsConferenceDirectory' {
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $id = ($Identity -split ':')[-1]
  $setting = @((Read-Configuration $PSCmdlet $false).settings | Where-Object { $_.class -eq 'ConferenceDirectory' -and $_.identity -eq $id })[0]
  if ($null -eq $setting) { Stop-Cmdlet $PSCmdlet "The conference directory ""$Identity"" was not found." 'ItemNotFound' 'ObjectNotFound' $Identity }
  [void](Get-PoolMembers $PSCmdlet $TargetPool)
  $source = ($setting.value.ServiceId -split ':')[-1]
  $target = Get-UserStorePath $PSCmdlet $TargetPool
  $found = Find-Database (Get-PoolStore (Get-PublishedTopology $PSCmdlet $false) $source 'UserStore') 'rtcxds'
  if ($found.Problem -and -not $Force) {
    Stop-Cmdlet $PSCmdlet "The pool ""$source"" cannot be reached; use -Force to move the directory without it. $($found.Problem)" 'SourcePoolUnavailable' 'ConnectionError' $source
  }
  if (-not (Confirm-Change $PSCmdlet $Identity "Move to $TargetPool")) { return }
  $entry = [PSCustomObject]@{ id = [int]$id; next = 20000 }
  if (-not $found.Problem) {
    $state = Read-State $found.Path
    $old = @(@($state.directories) | Where-Object { "$($_.id)" -eq $id })[0]
    if ($null -ne $old) { $entry = $old }
    Update-State $found.Path { param($store) $store.directories = @(@($store.directories) | Where-Object { "$($_.id)" -ne $id }) }
  }
  Update-State $target { param($store) $store.directories = @(@($store.directories) | Where-Object { "$($_.id)" -ne $id }) + @($entry) }
  Set-StoredSetting $PSCmdlet 'ConferenceDirectory' $id ([ordered]@{ ServiceId = "UserServer:$TargetPool" })
}
