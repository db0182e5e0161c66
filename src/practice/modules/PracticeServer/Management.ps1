# Get-WmiObject and Get-CimInstance: the classes that recovery scripts read.

function ConvertTo-DmtfTime([datetime] $Time) { $Time.ToString('yyyyMMddHHmmss') + '.000000+000' }

function Get-InstanceOf([string] $Class, $Computer, [bool] $Cim) {
  $name = ($Computer.hostName -split '\.')[0]
  $installed = ConvertFrom-StateTime $Computer.os.installed
  $time = $installed
  if (-not $Cim) { $time = ConvertTo-DmtfTime $installed }
  switch ($Class) {
    'Win32_ComputerSystem' {
      $domain = $Computer.domain
      if ($Computer.hostName -like '*.*') { $domain = $Computer.hostName.Substring($Computer.hostName.IndexOf('.') + 1) }
      $role = 3; $workgroup = $null
      if ($Computer.workgroup) { $domain = 'WORKGROUP'; $workgroup = 'WORKGROUP'; $role = 2 }
      [PSCustomObject]@{
        Name = $name.ToUpperInvariant(); DNSHostName = $name; Domain = $domain; PartOfDomain = (-not $Computer.workgroup)
        DomainRole = $role; Workgroup = $workgroup; NumberOfLogicalProcessors = 4; TotalPhysicalMemory = 17179869184
      }
    }
    'Win32_OperatingSystem' {
      [PSCustomObject]@{
        Caption = $Computer.os.caption; Version = $Computer.os.version; BuildNumber = ($Computer.os.version -split '\.')[-1]
        InstallDate = $time; LastBootUpTime = $time; OSArchitecture = '64-bit'; CSName = $name.ToUpperInvariant()
        ServicePackMajorVersion = 0; SystemDrive = 'C:'; WindowsDirectory = 'C:\Windows'
      }
    }
    'Win32_Share' {
      foreach ($share in @($Computer.shares)) {
        [PSCustomObject]@{ Name = $share.name; Path = $share.path; Description = $share.description; Type = 0; Status = 'OK' }
      }
    }
    'Win32_Service' {
      foreach ($service in @(Get-ServerServices $Computer)) {
        [PSCustomObject]@{
          Name = $service.Name; DisplayName = $service.DisplayName; State = $service.Status
          Status = 'OK'; StartMode = 'Auto'; Started = ($service.Status -eq 'Running'); StartName = 'NT AUTHORITY\NetworkService'
        }
      }
    }
    'Win32_Product' {
      foreach ($one in @($Computer.software)) {
        [PSCustomObject]@{ Name = $one.name; Version = $one.version; Vendor = 'Microsoft Corporation' }
      }
      foreach ($one in @($Computer.sql)) {
        [PSCustomObject]@{
          Name = "Microsoft SQL Server 2012 ($($one.name))"; Version = $one.version; Vendor = 'Microsoft Corporation'
        }
      }
    }
    'Win32_NetworkAdapterConfiguration' {
      [PSCustomObject]@{
        Index = 0; IPEnabled = $true; DHCPEnabled = $false; IPAddress = @($Computer.addresses)
        DNSHostName = $name; DNSDomain = $Computer.domain; Description = 'Practice network adapter'
      }
    }
    'Win32_LogicalDisk' {
      [PSCustomObject]@{ DeviceID = 'C:'; DriveType = 3; Size = 107374182400; FreeSpace = 85899345920; VolumeName = 'System' }
    }
    'Win32_ServerFeature' {
      foreach ($feature in @($Computer.features)) { [PSCustomObject]@{ Name = $feature } }
    }
    default { throw "The practice server has no instances of the class $Class." }
  }
}

# One comparison of WQL; more are joined with AND.
function Test-Wql($Instance, [string] $Filter) {
  foreach ($term in @($Filter -split '(?i)\s+and\s+')) {
    if ($term -notmatch "^\s*\(?\s*(\w+)\s*(=|<>|!=|like)\s*('([^']*)'|""([^""]*)""|(\w+))\s*\)?\s*$") {
      throw "The practice server does not understand the filter: $term"
    }
    $property = $Matches[1]; $operator = $Matches[2].ToLowerInvariant()
    $value = "$($Matches[4])$($Matches[5])$($Matches[6])"
    $found = "$($Instance.$property)"
    $value = $value -replace '\\\\', '\'
    $same = $found -eq $value
    if ($operator -eq 'like') { $same = $found -like ($value -replace '%', '*') }
    if ($operator -eq '<>' -or $operator -eq '!=') { $same = -not $same }
    if (-not $same) { return $false }
  }
  return $true
}

function Select-Instance($Cmdlet, [string] $Class, [string[]] $ComputerName, [string] $Filter, [string] $Namespace, [bool] $Cim) {
  if ($Namespace -and $Namespace -notmatch '^root[\\/]cimv2$') {
    Stop-Cmdlet $Cmdlet "The practice server does not have the namespace $Namespace." 'NamespaceNotFound' 'ObjectNotFound' $Namespace
  }
  if (-not $ComputerName) { $ComputerName = @($script:ServerName) }
  foreach ($name in $ComputerName) {
    $server = $name
    if ($name -eq '.' -or $name -eq 'localhost') { $server = $script:ServerName }
    if ($server -notlike '*.*') { $server = $server + '.' + (Read-Directory).domain }
    if (-not (Test-Reachable $server)) {
      Stop-Cmdlet $Cmdlet 'The RPC server is unavailable. (Exception from HRESULT: 0x800706BA)' 'RpcServerUnavailable' 'ResourceUnavailable' $name
    }
    foreach ($instance in @(Get-InstanceOf $Class (Read-Computer $server) $Cim)) {
      if ($Filter -and -not (Test-Wql $instance $Filter)) { continue }
      $instance
    }
  }
}

function Get-WmiObject {
  [CmdletBinding()]
  param(
    [Parameter(Mandatory = $true, Position = 0)]
    [Alias('ClassName')]
    [string] $Class,
    [Parameter(Position = 1)]
    [string[]] $Property,
    [string] $Filter,
    [string] $Namespace,
    [Alias('CN')]
    [string[]] $ComputerName,
    [System.Management.Automation.PSCredential] $Credential
  )
  Select-Instance $PSCmdlet $Class $ComputerName $Filter $Namespace $false
}

function Get-CimInstance {
  [CmdletBinding()]
  param(
    [Parameter(Mandatory = $true, Position = 0)]
    [string] $ClassName,
    [string] $Filter,
    [string[]] $Property,
    [string] $Namespace,
    [Alias('CN')]
    [string[]] $ComputerName
  )
  Select-Instance $PSCmdlet $ClassName $ComputerName $Filter $Namespace $true
}
