# Windows services: those of Windows itself, of SQL Server, and of Lync.

$script:WindowsServices = @(
  @('LanmanServer', 'Server'), @('LanmanWorkstation', 'Workstation'), @('Netlogon', 'Netlogon'),
  @('W32Time', 'Windows Time'), @('Winmgmt', 'Windows Management Instrumentation'), @('WinRM', 'Windows Remote Management (WS-Management)')
)

function Get-ServerServices($Computer) {
  foreach ($pair in $script:WindowsServices) {
    [PSCustomObject]@{ Name = $pair[0]; DisplayName = $pair[1]; Status = 'Running'; StartType = 'Automatic' }
  }
  foreach ($instance in @($Computer.sql)) {
    [PSCustomObject]@{
      Name = 'MSSQL$' + $instance.name; DisplayName = "SQL Server ($($instance.name))"; Status = 'Running'; StartType = 'Automatic'
    }
  }
  if (@($Computer.sql).Count -gt 0) {
    [PSCustomObject]@{ Name = 'SQLBrowser'; DisplayName = 'SQL Server Browser'; Status = 'Running'; StartType = 'Automatic' }
  }
  foreach ($service in @($Computer.services)) {
    [PSCustomObject]@{ Name = $service.name; DisplayName = $service.display; Status = $service.status; StartType = 'Automatic' }
  }
}

function Get-Service {
  [CmdletBinding(DefaultParameterSetName = 'Default')]
  param(
    [Parameter(ParameterSetName = 'Default', Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
    [Alias('ServiceName')]
    [string[]] $Name,
    [Parameter(ParameterSetName = 'DisplayName', Mandatory = $true)]
    [string[]] $DisplayName,
    [Alias('CN')]
    [string[]] $ComputerName
  )
  process {
    if (-not $ComputerName) { $ComputerName = @($script:ServerName) }
    foreach ($server in $ComputerName) {
      if (-not (Test-Reachable $server)) {
        Stop-Cmdlet $PSCmdlet "Cannot open Service Control Manager on computer '$server'." 'CannotOpenServiceControlManager' 'ResourceUnavailable' $server
      }
      $all = @(Get-ServerServices (Read-Computer $server))
      $wanted = @($Name); $property = 'Name'
      if ($DisplayName) { $wanted = @($DisplayName); $property = 'DisplayName' }
      if ($wanted.Count -eq 0 -or $null -eq $wanted[0]) { $all; continue }
      foreach ($pattern in $wanted) {
        $found = @($all | Where-Object { $_.$property -like $pattern })
        if ($found.Count -eq 0 -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($pattern)) {
          Write-CmdletError $PSCmdlet "Cannot find any service with service name '$pattern'." 'NoServiceFoundForGivenName' 'ObjectNotFound' $pattern
        }
        $found
      }
    }
  }
}

function Set-ServiceStatus($Cmdlet, [string] $Status) {
  Stop-Cmdlet $Cmdlet 'Services of a practice server are started and stopped with Start-CsWindowsService and Stop-CsWindowsService.' 'NotSupportedByPractice' 'NotImplemented'
}

function Start-Service {
  [CmdletBinding(SupportsShouldProcess = $true)]
  param([Parameter(Position = 0)] [string[]] $Name, [switch] $PassThru)
  Set-ServiceStatus $PSCmdlet 'Running'
}

function Stop-Service {
  [CmdletBinding(SupportsShouldProcess = $true)]
  param([Parameter(Position = 0)] [string[]] $Name, [switch] $Force, [switch] $PassThru)
  Set-ServiceStatus $PSCmdlet 'Stopped'
}

function Restart-Service {
  [CmdletBinding(SupportsShouldProcess = $true)]
  param([Parameter(Position = 0)] [string[]] $Name, [switch] $Force, [switch] $PassThru)
  Set-ServiceStatus $PSCmdlet 'Running'
}
