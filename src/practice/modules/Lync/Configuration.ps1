# The configuration as a whole: exported, imported, and where its store is.

function Get-ConfigurationBytes($State) {
  $items = @()
  if ($State.topology) { $items += [PSCustomObject]@{ Name = 'urn:xds:Topology:Global'; Xml = $State.topology; Value = $null } }
  foreach ($setting in @($State.settings)) {
    $items += [PSCustomObject]@{ Name = "urn:xds:Setting:$($setting.class):$($setting.identity)"; Value = $setting; Xml = '' }
  }
  foreach ($certificate in @($State.oauth)) {
    $items += [PSCustomObject]@{ Name = 'urn:xds:Certificate:OAuthTokenIssuer'; Value = $certificate; Xml = '' }
  }
  $document = ConvertTo-ItemDocument $items @{ Version = $State.version }
  $entries = @(
    (Get-HeaderEntry 'Configuration' $script:ServerName),
    [PSCustomObject]@{ Name = 'DocItemSet.xml'; Bytes = $document }
  )
  return , (ConvertTo-Zip $entries)
}

# Puts an exported configuration into a store's state object.
function Set-ConfigurationContent($State, $Document) {
  $State.topology = ''
  $State.settings = @()
  $State.oauth = @()
  foreach ($item in @($Document.Items)) {
    if ($item.Name -like 'urn:xds:Topology:*') { $State.topology = $item.Xml }
    elseif ($item.Name -like 'urn:xds:Certificate:*') { $State.oauth = @($State.oauth) + @($item.Value) }
    else { $State.settings = @($State.settings) + @($item.Value) }
  }
}

function Export-CsConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'AsBytes')]
  param(
    [Parameter(ParameterSetName = 'AsBytes')]
    [switch] $AsBytes,
    [switch] $Force,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'FileName', Mandatory = $true)]
    [string] $FileName
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins'
  $bytes = Get-ConfigurationBytes (Read-Configuration $PSCmdlet $LocalStore)
  if ($PSCmdlet.ParameterSetName -eq 'AsBytes') { $PSCmdlet.WriteObject($bytes, $false); return }
  Save-Export $PSCmdlet $FileName $bytes $Force
}

function Import-CsConfiguration {
  [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'ByteInput')]
  param(
    [Parameter(ParameterSetName = 'ByteInput', Mandatory = $true)]
    [byte[]] $ByteInput,
    [switch] $Force,
    [switch] $LocalStore,
    [Parameter(ParameterSetName = 'FileName', Mandatory = $true)]
    [string] $FileName
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Administrators'
  $bytes = $ByteInput
  if ($FileName) { $bytes = Read-Export $PSCmdlet $FileName }
  $document = Read-ExportDocument $PSCmdlet $bytes $FileName 'DocItemSet.xml' 'Configuration'
  $version = [long]$document.Root.GetAttribute('Version')
  if ($LocalStore) {
    Update-State (Get-LocalStorePath $PSCmdlet) {
      param($local)
      Set-ConfigurationContent $local $document
      $local.version = $version
      $local.changed = Get-StateTime
    }
    return
  }
  $store = Get-CentralStore $PSCmdlet
  Update-State $store.Path {
    param($central)
    Set-ConfigurationContent $central $document
    # Far above what any replica has seen: every one of them is stale now.
    $central.version = [math]::Max([long]$central.version, $version) + 1000
    $central.changed = Get-StateTime
  }
}

function Get-CsConfigurationStoreLocation {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $GlobalSettingsDomainController,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet
  $place = (Read-Directory).connectionPoint
  if (-not $place) {
    Write-CmdletError $PSCmdlet 'The service connection point of the Central Management store is not set in the directory.' 'NoConnectionPoint' 'ObjectNotFound'
    return
  }
  Write-CmdletReport $PSCmdlet $Report @($place)
  [PSCustomObject]@{ BackEndServer = $place; MirrorBackEndServer = "$((Read-Directory).connectionPointMirror)" }
}

function Set-CsConfigurationStoreLocation {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true)]
    [string] $SqlServerFqdn,
    [switch] $Force,
    [string] $GlobalSettingsDomainController,
    [string] $MirrorSqlInstanceName,
    [string] $MirrorSqlServerFqdn,
    [string] $Report,
    [switch] $SkipLookup,
    [string] $SqlInstanceName
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Domain Admins'
  if (-not $SkipLookup) {
    $failure = Test-SqlInstance $SqlServerFqdn $SqlInstanceName
    if ($failure) {
      Stop-Cmdlet $PSCmdlet "The database server cannot be reached, so the connection point stays as it is. $failure" 'SqlServerNotFound' 'ConnectionError' $SqlServerFqdn
    }
  }
  $place = "$SqlServerFqdn\$SqlInstanceName".TrimEnd('\')
  if (-not (Confirm-Change $PSCmdlet $place 'Set the service connection point')) { return }
  Set-ConnectionPoint $place "$MirrorSqlServerFqdn\$MirrorSqlInstanceName".Trim('\')
  Write-CmdletReport $PSCmdlet $Report @("Connection point: $place")
}

function Remove-CsConfigurationStoreLocation {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [switch] $Force,
    [string] $GlobalSettingsDomainController,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet 'RTCUniversalServerAdmins', 'Domain Admins'
  if (-not (Confirm-Change $PSCmdlet 'service connection point' 'Remove')) { return }
  Set-ConnectionPoint '' ''
}

function Get-CsManagementConnection {
  [CmdletBinding(PositionalBinding = $false)]
  param()
  Enter-Cmdlet $PSCmdlet
  $store = Get-CentralStore $PSCmdlet
  [PSCustomObject]@{
    StoreProvider = 'Sql'; Connection = "Data Source=$($store.Server)\$($store.Instance);Initial Catalog=xds;Integrated Security=True"
    ReadOnly = $false; SqlServer = $store.Server; SqlInstance = $store.Instance
  }
}
