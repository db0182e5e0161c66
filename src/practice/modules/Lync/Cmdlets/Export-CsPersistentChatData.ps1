Add-Cmdlet 'Export-CsPersistentChatData' {
  Enter-Cmdlet $PSCmdlet 'CsPersistentChatAdministrator'
  if ($Scope -or $StartDate -or $DisableExportedNodes) { Stop-Unsupported $PSCmdlet '-Scope, -StartDate or -DisableExportedNodes' }
  $at = Split-Instance $DBInstance
  $name = $DBName
  if (-not $name) { $name = 'mgc' }
  $tables = @(Get-ChatTables $PSCmdlet $at.Server $at.Instance $name)
  if ($Level -and $Level -ne 'All') { $tables = @($tables | Where-Object { $script:ChatLevels[$Level] -contains $_.Name }) }
  $items = @($tables | ForEach-Object { [PSCustomObject]@{ Name = "urn:pchat:$($_.Name)"; Value = $_.Text; Xml = '' } })
  $entries = @(
    (Get-HeaderEntry 'PersistentChat' $DBInstance),
    [PSCustomObject]@{ Name = 'PersistentChat.xml'; Bytes = (ConvertTo-ItemDocument $items @{ Version = 1 }) }
  )
  $bytes = ConvertTo-Zip $entries
  Write-CmdletReport $PSCmdlet $Report @($tables | ForEach-Object { "$($_.Name): $(@($_.Rows).Count) rows" })
  if (-not $FileName) { $PSCmdlet.WriteObject($bytes, $false); return }
  Save-Export $PSCmdlet $FileName $bytes $false
}
