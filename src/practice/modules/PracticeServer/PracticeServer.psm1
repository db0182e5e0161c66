# Commands of Windows that scripts for a server use, answered from the state of the practice server that
# the shell is on. What is not supported is an error that says so.

$ErrorActionPreference = 'Stop'

# Loaded before this module, PowerShell's own modules cannot put their commands over its commands later.
Import-Module -Name Microsoft.PowerShell.Management, Microsoft.PowerShell.Utility -Global -ErrorAction SilentlyContinue

. ([System.IO.Path]::Combine($PSScriptRoot, 'State.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Management.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Services.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Shares.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Names.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Items.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Registry.ps1'))
. ([System.IO.Path]::Combine($PSScriptRoot, 'Directory.ps1'))

$practiceDisk = Get-DiskFolder $script:ServerName 'C'
[void][System.IO.Directory]::CreateDirectory($practiceDisk)
$env:SystemDrive = $practiceDisk
$env:ProgramFiles = [System.IO.Path]::Combine($practiceDisk, 'Program Files')
$env:CommonProgramFiles = [System.IO.Path]::Combine($practiceDisk, 'Program Files', 'Common Files')
$practiceComputer = Read-Computer
$env:COMPUTERNAME = ($practiceComputer.hostName -split '\.')[0].ToUpperInvariant()
$env:USERDNSDOMAIN = $practiceComputer.domain.ToUpperInvariant()
$env:USERDOMAIN = (Read-Directory).netbios
$env:USERNAME = ($script:Account -split '\\')[-1]

# Off Windows there is no drive C:, so the server's own can have its name. On Windows the laptop's drive
# stays: a script finds the server's by $env:SystemDrive. The laptop's registry and certificates are none
# of the server's.
if ($script:OnWindows) {
  foreach ($foreign in @('HKLM', 'HKCU', 'Cert')) {
    try { $ExecutionContext.SessionState.Drive.Remove($foreign, $true, 'Global') }
    catch [System.Management.Automation.DriveNotFoundException] { $null = $_ }
  }
}
else {
  $provider = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
  $none = [System.Management.Automation.PSCredential]::Empty
  $parts = @('C', $provider, $practiceDisk, 'Practice server', $none)
  $drive = [System.Activator]::CreateInstance([System.Management.Automation.PSDriveInfo], $parts)
  try { [void]$ExecutionContext.SessionState.Drive.New($drive, 'Global') }
  catch [System.Management.Automation.SessionStateException] { $null = $_ }
}
