# The Lync Server Management Shell of a practice server: official cmdlets and parameter sets, over the
# state files of the practice estate. One file for each family of cmdlets.

$ErrorActionPreference = 'Stop'
. ([System.IO.Path]::Combine([System.IO.Path]::GetDirectoryName($PSScriptRoot), 'PracticeServer', 'State.ps1'))

$tools = $script:Facts.software.tools
if (@((Read-Computer).software | Where-Object { $_.name -eq $tools }).Count -eq 0) {
  throw "The specified module 'Lync' was not loaded: $tools is not installed on $script:ServerName."
}

foreach ($family in @(
    'CentralManagement',
    'Certificates',
    'Cmdlet',
    'Computer',
    'Configuration',
    'Databases',
    'Documents',
    'Locations',
    'Mirroring',
    'Pairing',
    'Parameters',
    'PersistentChat',
    'Pools',
    'Replica',
    'ResponseGroups',
    'Settings',
    'SqlServer',
    'Stores',
    'Tests',
    'Topology',
    'TopologyChanges',
    'Unsupported',
    'UserData',
    'Users',
    'WindowsServices'
  )) {
  . ([System.IO.Path]::Combine($PSScriptRoot, "$family.ps1"))
}

# One file for each cmdlet whose parameter sets are data.
foreach ($property in $script:ParameterFacts.PSObject.Properties) {
  . ([System.IO.Path]::Combine($PSScriptRoot, 'Cmdlets', "$($property.Name).ps1"))
}
