Add-Cmdlet 'Set-CsPersistentChatActiveServer' {
  Enter-Cmdlet $PSCmdlet 'CsPersistentChatAdministrator'
  if ($Swap) { Stop-Unsupported $PSCmdlet '-Swap' }
  $servers = @()
  if ($ActiveServers -is [System.Collections.IDictionary]) { foreach ($key in @($ActiveServers.Keys)) { $servers += @($ActiveServers[$key]) } }
  else { $servers = @($ActiveServers) }
  $known = @((Get-PublishedTopology $PSCmdlet $false).Clusters | ForEach-Object { $_.Machines })
  foreach ($server in $servers) {
    if ($known -notcontains $server) { Stop-Cmdlet $PSCmdlet "The server ""$server"" is not in the topology." 'ServerNotFound' 'ObjectNotFound' $server }
  }
  if (-not (Confirm-Change $PSCmdlet "$servers" 'Set the active Persistent Chat servers')) { return }
  Set-StoredSetting $PSCmdlet 'PersistentChatActiveServer' 'Global' ([ordered]@{ ActiveServers = @($servers) })
}
