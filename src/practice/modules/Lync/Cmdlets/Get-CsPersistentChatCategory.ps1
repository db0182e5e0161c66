# The first node is the root: the one category of the practice estate.
Add-Cmdlet 'Get-CsPersistentChatCategory' {
  Enter-Cmdlet $PSCmdlet
  $nodes = @(Get-ChatNodes $PSCmdlet $PersistentChatPoolFqdn)
  foreach ($node in @($nodes | Where-Object { $_.Id -eq 1 })) {
    $name = "$($node.Pool)\$($node.Name)"
    if ($Identity -and $Identity -ne $name) { continue }
    [PSCustomObject]@{ Identity = $name; Name = $node.Name; Description = $node.Description; NumberOfChatRooms = @($nodes | Where-Object { $_.Pool -eq $node.Pool }).Count - 1 }
  }
}
