# The registry of the practice server: of it only the DNS suffix, from which a computer outside the domain
# has its FQDN. Every other drive goes to the real command.

$script:TcpipKey = 'HKLM:\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'

function Get-ItemProperty {
  [CmdletBinding(DefaultParameterSetName = 'Path')]
  param(
    [Parameter(ParameterSetName = 'Path', Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
    [string[]] $Path,
    [Parameter(ParameterSetName = 'LiteralPath', Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
    [Alias('PSPath')]
    [string[]] $LiteralPath,
    [Parameter(Position = 1)]
    [string[]] $Name
  )
  process {
    $places = @(@($Path) + @($LiteralPath) | Where-Object { $_ })
    $keys = @($places | Where-Object { $_ -match '^(Registry::HKEY_LOCAL_MACHINE|Registry::HKEY_CURRENT_USER|HKLM:|HKCU:)' })
    if ($keys.Count -eq 0) { Microsoft.PowerShell.Management\Get-ItemProperty @PSBoundParameters; return }
    foreach ($key in $keys) {
      if ($key.TrimEnd('\') -ne $script:TcpipKey) {
        Write-CmdletError $PSCmdlet "Cannot find path '$key' because it does not exist." 'PathNotFound' 'ObjectNotFound' $key
        continue
      }
      $computer = Read-Computer
      [PSCustomObject]@{ Hostname = ($computer.hostName -split '\.')[0]; Domain = $computer.domain; 'NV Domain' = $computer.domain }
    }
  }
}
