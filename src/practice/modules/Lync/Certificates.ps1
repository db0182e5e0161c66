# Certificates of this computer: requested, imported, assigned to their uses, tested.

# Uses for which clients outside look at the name that they know, not at the computer's.
$script:ExternalUses = @('AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer')

# The name that a certificate of this use must have, or empty where it is another than the computer's.
function Get-NameForUse([string] $Use, [string] $HostName) {
  if ($script:ExternalUses -contains $Use -or $Use -eq 'OAuthTokenIssuer') { return '' }
  return $HostName
}

# Uses that this computer needs by the roles of the topology in its local store.
function Get-NeededUses($Topology, $Cluster) {
  $roles = @($Topology.Services | Where-Object { $_.Cluster -eq $Cluster.Fqdn } | ForEach-Object { $_.Role })
  $uses = @()
  foreach ($service in @($script:Facts.services | Where-Object { $roles -contains $_.role })) { $uses += @($service.certificates) }
  if ($uses.Count -eq 0) { return @() }
  if ($roles -contains 'Registrar') { $uses += 'OAuthTokenIssuer' }
  @('Default', 'WebServicesInternal', 'WebServicesExternal', 'Internal') + $script:ExternalUses + 'OAuthTokenIssuer' | Where-Object { $uses -contains $_ }
}

# Why a certificate cannot serve this computer, or nothing.
function Get-CertificateProblem($Certificate, [string] $Fqdn) {
  if ($null -eq $Certificate) { return 'it is not in the store LocalMachine\My.' }
  if (-not $Certificate.privateKey) { return "the certificate $($Certificate.thumbprint) has no private key." }
  $now = [datetime]::UtcNow
  if ((ConvertFrom-StateTime $Certificate.notAfter) -lt $now) { return "the certificate $($Certificate.thumbprint) has expired on $($Certificate.notAfter)." }
  if ((ConvertFrom-StateTime $Certificate.notBefore) -gt $now.AddMinutes(5)) { return "the certificate $($Certificate.thumbprint) is not valid before $($Certificate.notBefore)." }
  $names = @($Certificate.alternativeNames) + @($Certificate.subject -replace '^CN=([^,]+).*$', '$1')
  if ($Fqdn -and $names -notcontains $Fqdn) { return "the certificate $($Certificate.thumbprint) is not for $Fqdn but for $($names -join ', ')." }
}

function Find-Certificate($Computer, [string] $Thumbprint) {
  $wanted = $Thumbprint -replace '[\s\u200e]', ''
  @(@($Computer.certificates) | Where-Object { $_.thumbprint -eq $wanted })[0]
}

# The certificate of a use, or $null.
function Get-AssignedCertificate($Computer, [string] $Use) {
  $assignment = @(@($Computer.assignments) | Where-Object { $_.use -eq $Use })[0]
  if ($null -ne $assignment) { Find-Certificate $Computer $assignment.thumbprint }
}

function ConvertTo-CertificateObject($Certificate, [string] $Use, [string] $Scope) {
  [PSCustomObject]@{
    Issuer = $Certificate.issuer; NotAfter = (ConvertFrom-StateTime $Certificate.notAfter); NotBefore = (ConvertFrom-StateTime $Certificate.notBefore)
    SerialNumber = $Certificate.serial; Subject = $Certificate.subject; AlternativeNames = @($Certificate.alternativeNames)
    Thumbprint = $Certificate.thumbprint; EffectiveDate = (ConvertFrom-StateTime $Certificate.notBefore); PreviousThumbprint = ''
    UpdateTime = $null; Use = $Use; SourceScope = $Scope
  }
}

function Set-Assignment([string[]] $Uses, [string] $Thumbprint) {
  Update-Computer $script:ServerName {
    param($computer)
    $kept = @(@($computer.assignments) | Where-Object { $Uses -notcontains $_.use })
    $computer.assignments = $kept + @($Uses | ForEach-Object { [PSCustomObject]@{ use = $_; thumbprint = $Thumbprint } })
  }
}

# The topology's cluster of this computer, which certificates are made for. Ends the cmdlet without one.
function Get-CertificateCluster($Cmdlet) {
  $cluster = Get-OwnCluster (Get-PublishedTopology $Cmdlet $true)
  if ($null -eq $cluster) {
    Stop-Cmdlet $Cmdlet "The computer ""$((Read-Computer).hostName)"" is not in the topology, so there are no certificates for it. Check the computer's name." 'ComputerNotInTopology' 'ObjectNotFound' $script:ServerName
  }
  return $cluster
}

function New-Thumbprint {
  $bytes = [byte[]]@(0) * 20
  [System.Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
  [System.BitConverter]::ToString($bytes) -replace '-', ''
}

function Add-Certificate($Certificate) {
  Update-Computer $script:ServerName {
    param($computer)
    $kept = @(@($computer.certificates) | Where-Object { $_.thumbprint -ne $Certificate.thumbprint })
    $computer.certificates = $kept + @($Certificate)
  }
}

function Request-CsCertificate {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'New')]
  param(
    [Parameter(ParameterSetName = 'New', Mandatory = $true)]
    [switch] $New,
    [Parameter(ParameterSetName = 'New', Mandatory = $true)]
    [ValidateSet('Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer', 'Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer')]
    [string[]] $Type,
    [Parameter(ParameterSetName = 'New')]
    [switch] $AllSipDomain,
    [Parameter(ParameterSetName = 'New')]
    [string] $CA,
    [Parameter(ParameterSetName = 'New')]
    [string] $CaAccount,
    [Parameter(ParameterSetName = 'New')]
    [string] $CaPassword,
    [Parameter(ParameterSetName = 'New')]
    [string] $City,
    [Parameter(ParameterSetName = 'New')]
    [bool] $ClientEKU,
    [Parameter(ParameterSetName = 'New')]
    [string] $ComputerFqdn,
    [Parameter(ParameterSetName = 'New')]
    [string] $Country,
    [Parameter(ParameterSetName = 'New')]
    [string] $DomainName,
    [Parameter(ParameterSetName = 'New')]
    [string] $FriendlyName,
    [Parameter(ParameterSetName = 'New')]
    [string] $GlobalCatalog,
    [Parameter(ParameterSetName = 'New')]
    [string] $GlobalSettingsDomainController,
    [Parameter(ParameterSetName = 'New')]
    [ValidateSet('RSA', 'ECDH_P256', 'ECDH_P384', 'ECDH_P521')]
    [string] $KeyAlg,
    [Parameter(ParameterSetName = 'New')]
    [int] $KeySize,
    [Parameter(ParameterSetName = 'New')]
    [string] $Organization,
    [Parameter(ParameterSetName = 'New')]
    [string] $OU,
    [Parameter(ParameterSetName = 'New')]
    [string] $Output,
    [Parameter(ParameterSetName = 'New')]
    [bool] $PrivateKeyExportable,
    [Parameter(ParameterSetName = 'New')]
    [string] $State,
    [Parameter(ParameterSetName = 'New')]
    [string] $Template,
    [switch] $Force,
    [string] $Report,
    [Parameter(ParameterSetName = 'List', Mandatory = $true)]
    [switch] $List,
    [Parameter(ParameterSetName = 'List')]
    [Parameter(ParameterSetName = 'Retrieve')]
    [Parameter(ParameterSetName = 'Clear')]
    [int] $RequestId,
    [Parameter(ParameterSetName = 'Retrieve', Mandatory = $true)]
    [switch] $Retrieve,
    [Parameter(ParameterSetName = 'Clear', Mandatory = $true)]
    [switch] $Clear
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  if (-not $New) { Stop-Unsupported $PSCmdlet 'without -New' }
  if ($Output -or -not $CA) { Stop-Unsupported $PSCmdlet 'as an offline request: name the authority with -CA' }
  $cluster = Get-CertificateCluster $PSCmdlet
  $authority = Read-State (Get-DirectoryPath 'ca.json')
  if ($CA -ne $authority.name) {
    Stop-Cmdlet $PSCmdlet "The certification authority ""$CA"" cannot be contacted. The RPC server is unavailable. 0x800706ba" 'CertificateAuthorityUnavailable' 'ConnectionError' $CA
  }
  if ($null -ne (Use-Fault 'missing-certificate' $script:ServerName)) {
    Stop-Cmdlet $PSCmdlet 'The certification authority denied the request.' 'CertificateRequestDenied' 'PermissionDenied' $CA
  }
  $fqdn = $cluster.Fqdn
  $names = @($fqdn)
  if ($ComputerFqdn -and $ComputerFqdn -ne $fqdn) { $names += $ComputerFqdn }
  $configuration = Read-Configuration $PSCmdlet $true
  foreach ($domain in @($configuration.settings | Where-Object { $_.class -eq 'SipDomain' })) { $names += "sip.$($domain.identity)" }
  foreach ($name in @($DomainName -split ',')) { if ($name.Trim()) { $names += $name.Trim() } }
  if (-not (Confirm-Change $PSCmdlet ($names -join ', ') 'Request a certificate')) { return }
  $friendly = $FriendlyName
  if (-not $friendly) { $friendly = "Lync $fqdn" }
  $certificate = [PSCustomObject]@{
    thumbprint = (New-Thumbprint); subject = "CN=$fqdn"; issuer = $authority.subject; serial = ('{0:X12}' -f [long]$authority.nextSerial)
    friendlyName = $friendly; alternativeNames = @($names | Select-Distinct)
    notBefore = (Get-StateTime); notAfter = (ConvertTo-StateTime ([datetime]::UtcNow.AddYears(2)))
    privateKey = $true; exportable = [bool]$PrivateKeyExportable
  }
  Update-State (Get-DirectoryPath 'ca.json') { param($issuer) $issuer.nextSerial = $issuer.nextSerial + 1 }
  Add-Certificate $certificate
  Write-CmdletReport $PSCmdlet $Report @("Certificate $($certificate.thumbprint) issued")
  ConvertTo-CertificateObject $certificate '' 'Local'
}

function Import-CsCertificate {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false, DefaultParameterSetName = 'Identity')]
  param(
    [Parameter(ParameterSetName = 'Identity', Mandatory = $true, Position = 0)]
    [string] $Identity,
    [Parameter(ParameterSetName = 'Identity', Mandatory = $true)]
    [ValidateSet('Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer', 'Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer')]
    [string[]] $Type,
    [Parameter(Mandatory = $true)]
    [string] $Path,
    [datetime] $EffectiveDate,
    [switch] $Force,
    [string] $Password,
    [string] $Report,
    [switch] $Roll,
    [Parameter(ParameterSetName = 'PrivateKeyExportable')]
    [bool] $PrivateKeyExportable
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  if ($Identity -or $Roll) { Stop-Unsupported $PSCmdlet '-Identity or -Roll' }
  $bytes = Read-Export $PSCmdlet $Path
  $failure = $null
  try {
    $file = ConvertFrom-Json -InputObject $script:Utf8.GetString($bytes)
    if ($file.kind -ne 'practice-pfx') { $failure = 'it is not a PFX file of a practice estate' }
  }
  catch { $failure = 'it is not a PFX file of a practice estate' }
  if (-not $failure -and $file.password -ne (Get-TextHash "$Password")) { $failure = 'The specified network password is not correct.' }
  if ($failure) { Stop-Cmdlet $PSCmdlet "The certificate file cannot be imported: $failure" 'CertificateImportFailed' 'InvalidData' $Path }
  $certificate = $file.certificate
  if (-not (Confirm-Change $PSCmdlet $certificate.subject 'Import the certificate')) { return }
  $certificate.exportable = [bool]$PrivateKeyExportable
  Add-Certificate $certificate
  Write-CmdletReport $PSCmdlet $Report @("Certificate $($certificate.thumbprint) imported")
}

function Get-TextHash([string] $Text) {
  $hash = [System.Security.Cryptography.SHA256]::Create().ComputeHash($script:Utf8.GetBytes($Text))
  [System.BitConverter]::ToString($hash) -replace '-', ''
}

function Set-CsCertificate {
  [CmdletBinding(SupportsShouldProcess = $true, ConfirmImpact = 'High', PositionalBinding = $false, DefaultParameterSetName = 'Reference')]
  param(
    [Parameter(ParameterSetName = 'Reference', Mandatory = $true)]
    [object] $Reference,
    [Parameter(Mandatory = $true)]
    [ValidateSet('Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer', 'Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer')]
    [string[]] $Type,
    [Parameter(ParameterSetName = 'Reference', Position = 0)]
    [Parameter(ParameterSetName = 'Identity', Mandatory = $true, Position = 0)]
    [Parameter(ParameterSetName = 'Thumbprint', Position = 0)]
    [string] $Identity,
    [datetime] $EffectiveDate,
    [switch] $Force,
    [string] $Report,
    [switch] $Roll,
    [Parameter(ParameterSetName = 'Identity', Mandatory = $true)]
    [string] $Path,
    [Parameter(ParameterSetName = 'Identity')]
    [string] $Password,
    [Parameter(ParameterSetName = 'Thumbprint', Mandatory = $true)]
    [string] $Thumbprint
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  if ($Reference) { $Thumbprint = $Reference.Thumbprint }
  if ($Path -or $Roll -or $EffectiveDate) { Stop-Unsupported $PSCmdlet 'with -Path, -Roll or -EffectiveDate' }
  [void](Get-CertificateCluster $PSCmdlet)
  $computer = Read-Computer
  $certificate = Find-Certificate $computer $Thumbprint
  $problem = ''
  foreach ($use in $Type) { if (-not $problem) { $problem = Get-CertificateProblem $certificate (Get-NameForUse $use $computer.hostName) } }
  if ($problem) { Stop-Cmdlet $PSCmdlet "The certificate cannot be assigned: $problem" 'CertificateNotUsable' 'InvalidData' $Thumbprint }
  if (-not (Confirm-Change $PSCmdlet "$($certificate.subject) $($certificate.thumbprint)" "Assign to $($Type -join ', ')")) { return }
  $local = @($Type | Where-Object { $_ -ne 'OAuthTokenIssuer' })
  if ($local.Count -gt 0) { Set-Assignment $local $certificate.thumbprint }
  if ($Type -contains 'OAuthTokenIssuer') { Update-CentralStore $PSCmdlet { param($central) $central.oauth = @($certificate) } }
  Write-CmdletReport $PSCmdlet $Report @("$($Type -join ', '): $($certificate.thumbprint)")
}

function Get-CsCertificate {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [Parameter(Position = 0)]
    [string] $Identity,
    [string] $Report,
    [ValidateSet('Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer', 'Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer')]
    [string[]] $Type
  )
  Enter-Cmdlet $PSCmdlet
  $computer = Read-Computer
  foreach ($assignment in @($computer.assignments)) {
    if ($Type -and $Type -notcontains $assignment.use) { continue }
    $certificate = Find-Certificate $computer $assignment.thumbprint
    if ($null -eq $certificate) {
      Write-CmdletWarning $PSCmdlet "The certificate $($assignment.thumbprint) of $($assignment.use) is not in the store."
      continue
    }
    ConvertTo-CertificateObject $certificate $assignment.use 'Local'
  }
  if ($Type -and $Type -notcontains 'OAuthTokenIssuer') { return }
  $local = Read-State (Get-DatabasePath $script:ServerName 'RTCLOCAL' 'xds')
  if ($null -eq $local) { return }
  foreach ($certificate in @($local.oauth)) { ConvertTo-CertificateObject $certificate 'OAuthTokenIssuer' 'Global' }
}

function Remove-CsCertificate {
  [CmdletBinding(SupportsShouldProcess = $true, PositionalBinding = $false)]
  param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('Default', 'WebServicesInternal', 'WebServicesExternal', 'OAuthTokenIssuer', 'Internal', 'AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer')]
    [string[]] $Type,
    [switch] $Force,
    [Parameter(Position = 0)]
    [string] $Identity,
    [switch] $Previous,
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet 'Administrators'
  if ($Previous -or $Identity) { Stop-Unsupported $PSCmdlet '-Previous or -Identity' }
  if (-not (Confirm-Change $PSCmdlet ($Type -join ', ') 'Remove the assignment')) { return }
  Update-Computer $script:ServerName {
    param($computer)
    $computer.assignments = @(@($computer.assignments) | Where-Object { $Type -notcontains $_.use })
  }
}

function Test-CsCertificateConfiguration {
  [CmdletBinding(PositionalBinding = $false)]
  param(
    [string] $Report
  )
  Enter-Cmdlet $PSCmdlet
  $cluster = Get-CertificateCluster $PSCmdlet
  $computer = Read-Computer
  $failures = @()
  foreach ($use in @(Get-NeededUses (Get-PublishedTopology $PSCmdlet $true) $cluster)) {
    if ($use -eq 'OAuthTokenIssuer') {
      if (@((Read-Configuration $PSCmdlet $true).oauth).Count -eq 0) { $failures += 'OAuthTokenIssuer: no certificate is assigned.' }
      continue
    }
    $assigned = @(@($computer.assignments) | Where-Object { $_.use -eq $use }).Count -gt 0
    $problem = 'no certificate is assigned.'
    if ($assigned) { $problem = Get-CertificateProblem (Get-AssignedCertificate $computer $use) (Get-NameForUse $use $computer.hostName) }
    if ($problem) { $failures += "${use}: $problem" }
  }
  Write-CmdletReport $PSCmdlet $Report $failures
  foreach ($failure in $failures) { Write-CmdletError $PSCmdlet $failure 'CertificateTestFailed' 'InvalidResult' }
}
