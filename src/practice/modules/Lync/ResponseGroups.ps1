# Response groups of a pool, and the contact objects that they have in the directory.

$script:GroupLists = @('agentGroups', 'queues', 'workflows', 'hoursOfBusiness', 'holidaySets')

# Pool of an identity such as service:ApplicationServer:se01.contoso.com. Ends the cmdlet on another form.
function Get-GroupPool($Cmdlet, [string] $Identity) {
  if ($Identity -notmatch '^(service:)?ApplicationServer:([^/\s:]+)(/.*)?$') {
    Stop-Cmdlet $Cmdlet "Cannot parse the identity ""$Identity"". It must look like service:ApplicationServer:pool.contoso.com." 'InvalidRgsIdentity' 'InvalidArgument' $Identity
  }
  return $Matches[2]
}

# The response group database of a pool. It is reached through the pool's Response Group service.
function Get-GroupStorePath($Cmdlet, [string] $PoolFqdn) {
  $topology = Get-PublishedTopology $Cmdlet $false
  $store = @($topology.Services | Where-Object { $_.Role -eq 'ApplicationStore' -and $_.Pool -eq $PoolFqdn })[0]
  if ($null -eq $store) {
    Stop-Cmdlet $Cmdlet "The application server ""$PoolFqdn"" is not in the topology." 'PoolNotFound' 'ObjectNotFound' $PoolFqdn
  }
  $found = Find-Database $store 'rgsconfig'
  if ($found.Problem) { Stop-Cmdlet $Cmdlet $found.Problem 'ApplicationStoreUnavailable' 'ConnectionError' $PoolFqdn }
  $running = @(Get-PoolMembers $Cmdlet $PoolFqdn | Where-Object { (Get-ServiceStatus $_ 'RTCRGS') -eq 'Running' })
  if ($running.Count -eq 0) {
    Stop-Cmdlet $Cmdlet "The Response Group service (RTCRGS) does not run on $PoolFqdn." 'RgsServiceStopped' 'ConnectionError' $PoolFqdn
  }
  return $found.Path
}

# Objects of an import that the pool's own list does not show by itself.
function Get-ImportedIds($State) {
  if ($null -eq $State.PSObject.Properties['importedIds']) { return @() }
  return @($State.importedIds)
}

function Select-GroupObject($Cmdlet, [string] $List, [hashtable] $Bound) {
  Enter-Cmdlet $Cmdlet
  $identity = "$($Bound['Identity'])"; $owner = "$($Bound['Owner'])"; $name = "$($Bound['Name'])"
  $pools = @()
  if ($identity) { $pools = @(Get-GroupPool $Cmdlet $identity) }
  else {
    $topology = Get-PublishedTopology $Cmdlet $false
    $pools = @($topology.Services | Where-Object { $_.Role -eq 'ApplicationStore' } | ForEach-Object { $_.Pool })
  }
  $id = ''
  if ($identity -match '/(.+)$') { $id = $Matches[1] }
  foreach ($pool in $pools) {
    $state = Read-State (Get-GroupStorePath $Cmdlet $pool)
    $imported = @(Get-ImportedIds $state)
    foreach ($object in @($state.$List)) {
      if ($null -eq $object -or ($name -and $object.name -ne $name) -or ($id -and $object.id -ne $id)) { continue }
      if ($owner -and $object.owner -ne $owner -and "service:$owner" -ne $object.owner) { continue }
      if (-not $id -and -not $Bound['ShowAll'] -and -not $owner -and $imported -contains $object.id) { continue }
      $properties = [ordered]@{ Identity = "service:ApplicationServer:$pool/$($object.id)"; Name = $object.name; OwnerPool = ($object.owner -split ':')[-1] }
      foreach ($property in $object.PSObject.Properties) {
        if (@('id', 'name', 'owner') -notcontains $property.Name) { $properties[$property.Name] = $property.Value }
      }
      [PSCustomObject]$properties
    }
  }
}

function Get-CsRgsConfiguration {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true, Position = 0)]
    [string] $Identity
  )
  Enter-Cmdlet $PSCmdlet
  $pool = Get-GroupPool $PSCmdlet $Identity
  $state = Read-State (Get-GroupStorePath $PSCmdlet $pool)
  $properties = [ordered]@{ Identity = "service:ApplicationServer:$pool" }
  foreach ($property in $state.settings.PSObject.Properties) { $properties[$property.Name] = $property.Value }
  [PSCustomObject]$properties
}

function Export-CsRgsConfiguration {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true)]
    [string] $FileName,
    [Parameter(Mandatory = $true)]
    [string] $Source,
    [switch] $Force,
    [string] $Owner,
    [switch] $RemoveExportedConfiguration
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  if ($RemoveExportedConfiguration) { Stop-Unsupported $PSCmdlet '-RemoveExportedConfiguration' }
  $pool = Get-GroupPool $PSCmdlet $Source
  $state = Read-State (Get-GroupStorePath $PSCmdlet $pool)
  $items = @()
  foreach ($list in $script:GroupLists) {
    foreach ($object in @($state.$list)) {
      if ($null -eq $object -or ($Owner -and $object.owner -ne $Owner -and "service:$Owner" -ne $object.owner)) { continue }
      $items += [PSCustomObject]@{ Name = "urn:rgs:${list}:$($object.id)"; Value = $object; Xml = '' }
    }
  }
  $items += [PSCustomObject]@{ Name = 'urn:rgs:settings'; Value = $state.settings; Xml = '' }
  $entries = @(
    (Get-HeaderEntry 'ResponseGroups' $pool),
    [PSCustomObject]@{ Name = 'RgsConfiguration.xml'; Bytes = (ConvertTo-ItemDocument $items @{ Version = 1 }) }
  )
  foreach ($file in @($state.audio)) {
    $entries += [PSCustomObject]@{ Name = "RGS_AUDIO/$($file.name)"; Bytes = [System.Convert]::FromBase64String($file.content) }
  }
  Save-Export $PSCmdlet $FileName (ConvertTo-Zip $entries) $false
}

# Names that other response groups of the deployment have already.
function Find-NameConflict($Cmdlet, [string] $PoolFqdn, [string] $List, $Objects) {
  $ids = @($Objects | ForEach-Object { $_.id })
  $topology = Get-PublishedTopology $Cmdlet $false
  foreach ($store in @($topology.Services | Where-Object { $_.Role -eq 'ApplicationStore' })) {
    $found = Find-Database $store 'rgsconfig'
    if ($found.Problem) { continue }
    $state = Read-State $found.Path
    foreach ($object in @($state.$List)) {
      if ($null -eq $object -or $ids -contains $object.id) { continue }
      if (@($Objects | Where-Object { $_.name -eq $object.name }).Count -gt 0) { $object.name }
    }
  }
}

# A name with (2), (3), … behind it that nobody has.
function Get-FreeName([string] $Name, $Taken) {
  $number = 2
  while ($Taken -contains "$Name ($number)") { $number++ }
  return "$Name ($number)"
}

function Import-CsRgsConfiguration {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true)]
    [string] $Destination,
    [Parameter(Mandatory = $true)]
    [string] $FileName,
    [switch] $Force,
    [switch] $OverwriteOwner,
    [switch] $ReplaceExistingRgsSettings,
    [switch] $ResolveNameConflicts
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $pool = Get-GroupPool $PSCmdlet $Destination
  $path = Get-GroupStorePath $PSCmdlet $pool
  $bytes = Read-Export $PSCmdlet $FileName
  $document = Read-ExportDocument $PSCmdlet $bytes $FileName 'RgsConfiguration.xml' 'ResponseGroups'
  $owner = "service:ApplicationServer:$pool"
  $lists = @{}
  $ids = @()
  foreach ($list in $script:GroupLists) {
    $objects = @($document.Items | Where-Object { $_.Name -like "urn:rgs:${list}:*" } | ForEach-Object { $_.Value })
    $conflicts = @(Find-NameConflict $PSCmdlet $pool $list $objects)
    if ($conflicts.Count -gt 0 -and -not $ResolveNameConflicts) {
      Stop-Cmdlet $PSCmdlet "The names are in use already: $($conflicts -join ', '). Nothing was imported." 'RgsNameConflict' 'ResourceExists' $conflicts
    }
    foreach ($object in $objects) {
      if ($conflicts -contains $object.name) { $object.name = Get-FreeName $object.name $conflicts }
      if ($OverwriteOwner) { $object.owner = $owner }
      $ids += $object.id
    }
    $lists[$list] = $objects
  }
  $contacts = @((Read-Directory).contacts)
  $uris = @($lists['workflows'] | ForEach-Object { $_.PrimaryUri })
  $present = @($contacts | Where-Object { $uris -contains $_.sip })
  if ($present.Count -gt 0 -and -not $OverwriteOwner) {
    $named = @($present | ForEach-Object { "$($_.sip) (owner $($_.owner))" }) -join ', '
    Stop-Cmdlet $PSCmdlet "Contact objects of these workflows exist in Active Directory and have an owner: $named. Use -OverwriteOwner to take them over. Nothing was imported." 'RgsOwnerConflict' 'ResourceExists' $present
  }
  $audio = @(ConvertFrom-Zip $PSCmdlet $bytes $FileName | Where-Object { $_.Name -like 'RGS_AUDIO/*' })
  $settings = @($document.Items | Where-Object { $_.Name -eq 'urn:rgs:settings' })[0].Value
  Update-State $path {
    param($groups)
    foreach ($list in $script:GroupLists) {
      $old = @(@($groups.$list) | Where-Object { $null -ne $_ -and $ids -notcontains $_.id })
      $groups.$list = $old + @($lists[$list])
    }
    $names = @($audio | ForEach-Object { $_.Name.Substring(10) })
    $kept = @(@($groups.audio) | Where-Object { $null -ne $_ -and $names -notcontains $_.name })
    $groups.audio = $kept + @($audio | ForEach-Object {
        [PSCustomObject]@{ name = $_.Name.Substring(10); content = [System.Convert]::ToBase64String($_.Bytes) }
      })
    if ($ReplaceExistingRgsSettings) { $groups.settings = $settings }
    $importedIds = @(@(Get-ImportedIds $groups) + $ids | Where-Object { $_ })
    if ($null -eq $groups.PSObject.Properties['importedIds']) {
      $groups.PSObject.Properties.Add([System.Activator]::CreateInstance([System.Management.Automation.PSNoteProperty], @('importedIds', $importedIds)))
    }
    else { $groups.importedIds = $importedIds }
  }
  Update-State (Get-DirectoryPath 'ad.json') {
    param($directory)
    $others = @(@($directory.contacts) | Where-Object { $uris -notcontains $_.sip })
    $directory.contacts = $others + @($lists['workflows'] | ForEach-Object {
        [PSCustomObject]@{ sip = $_.PrimaryUri; name = $_.name; owner = $_.owner }
      })
  }
}
