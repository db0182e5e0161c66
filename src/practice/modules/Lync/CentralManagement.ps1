# The Central Management service moved to another pool: its topology, its store, its pointer.

# The instance that holds a pool's user store, which takes the Central Management store too.
function Get-PoolInstance($Topology, [string] $PoolFqdn) {
  Get-PoolStore $Topology $PoolFqdn 'UserStore'
}

# Copies what stands in an export into a store that was just created.
function Import-ExportedStore($Cmdlet, [string] $FileName, $Place) {
  $document = Read-ExportDocument $Cmdlet (Read-Export $Cmdlet $FileName) $FileName 'DocItemSet.xml' 'Configuration'
  Update-State $Place.Path {
    param($imported)
    Set-ConfigurationContent $imported $document
    $imported.version = [long]$document.Root.GetAttribute('Version') + 1000
    $imported.changed = Get-StateTime
  }
}

function Import-ExportedLocations($Cmdlet, [string] $FileName, [string] $Path) {
  $document = Read-ExportDocument $Cmdlet (Read-Export $Cmdlet $FileName) $FileName 'LisConfiguration.xml' 'Locations'
  Update-State $Path { param($locations) $locations.working = @($document.Items | ForEach-Object { $_.Value }) }
}

# The topology text with the Central Management service and store on another pool.
function Move-CentralServices([string] $Text, $Store) {
  $topology = ConvertFrom-TopologyXml $Text
  $parts = @($Store.Key -split ':')
  $old = @($topology.Services | Where-Object { @('CentralMgmt', 'CentralMgmtStore') -contains $_.Role })
  $pool = @($topology.Clusters | Where-Object { $_.Fqdn -eq $Store.Pool })[0]
  Edit-TopologyText $Text {
    param($root)
    foreach ($service in $old) {
      $key = @($parts[0], $service.Role, $parts[2]) -join ':'
      foreach ($place in @(Select-ServiceNode $root $service.Key 'InstalledOn')) {
        $cluster = $pool
        if ($service.Role -eq 'CentralMgmtStore') { $cluster = @($topology.Clusters | Where-Object { $_.Fqdn -eq $Store.Cluster })[0] }
        foreach ($sql in @(Select-Node $place 'SqlInstanceId')) { $sql.SetAttribute('Name', $Store.Instance) }
        foreach ($id in @(Select-Node $place 'ClusterId') + @(Select-Node $place 'SqlInstanceId/ClusterId')) {
          $id.SetAttribute('SiteId', ($cluster.Key -split ':')[0])
          $id.SetAttribute('Number', ($cluster.Key -split ':')[1])
        }
      }
      foreach ($need in @(Select-ServiceNode $root $service.Key 'DependsOn/Dependency/ServiceId')) {
        Set-ServiceKey $need (@($parts[0], $need.GetAttribute('RoleName'), $parts[2]) -join ':')
      }
      foreach ($id in @(Select-ServiceNode $root $service.Key 'ServiceId')) { Set-ServiceKey $id $key }
    }
  }
}

# Makes a pool's store the Central Management store: topology, and the pointer in the directory.
function Complete-CentralMove($Place, $Store) {
  Update-State $Place.Path {
    param($moved)
    $moved.topology = Move-CentralServices $moved.topology $Store
    $moved.version = $moved.version + 1
    $moved.changed = Get-StateTime
  }
  Set-ConnectionPoint "$($Store.Cluster)\$($Store.Instance)" $Store.Mirror
}

# This computer gets the services of the Central Management server and takes its office, where it is a
# member of the pool.
function Install-CentralServices($Topology, [string] $PoolFqdn) {
  $cluster = @($Topology.Clusters | Where-Object { $_.Fqdn -eq $PoolFqdn })[0]
  if (@($cluster.Machines) -notcontains $script:ServerName) { return }
  Add-LyncService @('CentralMgmt')
  foreach ($name in @('MASTER', 'FTA')) { Set-ServiceState $script:ServerName $name 'Running' }
  Set-ActiveMaster $script:ServerName $cluster
}

function Set-ConnectionPoint([string] $Place, [string] $MirrorPlace) {
  Update-State (Get-DirectoryPath 'ad.json') {
    param($directory)
    $directory.connectionPoint = $Place
    if ($null -eq $directory.PSObject.Properties['connectionPointMirror']) {
      $directory.PSObject.Properties.Add([System.Activator]::CreateInstance([System.Management.Automation.PSNoteProperty], @('connectionPointMirror', $MirrorPlace)))
    }
    else { $directory.connectionPointMirror = $MirrorPlace }
  }
}

# Computers on which setup must be run again after a move: those of the old pool and of the new one.
function Get-SetupComputers($Before, $After) {
  @(@(Get-MasterMachines $Before) + @(Get-MasterMachines $After) | Select-Distinct)
}
