# What scripts ask of Active Directory and of DHCP, answered from the practice estate's own.

# Only the filter by sAMAccountName is understood, which is what a script that looks for one computer uses.
function Get-ADComputer {
  [CmdletBinding()]
  param(
    [Parameter(Position = 0)] [string] $Identity,
    [string] $LDAPFilter,
    [string[]] $Properties
  )
  $wanted = $Identity
  if ($LDAPFilter) {
    if ($LDAPFilter -notmatch '^\(sAMAccountName=([^()*]+?)\$?\)$') { throw "The practice directory does not understand the filter: $LDAPFilter" }
    $wanted = $Matches[1]
  }
  $directory = Read-Directory
  foreach ($one in @($directory.computers)) {
    $name = ($one.fqdn -split '\.')[0]
    if ($name -ne $wanted -and "$($one.name)".TrimEnd('$') -ne $wanted) { continue }
    [PSCustomObject]@{
      Name = $name.ToUpperInvariant(); DNSHostName = $one.fqdn; SID = $one.sid; SamAccountName = "$name$"
      Enabled = ($one.disabled -ne $true)
      MemberOf = @($one.groups | ForEach-Object { "CN=$_,OU=Groups,DC=" + ($directory.domain -replace '\.', ',DC=') })
    }
  }
}

function Get-DhcpServerInDC {
  [CmdletBinding()]
  param()
  $directory = Read-Directory
  [PSCustomObject]@{ DnsName = 'dhcp01.' + $directory.domain; IPAddress = '10.20.0.2' }
}

function Get-DhcpServerv4Scope {
  [CmdletBinding()]
  param([string] $ComputerName)
  foreach ($scope in @((Read-State (Get-DirectoryPath 'dhcp.json')).scopes)) {
    [PSCustomObject]@{ ScopeId = $scope.scope; State = 'Active' }
  }
}

# Options stand on scopes here; a server of its own has none.
function Get-DhcpServerv4OptionValue {
  [CmdletBinding()]
  param([string] $ComputerName, [string] $ScopeId, [uint32[]] $OptionId)
  if (-not $ScopeId) { return }
  foreach ($scope in @((Read-State (Get-DirectoryPath 'dhcp.json')).scopes)) {
    if ($scope.scope -ne $ScopeId) { continue }
    foreach ($option in @($scope.options)) {
      if ("$($option.option)" -match '^(\d+)' -and ($null -eq $OptionId -or $OptionId -contains [uint32]$Matches[1])) {
        [PSCustomObject]@{ OptionId = [uint32]$Matches[1]; Name = $option.option; Value = @($option.value) }
      }
    }
  }
}

# `whoami`, and `whoami /groups /fo csv`, which scripts read to learn what an account may do.
function whoami {
  $words = @($args | ForEach-Object { "$_".ToLowerInvariant() })
  if ($words -notcontains '/groups') { return $script:Account.ToLowerInvariant() }
  $directory = Read-Directory
  '"Group Name","Type","SID","Attributes"'
  $attributes = 'Mandatory group, Enabled by default, Enabled group'
  """BUILTIN\Administrators"",""Alias"",""S-1-5-32-544"",""$attributes"""
  foreach ($group in @($directory.groups)) {
    if (@($group.members) -contains $script:Account) {
      """$($directory.netbios)\$($group.name)"",""Group"",""S-1-5-21-0"",""$attributes"""
    }
  }
}
