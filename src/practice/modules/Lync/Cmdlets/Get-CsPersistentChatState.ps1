Add-Cmdlet 'Get-CsPersistentChatState' {
  Enter-Cmdlet $PSCmdlet
  foreach ($store in @(Get-ChatStore $PSCmdlet '')) {
    $name = "PersistentChatServer:$($store.Pool)"
    if (-not (Test-Identity $name ($Identity -replace '^service:', '') $Filter)) { continue }
    $state = "$((Get-PoolState $store.Pool).chatState)"
    if (-not $state) { $state = 'Normal' }
    [PSCustomObject]@{ Identity = $name; PoolState = $state }
  }
}
