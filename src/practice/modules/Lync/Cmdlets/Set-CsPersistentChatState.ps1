Add-Cmdlet 'Set-CsPersistentChatState' {
  Enter-Cmdlet $PSCmdlet 'CsPersistentChatAdministrator'
  if ($Instance) { Stop-Unsupported $PSCmdlet '-Instance' }
  $pool = "$Identity" -replace '^PersistentChatServer:', ''
  [void](Get-ChatStore $PSCmdlet $pool)
  if (-not $PoolState -or -not (Confirm-Change $PSCmdlet $Identity "Set the state to $PoolState")) { return }
  Set-PoolState $pool {
    param($one)
    if ($null -eq $one.PSObject.Properties['chatState']) {
      $one.PSObject.Properties.Add([System.Activator]::CreateInstance([System.Management.Automation.PSNoteProperty], @('chatState', $PoolState)))
    }
    else { $one.chatState = $PoolState }
  }
}
