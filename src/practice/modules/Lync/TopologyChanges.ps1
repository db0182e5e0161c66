# Changes of the published topology and of single settings by cmdlets.

# Lets the script block change the topology document of the Central Management store.
function Update-Topology($Cmdlet, [scriptblock] $DocumentChange) {
  Update-CentralStore $Cmdlet {
    param($topologyStore)
    $topologyStore.topology = Edit-TopologyText $topologyStore.topology $DocumentChange
  }
}

# The text of a topology document after a change.
function Edit-TopologyText([string] $Text, [scriptblock] $DocumentChange) {
  $document = [System.Activator]::CreateInstance([System.Xml.XmlDocument])
  $document.LoadXml($Text)
  [void](& $DocumentChange $document.DocumentElement)
  return ConvertTo-IndentedXml $document.OuterXml
}

# Nodes below the service with this key.
function Select-ServiceNode([System.Xml.XmlElement] $Root, [string] $Key, [string] $Path) {
  foreach ($service in @(Select-Node $Root 'Services/Service')) {
    if ((Get-ServiceKey @(Select-Node $service 'ServiceId')[0]) -eq $Key) { Select-Node $service $Path }
  }
}

# Makes a ServiceId element name another service.
function Set-ServiceKey([System.Xml.XmlElement] $Id, [string] $Key) {
  $parts = @($Key -split ':')
  $Id.SetAttribute('SiteId', $parts[0])
  $Id.SetAttribute('RoleName', $parts[1])
  $Id.SetAttribute('Instance', $parts[2])
}

# Sets values of a setting in the Central Management store; one that is not there is made.
function Set-StoredSetting($Cmdlet, [string] $Class, [string] $Identity, $Values) {
  Update-CentralStore $Cmdlet {
    param($settingStore)
    $setting = @(@($settingStore.settings) | Where-Object { $_.class -eq $Class -and $_.identity -eq $Identity })[0]
    if ($null -eq $setting) {
      $setting = [PSCustomObject]@{ class = $Class; identity = $Identity; value = [PSCustomObject]@{} }
      $settingStore.settings = @($settingStore.settings) + @($setting)
    }
    $merged = [ordered]@{}
    foreach ($property in $setting.value.PSObject.Properties) { $merged[$property.Name] = $property.Value }
    foreach ($name in @($Values.Keys)) { $merged[$name] = $Values[$name] }
    $setting.value = [PSCustomObject]$merged
  }
}

# Reports services that do not run on any Edge whose next hop is the pool, or on the Edge pool itself.
function Test-EdgeService($Cmdlet, [string] $PoolFqdn, [string[]] $Services) {
  $topology = Get-PublishedTopology $Cmdlet $false
  $registrars = @($topology.Services | Where-Object { $_.Role -eq 'Registrar' -and $_.Cluster -eq $PoolFqdn } | ForEach-Object { $_.Key })
  $edges = @($topology.Services | Where-Object {
      $_.Role -eq 'EdgeServer' -and ($_.Cluster -eq $PoolFqdn -or @($_.Needs | Where-Object { $registrars -contains $_.Key }).Count -gt 0)
    } | ForEach-Object { $_.Cluster })
  $machines = @($topology.Clusters | Where-Object { $edges -contains $_.Fqdn } | ForEach-Object { $_.Machines })
  foreach ($service in $Services) {
    if (@($machines | Where-Object { (Get-ServiceStatus $_ $service) -eq 'Running' }).Count -gt 0) { continue }
    $problem = "504, Server time-out: $service does not run on any Edge Server of $PoolFqdn."
    $problem
    Write-CmdletError $Cmdlet $problem 'SyntheticTransactionFailed' 'ConnectionError' $PoolFqdn
  }
}
