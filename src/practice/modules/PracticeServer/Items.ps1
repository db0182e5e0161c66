# Get-ChildItem, so that Cert:\LocalMachine\My shows the certificates of the practice server; everything
# else goes to the real one. A drive of its own would need a compiled provider.

function Get-StoredCertificates([string] $Path) {
  if ($Path -notmatch '^(Microsoft\.PowerShell\.Security\\Certificate::|Cert:)[\\/]*(.*)$') { return }
  $store = $Matches[2].Replace('/', '\').Trim('\')
  if ($store -eq 'LocalMachine\Root' -or $store -eq 'LocalMachine\CA') { return }
  if ($store -ne 'LocalMachine\My') { throw "The practice server has no certificate store $store." }
  foreach ($one in @((Read-Computer).certificates)) {
    [PSCustomObject]@{
      Thumbprint = $one.thumbprint; Subject = $one.subject; Issuer = $one.issuer; SerialNumber = $one.serial
      FriendlyName = $one.friendlyName; NotBefore = (ConvertFrom-StateTime $one.notBefore).ToLocalTime()
      NotAfter = (ConvertFrom-StateTime $one.notAfter).ToLocalTime(); HasPrivateKey = $one.privateKey
      DnsNameList = @($one.alternativeNames); PSParentPath = 'Microsoft.PowerShell.Security\Certificate::LocalMachine\My'
    }
  }
}

function Test-CertificatePath([string] $Path) { $Path -match '^(Microsoft\.PowerShell\.Security\\Certificate::|Cert:)' }

function Get-ChildItem {
  [CmdletBinding(DefaultParameterSetName = 'Items')]
  param(
    [Parameter(ParameterSetName = 'Items', Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
    [string[]] $Path,
    [Parameter(ParameterSetName = 'LiteralItems', Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
    [Alias('PSPath')]
    [string[]] $LiteralPath,
    [Parameter(Position = 1)]
    [string] $Filter,
    [string[]] $Include,
    [string[]] $Exclude,
    [Alias('s')]
    [switch] $Recurse,
    [uint32] $Depth,
    [switch] $Force,
    [switch] $Name,
    [string] $Attributes,
    [Alias('ad', 'd')]
    [switch] $Directory,
    [Alias('af')]
    [switch] $File,
    [Alias('ah', 'h')]
    [switch] $Hidden,
    [Alias('ar')]
    [switch] $ReadOnly,
    [Alias('as')]
    [switch] $System
  )
  process {
    $places = @($Path) + @($LiteralPath) | Where-Object { $_ }
    $stores = @($places | Where-Object { Test-CertificatePath $_ })
    if ($stores.Count -eq 0) { Microsoft.PowerShell.Management\Get-ChildItem @PSBoundParameters; return }
    foreach ($store in $stores) { Get-StoredCertificates $store }
  }
}
