# The location information database: what is being edited and what is published.

function Get-LocationsPath($Cmdlet) {
  $central = Get-CentralStore $Cmdlet
  $found = Find-Database ([PSCustomObject]@{ Cluster = $central.Server; Instance = $central.Instance; Mirror = '' }) 'lis'
  if ($found.Problem) { Stop-Cmdlet $Cmdlet $found.Problem 'LisDatabaseMissing' 'ConnectionError' }
  return $found.Path
}

function Export-CsLisConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'AsBytes')]
  param(
    [Parameter(ParameterSetName = 'FileName', Mandatory = $true)]
    [string] $FileName,
    [Parameter(ParameterSetName = 'AsBytes')]
    [switch] $AsBytes
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $state = Read-State (Get-LocationsPath $PSCmdlet)
  $items = @(@($state.working) | ForEach-Object { [PSCustomObject]@{ Name = "urn:lis:$($_.kind):$($_.id)"; Value = $_; Xml = '' } })
  $entries = @(
    (Get-HeaderEntry 'Locations' $script:ServerName),
    [PSCustomObject]@{ Name = 'LisConfiguration.xml'; Bytes = (ConvertTo-ItemDocument $items @{ Version = 1 }) }
  )
  $bytes = ConvertTo-Zip $entries
  if ($AsBytes) { $PSCmdlet.WriteObject($bytes, $false); return }
  Save-Export $PSCmdlet $FileName $bytes $false
}

function Import-CsLisConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'FileName')]
  param(
    [Parameter(ParameterSetName = 'FileName', Mandatory = $true)]
    [string] $FileName,
    [Parameter(ParameterSetName = 'ByteInput', Mandatory = $true)]
    [byte[]] $ByteInput
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $bytes = $ByteInput
  if ($FileName) { $bytes = Read-Export $PSCmdlet $FileName }
  $document = Read-ExportDocument $PSCmdlet $bytes $FileName 'LisConfiguration.xml' 'Locations'
  $path = Get-LocationsPath $PSCmdlet
  Update-State $path { param($locations) $locations.working = @($document.Items | ForEach-Object { $_.Value }) }
}

function Publish-CsLisConfiguration {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [switch] $Force
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $path = Get-LocationsPath $PSCmdlet
  if (-not (Confirm-Change $PSCmdlet 'location information' 'Publish')) { return }
  Update-State $path { param($locations) $locations.published = @($locations.working) }
}

function Get-CsLisLocation {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [switch] $Unreferenced
  )
  Enter-Cmdlet $PSCmdlet
  $state = Read-State (Get-LocationsPath $PSCmdlet)
  $used = @(@($state.working) | Where-Object { $_.kind -ne 'address' } | ForEach-Object { $_.value.LocationId })
  foreach ($item in @($state.working)) {
    if ($item.kind -ne 'address' -or ($Unreferenced -and $used -contains $item.id)) { continue }
    $properties = [ordered]@{ LocationId = $item.id }
    foreach ($property in $item.value.PSObject.Properties) { $properties[$property.Name] = $property.Value }
    $properties['IsPublished'] = @(@($state.published) | Where-Object { $_.id -eq $item.id }).Count -gt 0
    [PSCustomObject]$properties
  }
}

function Get-CsLisSubnet {
  [CmdletBinding(PositionalBinding = $false)]
  param()
  Enter-Cmdlet $PSCmdlet
  $state = Read-State (Get-LocationsPath $PSCmdlet)
  foreach ($item in @($state.working)) {
    if ($item.kind -ne 'subnet' -or ($Subnet -and $item.id -ne $Subnet)) { continue }
    [PSCustomObject]@{ Subnet = $item.id; LocationId = $item.value.LocationId; Description = '' }
  }
}
