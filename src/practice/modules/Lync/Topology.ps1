# The published topology: read as objects, published, enabled, tested.

function Select-Node([System.Xml.XmlNode] $Node, [string] $Path) {
  $steps = @($Path -split '/' | ForEach-Object { if ($_ -eq '') { '' } else { "*[local-name()='$_']" } })
  $Node.SelectNodes($steps -join '/')
}

# The topology that was read last, by its text.
$script:TopologyCache = @{}

# Sites, clusters and services of a topology document. A service's Pool is the cluster that it serves:
# its own. Instance is the SQL Server instance that it is installed on, if any.
function ConvertFrom-TopologyXml([string] $Xml) {
  if (-not $script:TopologyCache.ContainsKey($Xml)) {
    $script:TopologyCache.Clear()
    $script:TopologyCache[$Xml] = Read-TopologyXml $Xml
  }
  return $script:TopologyCache[$Xml]
}

function Read-TopologyXml([string] $Xml) {
  $sites = @(); $clusters = @(); $services = @()
  if ($Xml) {
    $document = [System.Activator]::CreateInstance([System.Xml.XmlDocument])
    $document.LoadXml($Xml)
    $root = $document.DocumentElement
    foreach ($site in @(Select-Node $root 'Sites/CentralSite')) {
      $sites += [PSCustomObject]@{ Id = $site.GetAttribute('SiteId'); Name = @(Select-Node $site 'Name')[0].InnerText }
    }
    foreach ($cluster in @(Select-Node $root 'Clusters/Cluster')) {
      $id = @(Select-Node $cluster 'ClusterId')[0]
      $fqdn = $cluster.GetAttribute('Fqdn')
      $machines = @(Select-Node $cluster 'Machine' | ForEach-Object {
          if ($_.GetAttribute('Fqdn')) { $_.GetAttribute('Fqdn') } else { $fqdn }
        })
      $clusters += [PSCustomObject]@{
        Fqdn = $fqdn; Key = $id.GetAttribute('SiteId') + ':' + $id.GetAttribute('Number'); SiteId = $id.GetAttribute('SiteId')
        Replicates = ($cluster.GetAttribute('RequiresReplication') -eq 'true'); Machines = $machines
      }
    }
    $instances = @(Select-Node $root 'SqlInstances/SqlInstance' | ForEach-Object { Read-SqlInstance $_ $clusters })
    foreach ($service in @(Select-Node $root 'Services/Service')) {
      $id = @(Select-Node $service 'ServiceId')[0]
      $onSql = @(Select-Node $service 'InstalledOn/SqlInstanceId')[0]
      $instance = ''
      $place = @(Select-Node $service 'InstalledOn/ClusterId')[0]
      if ($null -ne $onSql) { $instance = $onSql.GetAttribute('Name'); $place = @(Select-Node $onSql 'ClusterId')[0] }
      $cluster = Get-ClusterById $place $clusters
      $pair = @($instances | Where-Object { $null -ne $onSql -and $_.Server -eq $cluster.Fqdn -and $_.Instance -eq $instance })[0]
      $share = ''
      foreach ($detail in @(Select-Node $service 'FileStoreService')) { $share = $detail.GetAttribute('ShareName') }
      $owner = @($clusters | Where-Object { $_.Key -eq ($id.GetAttribute('SiteId') + ':' + $id.GetAttribute('Instance')) })[0]
      $pool = $cluster.Fqdn
      if ($null -ne $owner) { $pool = $owner.Fqdn }
      $services += [PSCustomObject]@{
        Role = $id.GetAttribute('RoleName'); Cluster = $cluster.Fqdn; Pool = $pool; Instance = $instance
        Mirror = "$($pair.Mirror)"; Witness = "$($pair.Witness)"; Key = Get-ServiceKey $id
        Needs = @(Select-Node $service 'DependsOn/Dependency' | ForEach-Object {
            [PSCustomObject]@{ Usage = $_.GetAttribute('Usage'); Key = Get-ServiceKey @(Select-Node $_ 'ServiceId')[0] }
          })
        SiteId = $id.GetAttribute('SiteId'); Version = $service.GetAttribute('ServiceVersion'); Share = $share
        Folder = $id.GetAttribute('SiteId') + '-' + $id.GetAttribute('RoleName') + '-' + $id.GetAttribute('Instance')
      }
    }
  }
  [PSCustomObject]@{ Sites = $sites; Clusters = $clusters; Services = $services }
}

# `site:role:number` of a ServiceId element.
function Get-ServiceKey([System.Xml.XmlElement] $Id) {
  @($Id.GetAttribute('SiteId'), $Id.GetAttribute('RoleName'), $Id.GetAttribute('Instance')) -join ':'
}

# The cluster that a ClusterId element names.
function Get-ClusterById([System.Xml.XmlElement] $Id, $Clusters) {
  $key = $Id.GetAttribute('SiteId') + ':' + $Id.GetAttribute('Number')
  @($Clusters | Where-Object { $_.Key -eq $key })[0]
}

# An instance with the other half of its mirror and the witness, each as `server\instance`, if any.
function Read-SqlInstance([System.Xml.XmlElement] $Element, $Clusters) {
  $places = @{ SqlInstanceId = ''; MirrorSqlInstanceId = ''; WitnessSqlInstanceId = '' }
  foreach ($name in @($places.Keys)) {
    $id = @(Select-Node $Element $name)[0]
    if ($null -eq $id) { continue }
    $server = (Get-ClusterById @(Select-Node $id 'ClusterId')[0] $Clusters).Fqdn
    $places[$name] = "$server\$($id.GetAttribute('Name'))"
  }
  $own = Split-Instance $places.SqlInstanceId
  [PSCustomObject]@{
    Server = $own.Server; Instance = $own.Instance; Mirror = $places.MirrorSqlInstanceId; Witness = $places.WitnessSqlInstanceId
  }
}

# The service of this role that a service depends on for this usage, or $null.
function Get-NeededService($Topology, $Service, [string] $Usage, [string] $Role) {
  foreach ($need in @($Service.Needs | Where-Object { $_.Usage -eq $Usage })) {
    $found = @($Topology.Services | Where-Object { $_.Key -eq $need.Key -and $_.Role -eq $Role })[0]
    if ($null -ne $found) { return $found }
  }
}

function Get-PublishedTopology($Cmdlet, [bool] $Local) {
  ConvertFrom-TopologyXml (Read-Configuration $Cmdlet $Local).topology
}

# Members of a pool. Ends the cmdlet where the topology does not have it.
function Get-PoolMembers($Cmdlet, [string] $PoolFqdn, [bool] $Local = $false) {
  $cluster = @((Get-PublishedTopology $Cmdlet $Local).Clusters | Where-Object { $_.Fqdn -eq $PoolFqdn })[0]
  if ($null -eq $cluster) { Stop-Cmdlet $Cmdlet "The pool ""$PoolFqdn"" is not in the topology." 'PoolNotFound' 'ObjectNotFound' $PoolFqdn }
  return @($cluster.Machines)
}

# The cluster that this computer is a member of by its own name, or $null.
function Get-OwnCluster($Topology) {
  $own = (Read-Computer).hostName
  @($Topology.Clusters | Where-Object { @($_.Machines) -contains $own })[0]
}

function Get-CsTopology {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [switch] $AsXml,
    [switch] $LocalStore
  )
  Enter-Cmdlet $PSCmdlet
  $xml = (Read-Configuration $PSCmdlet $LocalStore).topology
  if (-not $xml) { Stop-Cmdlet $PSCmdlet 'No topology has been published.' 'NoTopology' 'ObjectNotFound' }
  if ($AsXml) { return [System.Xml.Linq.XDocument]::Parse($xml) }
  $topology = ConvertFrom-TopologyXml $xml
  [PSCustomObject]@{ Sites = @($topology.Sites); Clusters = @($topology.Clusters); Services = @($topology.Services); IsReadOnly = $true }
}

function Publish-CsTopology {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'FileName')]
  param(
    [Parameter(ParameterSetName = 'FileName', Mandatory = $true)]
    [string] $FileName,
    [string] $BackupFileName,
    [switch] $Force,
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [string] $Report,
    [Parameter(ParameterSetName = 'Document', Mandatory = $true)]
    [object] $Document,
    [Parameter(ParameterSetName = 'FinalizeUninstall', Mandatory = $true)]
    [switch] $FinalizeUninstall
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Domain Admins'
  if ($FinalizeUninstall) { Stop-Unsupported $PSCmdlet '-FinalizeUninstall' }
  $xml = "$Document"
  if ($FileName) { $xml = $script:Utf8.GetString((Read-Export $PSCmdlet $FileName)).TrimStart([char]0xFEFF) }
  $failure = $null
  try { $model = ConvertFrom-TopologyXml $xml } catch { $failure = $_.Exception.GetBaseException().Message }
  if (-not $failure -and @($model.Clusters).Count -eq 0) { $failure = 'it has no clusters' }
  if ($failure) { Stop-Cmdlet $PSCmdlet "The document is not a published topology: $failure" 'InvalidTopology' 'InvalidData' $FileName }
  $central = Get-CentralStore $PSCmdlet
  if ($BackupFileName) {
    Save-Export $PSCmdlet $BackupFileName ($script:Utf8.GetBytes("$((Read-State $central.Path).topology)")) $Force
  }
  if (-not (Confirm-Change $PSCmdlet 'topology' 'Publish')) { return }
  Update-CentralStore $PSCmdlet { param($store) $store.topology = ConvertTo-IndentedXml $xml }
  Write-CmdletReport $PSCmdlet $Report @('Topology published')
}

# Sets the access list of a file store's share and makes its folders; returns an error text, or nothing.
function Enable-FileStore($Cmdlet, $Service, $Topology) {
  $unc = "\\$($Service.Cluster)\$($Service.Share)"
  if (-not (Test-Reachable $Service.Cluster)) { return "Cannot access the file share ${unc}: the network path was not found." }
  $shares = @((Read-Computer $Service.Cluster).shares)
  if (@($shares | Where-Object { $_.name -eq $Service.Share }).Count -eq 0) {
    return "Cannot access the file share ${unc}: the network name cannot be found."
  }
  $folder = Get-ShareFolder $Service.Cluster $Service.Share
  foreach ($role in @('WebServices', 'ApplicationServer', 'CentralMgmt')) {
    foreach ($one in @($Topology.Services | Where-Object { $_.Role -eq $role -and $_.Pool -eq $Service.Pool })) {
      [void][System.IO.Directory]::CreateDirectory((Join-Parts $folder $one.Folder))
    }
  }
  $netbios = (Read-Directory).netbios
  $groups = @($script:Facts.shareGroups | ForEach-Object { "$netbios\$_" })
  $shareName = $Service.Share
  Update-Computer $Service.Cluster {
    param($computer)
    foreach ($share in @($computer.shares)) {
      if ($share.name -ne $shareName) { continue }
      $own = @(@($share.acl) | Where-Object { $groups -notcontains $_ })
      $share.acl = @($own) + @($groups)
    }
  }
}

function Enable-CsTopology {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [switch] $Force,
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [string] $Report,
    [bool] $SkipPrepareCheck
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Domain Admins'
  $topology = Get-PublishedTopology $PSCmdlet $false
  if (@($topology.Clusters).Count -eq 0) { Stop-Cmdlet $PSCmdlet 'No topology has been published; import the configuration first.' 'NoTopology' 'ObjectNotFound' }
  if (-not (Confirm-Change $PSCmdlet 'topology' 'Enable')) { return }
  $lines = @()
  $failures = @()
  foreach ($store in @($topology.Services | Where-Object { $_.Role -eq 'FileStore' })) {
    $failure = Enable-FileStore $PSCmdlet $store $topology
    if ($failure) { $failures += $failure } else { $lines += "Permissions set on \\$($store.Cluster)\$($store.Share)" }
  }
  $machines = @($topology.Clusters | Where-Object { $_.Replicates } | ForEach-Object { $_.Machines })
  Update-State (Get-DirectoryPath 'ad.json') {
    param($directory)
    foreach ($computer in @($directory.computers)) {
      if ($machines -notcontains $computer.fqdn) { continue }
      $new = @($script:Facts.computerGroups | Where-Object { @($computer.groups) -notcontains $_ })
      $computer.groups = @($computer.groups) + @($new)
    }
  }
  Write-CmdletReport $PSCmdlet $Report ($lines + $failures)
  foreach ($line in $lines) { Write-CmdletVerbose $PSCmdlet $line }
  if ($failures.Count -gt 0) { Stop-Cmdlet $PSCmdlet ($failures -join ' ') 'FileShareUnavailable' 'ResourceUnavailable' }
}

function Test-CsTopology {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $GlobalCatalog,
    [string] $GlobalSettingsDomainController,
    [string] $Report,
    [string] $Service
  )
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet $false
  $failures = @()
  foreach ($service in @($topology.Services)) {
    if ($Service -and ($Service -replace '^service:', '') -notlike "*$($service.Cluster)") { continue }
    if ($service.Instance) {
      foreach ($name in @(Get-StoreDatabases $service.Role)) {
        $place = Find-Database $service $name
        if ($place.Problem) { $failures += "$($service.Role) on $($service.Cluster): $($place.Problem)" }
      }
      continue
    }
    foreach ($machine in @($topology.Clusters | Where-Object { $_.Fqdn -eq $service.Cluster } | ForEach-Object { $_.Machines })) {
      if ($null -ne (Read-Computer $machine) -and -not (Test-Reachable $machine)) {
        $failures += "$($service.Role) on ${machine}: the server does not answer."
      }
    }
    if ($service.Share -and -not [System.IO.Directory]::Exists((Get-ShareFolder $service.Cluster $service.Share))) {
      $failures += "FileStore \\$($service.Cluster)\$($service.Share): the network name cannot be found."
    }
  }
  Write-CmdletReport $PSCmdlet $Report $failures
  foreach ($failure in $failures) { Write-CmdletError $PSCmdlet $failure 'TopologyTestFailed' 'InvalidResult' }
}

function Get-CsSite {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Enter-Cmdlet $PSCmdlet
  foreach ($site in @((Get-PublishedTopology $PSCmdlet $false).Sites)) {
    if (-not (Test-Identity "Site:$($site.Name)" $Identity $Filter) -and $Identity -ne $site.Name) { continue }
    $pools = @((Get-PublishedTopology $PSCmdlet $false).Clusters | Where-Object { $_.SiteId -eq $site.Id } | ForEach-Object { $_.Fqdn })
    [PSCustomObject]@{ Identity = "Site:$($site.Name)"; SiteId = [int]$site.Id; DisplayName = $site.Name; Kind = 'CentralSite'; Pools = $pools }
  }
}

function Get-CsPool {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [string] $Site,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet $false
  $found = 0
  foreach ($cluster in @($topology.Clusters)) {
    $siteName = @($topology.Sites | Where-Object { $_.Id -eq $cluster.SiteId })[0].Name
    if (-not (Test-Identity $cluster.Fqdn $Identity $Filter)) { continue }
    if ($Site -and ($Site -replace '^Site:', '') -ne $siteName) { continue }
    $found++
    $services = @($topology.Services | Where-Object { $_.Cluster -eq $cluster.Fqdn } | ForEach-Object { (Get-ServiceIdentity $_) })
    [PSCustomObject]@{
      Identity = $cluster.Fqdn; Fqdn = $cluster.Fqdn; Services = $services; Computers = @($cluster.Machines)
      BackupPoolFqdn = (Get-BackupPool $topology $cluster.Fqdn); Site = "Site:$siteName"
    }
  }
  if ($found -eq 0 -and $Identity) { Write-CmdletError $PSCmdlet "Cannot find pool ""$Identity""." 'PoolNotFound' 'ObjectNotFound' $Identity }
}

function Get-CsComputer {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [switch] $Local,
    [string] $Pool,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet ([bool]$Local)
  $own = (Read-Computer).hostName
  foreach ($cluster in @($topology.Clusters)) {
    if ($Pool -and $cluster.Fqdn -ne $Pool) { continue }
    foreach ($machine in @($cluster.Machines)) {
      if (-not (Test-Identity $machine $Identity $Filter)) { continue }
      if ($Local -and $machine -ne $own) { continue }
      [PSCustomObject]@{ Identity = $machine; Pool = $cluster.Fqdn; Fqdn = $machine }
    }
  }
}

function Get-ServiceIdentity($Service) {
  $name = $Service.Role
  $known = $script:Facts.serviceNames.PSObject.Properties[$Service.Role]
  if ($null -ne $known) { $name = $known.Value }
  return "${name}:$($Service.Cluster)"
}

function Get-CsService {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Position = 0)]
    [string] $Identity,
    [string] $PoolFqdn,
    [Parameter(ParameterSetName = 'ApplicationServer')]
    [switch] $ApplicationServer,
    [Parameter(ParameterSetName = 'ApplicationDatabase')]
    [switch] $ApplicationDatabase,
    [Parameter(ParameterSetName = 'ArchivingServer')]
    [switch] $ArchivingServer,
    [Parameter(ParameterSetName = 'ArchivingDatabase')]
    [switch] $ArchivingDatabase,
    [Parameter(ParameterSetName = 'BackupServer')]
    [switch] $BackupServer,
    [Parameter(ParameterSetName = 'CentralManagement')]
    [switch] $CentralManagement,
    [Parameter(ParameterSetName = 'CentralManagementDatabase')]
    [switch] $CentralManagementDatabase,
    [Parameter(ParameterSetName = 'ConferencingServer')]
    [switch] $ConferencingServer,
    [Parameter(ParameterSetName = 'Director')]
    [switch] $Director,
    [Parameter(ParameterSetName = 'EdgeServer')]
    [switch] $EdgeServer,
    [Parameter(ParameterSetName = 'TrustedApplicationPool')]
    [switch] $TrustedApplicationPool,
    [Parameter(ParameterSetName = 'FileStore')]
    [switch] $FileStore,
    [Parameter(ParameterSetName = 'PersistentChatServer')]
    [switch] $PersistentChatServer,
    [Parameter(ParameterSetName = 'PersistentChatComplianceDatabase')]
    [switch] $PersistentChatComplianceDatabase,
    [Parameter(ParameterSetName = 'PersistentChatDatabase')]
    [switch] $PersistentChatDatabase,
    [Parameter(ParameterSetName = 'LegalInterceptServer')]
    [switch] $LegalInterceptServer,
    [Parameter(ParameterSetName = 'ManagementServer')]
    [switch] $ManagementServer,
    [Parameter(ParameterSetName = 'MediationServer')]
    [switch] $MediationServer,
    [Parameter(ParameterSetName = 'MonitoringServer')]
    [switch] $MonitoringServer,
    [Parameter(ParameterSetName = 'MonitoringDatabase')]
    [switch] $MonitoringDatabase,
    [Parameter(ParameterSetName = 'PstnGateway')]
    [switch] $PstnGateway,
    [Parameter(ParameterSetName = 'Registrar')]
    [switch] $Registrar,
    [Parameter(ParameterSetName = 'UserServer')]
    [switch] $UserServer,
    [Parameter(ParameterSetName = 'UserDatabase')]
    [switch] $UserDatabase,
    [Parameter(ParameterSetName = 'WacServer')]
    [switch] $WacServer,
    [Parameter(ParameterSetName = 'WebServer')]
    [switch] $WebServer,
    [Parameter(ParameterSetName = 'Filter')]
    [string] $Filter
  )
  Enter-Cmdlet $PSCmdlet
  $topology = Get-PublishedTopology $PSCmdlet $false
  $roles = @($PSBoundParameters.Keys | Where-Object { $PSBoundParameters[$_] -is [switch] -and $PSBoundParameters[$_] })
  foreach ($service in @($topology.Services)) {
    $identity = Get-ServiceIdentity $service
    $name = ($identity -split ':')[0]
    if ($roles.Count -gt 0 -and @($roles | Where-Object { $_ -ne 'Verbose' -and $_ -ne 'Debug' }) -notcontains $name) { continue }
    if ($PoolFqdn -and $service.Cluster -ne $PoolFqdn) { continue }
    if (-not (Test-Identity $identity ($Identity -replace '^service:', '') $Filter)) { continue }
    $siteName = @($topology.Sites | Where-Object { $_.Id -eq $service.SiteId })[0].Name
    $object = [ordered]@{
      Identity = $identity; Role = $name; PoolFqdn = $service.Cluster; SiteId = "Site:$siteName"; Version = [int]$service.Version
    }
    if ($service.Share) { $object['UncPath'] = "\\$($service.Cluster)\$($service.Share)"; $object['ShareName'] = $service.Share }
    if ($service.Instance) {
      $mirror = Split-Instance $service.Mirror
      $object['SqlInstanceName'] = $service.Instance; $object['MirrorDatabaseFqdn'] = $mirror.Server; $object['MirrorInstance'] = $mirror.Instance
    }
    [PSCustomObject]$object
  }
}

function Get-CsServerVersion {
  [CmdletBinding(PositionalBinding = $false)]
  param()
  Enter-Cmdlet $PSCmdlet
  "Microsoft Lync Server 2013 ($($script:Facts.software.productVersion)): Volume license key installed."
}
