# Cmdlets whose parameter sets are data: parameters.json holds the sets of the reference, a file in the
# folder Cmdlets the body. Names in a set are mandatory with an exclamation mark before them.

$script:ParameterFacts = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText((Join-Parts $PSScriptRoot 'parameters.json')))

# Type of each parameter that is not plain text, by its name.
function Get-ParameterTypes($Fact) {
  $types = @{}
  foreach ($property in $Fact.types.PSObject.Properties) {
    foreach ($name in @($property.Value -split ' ')) { $types[$name] = $property.Name }
  }
  return $types
}

function Get-TypeText([string] $Type) {
  if (-not $Type) { return '[string]' }
  if ($Type -notlike '*|*') { return "[$Type]" }
  $values = @($Type -split '\|' | ForEach-Object { "'$_'" }) -join ', '
  return "[ValidateSet($values)] [string]"
}

# The attributes of one parameter: in which sets it is, and in which of them it must be given.
function Get-ParameterAttributes([string] $Name, $Sets) {
  $position = ''
  if ($Name -eq 'Identity') { $position = ', Position = 0' }
  $texts = @()
  for ($i = 0; $i -lt $Sets.Count; $i++) {
    $mandatory = $Sets[$i] -contains "!$Name"
    if (-not $mandatory -and $Sets[$i] -notcontains $Name) { continue }
    $texts += "[Parameter(ParameterSetName = 'Set$i', Mandatory = `$$mandatory$position)]"
  }
  return $texts -join ' '
}

# The text of a cmdlet's attribute and parameter block.
function Get-ParameterBlock([string] $Name) {
  $fact = $script:ParameterFacts.$Name
  $sets = @()
  foreach ($set in @($fact.sets)) { $sets += , @($set -split ' ') }
  $types = Get-ParameterTypes $fact
  $names = @($sets | ForEach-Object { $_ } | ForEach-Object { $_.TrimStart('!') } | Where-Object { $_ } | Select-Distinct)
  $default = 0
  for ($i = $sets.Count - 1; $i -ge 0; $i--) { if (@($sets[$i] | Where-Object { $_ -like '!*' }).Count -eq 0) { $default = $i } }
  $parameters = @($names | ForEach-Object { "$(Get-ParameterAttributes $_ $sets) $(Get-TypeText $types[$_]) `$$_" })
  "[CmdletBinding(SupportsShouldProcess = `$$($fact.confirm), PositionalBinding = `$false, DefaultParameterSetName = 'Set$default')]`nparam(`n$($parameters -join ",`n")`n)"
}

# Defines a cmdlet of this module with the parameter sets of the reference.
function Add-Cmdlet([string] $Name, [scriptblock] $Body) {
  $text = "function script:$Name {`n$(Get-ParameterBlock $Name)`n$Body`n}"
  . ([scriptblock]::Create($text))
}
