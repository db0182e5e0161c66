Add-Cmdlet 'Import-CsPersistentChatData' {
  Enter-Cmdlet $PSCmdlet 'CsPersistentChatAdministrator'
  $at = Split-Instance $DBInstance
  $bytes = $ByteInput
  if ($FileName) { $bytes = Read-Export $PSCmdlet $FileName }
  $document = Read-ExportDocument $PSCmdlet $bytes $FileName 'PersistentChat.xml' 'PersistentChat'
  $failure = Get-OpenProblem $at.Server $at.Instance 'mgc'
  if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'PersistentChatStoreUnavailable' 'ConnectionError' $DBInstance }
  if (-not (Confirm-Change $PSCmdlet $DBInstance 'Import Persistent Chat data')) { return }
  # As text: a value that looks like a date must come back as it was.
  $tables = @($document.Items | ForEach-Object { $_.Value }) -join ','
  Add-SqlRequestText $at.Server $at.Instance "{""load"":[{""database"":""mgc"",""tables"":[$tables]}]}"
  Write-CmdletReport $PSCmdlet $Report @($document.Items | ForEach-Object { $_.Name })
}
