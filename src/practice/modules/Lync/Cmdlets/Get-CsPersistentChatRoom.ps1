Add-Cmdlet 'Get-CsPersistentChatRoom' {
  Enter-Cmdlet $PSCmdlet
  if ($Addin -or $Member -or $Manager -or $ChatContentExceedsMB) { Stop-Unsupported $PSCmdlet '-Addin, -Member, -Manager or -ChatContentExceedsMB' }
  $count = 0
  foreach ($node in @(Get-ChatNodes $PSCmdlet $PersistentChatPoolFqdn | Where-Object { $_.Id -ne 1 })) {
    $name = "$($node.Pool)\$($node.Name)"
    if ($Identity -and $Identity -ne $name) { continue }
    if ($Filter -and $node.Name -notlike "*$Filter*") { continue }
    if ($ResultSize -gt 0 -and $count -ge $ResultSize) { break }
    $count++
    [PSCustomObject]@{ Identity = $name; Name = $node.Name; Description = $node.Description; Disabled = $node.Disabled; Type = 'Normal'; Privacy = 'Closed' }
  }
}
