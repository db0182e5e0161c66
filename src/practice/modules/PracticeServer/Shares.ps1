# Shares: `net share` works on every Windows Server, the Smb cmdlets on 2012 and later.

# Where the server's own folder `C:\X` lies on the laptop.
function Get-LocalFolder([string] $Path) {
  if ($Path -match '^([A-Za-z]):[\\/]*(.*)$') { return Join-Below (Get-DiskFolder $script:ServerName $Matches[1]) $Matches[2] }
  $disk = Get-DiskFolder $script:ServerName 'C'
  $full = [System.IO.Path]::GetFullPath(($Path -replace '\\', [string][System.IO.Path]::DirectorySeparatorChar))
  if ($full.StartsWith($disk, [System.StringComparison]::OrdinalIgnoreCase)) { return $full }
  return $null
}

# The server's own name of a folder below its disk.
function Get-LocalName([string] $Folder) {
  $disk = Get-DiskFolder $script:ServerName 'C'
  'C:\' + $Folder.Substring($disk.Length).Trim('\', '/').Replace('/', '\')
}

# Shares a folder; returns an error text, or nothing. The share's folder becomes the place of its files.
function Add-Share([string] $Name, [string] $Path, [string] $Description, [string[]] $Permissions) {
  $folder = Get-LocalFolder $Path
  if ($null -eq $folder -or -not [System.IO.Directory]::Exists($folder)) { return 'The device or directory does not exist.' }
  if (@((Read-Computer).shares | Where-Object { $_.name -eq $Name }).Count -gt 0) { return 'The name has already been shared.' }
  $place = Get-ShareFolder $script:ServerName $Name
  [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($place))
  if ([System.IO.Directory]::Exists($place)) { [System.IO.Directory]::Delete($place, $true) }
  [System.IO.Directory]::Move($folder, $place)
  # The folder stays visible under its own name where links are to be had without special rights.
  if (-not $script:OnWindows -and [System.IO.Directory].GetMethod('CreateSymbolicLink')) {
    [void][System.IO.Directory]::CreateSymbolicLink($folder, $place)
  }
  $local = Get-LocalName $folder
  Update-Computer $script:ServerName {
    param($computer)
    $share = [PSCustomObject]@{
      name = $Name; path = $local; description = $Description
      permissions = @($Permissions); acl = @('BUILTIN\Administrators')
    }
    $computer.shares = @($computer.shares) + @($share)
  }
}

function Remove-Share([string] $Name) {
  $share = @((Read-Computer).shares | Where-Object { $_.name -eq $Name })[0]
  if ($null -eq $share) { return 'This shared resource does not exist.' }
  $folder = Get-LocalFolder $share.path
  if (-not $script:OnWindows -and [System.IO.Directory]::Exists($folder)) { [System.IO.Directory]::Delete($folder) }
  [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($folder))
  [System.IO.Directory]::Move((Get-ShareFolder $script:ServerName $Name), $folder)
  Update-Computer $script:ServerName {
    param($computer)
    $computer.shares = @(@($computer.shares) | Where-Object { $_.name -ne $Name })
  }
}

function Write-NetError($Cmdlet, [string] $Text, [int] $Number) {
  $global:LASTEXITCODE = 2
  Write-CmdletError $Cmdlet "System error $Number has occurred. $Text" 'NativeCommandError' 'NotSpecified'
}

function Invoke-NetShare($Cmdlet, [string[]] $Words) {
  $global:LASTEXITCODE = 0
  $shares = @((Read-Computer).shares)
  if ($Words.Count -eq 0) {
    'Share name   Resource                        Remark'
    '-' * 79
    foreach ($share in $shares) { '{0,-12} {1,-31} {2}' -f $share.name, $share.path, $share.description }
    return 'The command completed successfully.'
  }
  $name = $Words[0]; $options = @($Words | Where-Object { $_ -like '/*' })
  if ($name -match '^([^=]+)=(.+)$') {
    $grants = @($options | Where-Object { $_ -like '/GRANT:*' } | ForEach-Object { $_.Substring(7) -replace ',FULL$', ': Full Control' })
    $remark = @($options | Where-Object { $_ -like '/REMARK:*' } | ForEach-Object { $_.Substring(8).Trim('"') })
    $shareName = $Matches[1]; $path = $Matches[2]
    $failure = Add-Share $shareName $path "$($remark -join ' ')" $grants
    if ($failure) { return Write-NetError $Cmdlet $failure 2116 }
    return "$shareName was shared successfully."
  }
  if (@($options | Where-Object { $_ -eq '/DELETE' }).Count -gt 0) {
    $failure = Remove-Share $name
    if ($failure) { return Write-NetError $Cmdlet $failure 2310 }
    return "$name was deleted successfully."
  }
  $share = @($shares | Where-Object { $_.name -eq $name })[0]
  if ($null -eq $share) { return Write-NetError $Cmdlet 'This shared resource does not exist.' 2310 }
  "Share name        $($share.name)"
  "Path              $($share.path)"
  "Remark            $($share.description)"
  "Permission        $(@($share.permissions) -join ', ')"
  'The command completed successfully.'
}

function net {
  [CmdletBinding()]
  param([Parameter(ValueFromRemainingArguments = $true)] [string[]] $Words)
  if (@($Words).Count -eq 0 -or $Words[0] -ne 'share') {
    Stop-Cmdlet $PSCmdlet "Of net.exe, the practice server knows net share only." 'NotSupportedByPractice' 'NotImplemented'
  }
  $rest = @()
  if ($Words.Count -gt 1) { $rest = $Words[1..($Words.Count - 1)] }
  Invoke-NetShare $PSCmdlet $rest
}

${function:net.exe} = ${function:net}

function Get-SmbShare {
  [CmdletBinding()]
  param([Parameter(Position = 0)] [string[]] $Name)
  $shares = @((Read-Computer).shares)
  foreach ($pattern in @($Name)) {
    if ($pattern -and @($shares | Where-Object { $_.name -like $pattern }).Count -eq 0) {
      Write-CmdletError $PSCmdlet "No MSFT_SmbShare objects found with property 'Name' equal to '$pattern'." 'CmdletizationQuery_NotFound_Name' 'ObjectNotFound' $pattern
    }
  }
  foreach ($share in $shares) {
    if ($Name -and @($Name | Where-Object { $share.name -like $_ }).Count -eq 0) { continue }
    [PSCustomObject]@{ Name = $share.name; ScopeName = '*'; Path = $share.path; Description = $share.description }
  }
}

function New-SmbShare {
  [CmdletBinding(SupportsShouldProcess = $true)]
  param(
    [Parameter(Mandatory = $true, Position = 0)] [string] $Name,
    [Parameter(Mandatory = $true, Position = 1)] [string] $Path,
    [string[]] $FullAccess,
    [string] $Description
  )
  if (-not (Confirm-Change $PSCmdlet $Name 'Share')) { return }
  $grants = @($FullAccess | ForEach-Object { "${_}: Full Control" })
  $failure = Add-Share $Name $Path $Description $grants
  if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'SmbShare' 'InvalidArgument' $Name }
  Get-SmbShare -Name $Name
}

function Remove-SmbShare {
  [CmdletBinding(SupportsShouldProcess = $true)]
  param([Parameter(Mandatory = $true, Position = 0)] [string] $Name, [switch] $Force)
  if (-not (Confirm-Change $PSCmdlet $Name 'Share')) { return }
  $failure = Remove-Share $Name
  if ($failure) { Stop-Cmdlet $PSCmdlet $failure 'SmbShare' 'ObjectNotFound' $Name }
}

# Access list of a share's folder.
function Get-Acl {
  [CmdletBinding()]
  param([Parameter(Position = 0)] [Alias('LiteralPath')] [string] $Path = '.')
  $folder = Resolve-ServerPath $PSCmdlet $Path
  foreach ($server in [System.IO.Directory]::GetDirectories((Join-Parts $script:EstateRoot 'servers'))) {
    $fqdn = [System.IO.Path]::GetFileName($server)
    foreach ($share in @((Read-Computer $fqdn).shares)) {
      if (-not "$folder".StartsWith((Get-ShareFolder $fqdn $share.name))) { continue }
      $access = @($share.acl | ForEach-Object {
          [PSCustomObject]@{ IdentityReference = $_; FileSystemRights = 'FullControl'; AccessControlType = 'Allow'; IsInherited = $false }
        })
      return [PSCustomObject]@{ Path = $Path; Owner = 'BUILTIN\Administrators'; Access = $access }
    }
  }
  Stop-Cmdlet $PSCmdlet 'The practice server knows the access lists of shares only.' 'NotSupportedByPractice' 'NotImplemented' $Path
}
