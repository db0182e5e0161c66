# Persistent Chat: its tables as SQL Server keeps them, exported and imported whole.

$script:PageSize = 8192
$script:ChatLevels = @{
  User = @('tblPrincipal', 'tblPrincipalRole')
  Category = @('tblNode')
  RoomDirectory = @('tblNode', 'tblPrincipal', 'tblPrincipalRole')
  Content = @('tblChat')
}

# JSON texts of the tables in a data file of the practice SQL endpoint: pages with a head of 24 bytes.
function Read-DataFileTables([string] $File) {
  $bytes = [System.IO.File]::ReadAllBytes($File)
  $parts = [ordered]@{}
  for ($at = 0; $at + 24 -le $bytes.Length; $at += $script:PageSize) {
    if ($bytes[$at + 4] -ne 1) { continue }
    $id = "$([System.BitConverter]::ToUInt32($bytes, $at + 6))"
    if (-not $parts.Contains($id)) { $parts[$id] = [System.Activator]::CreateInstance([System.IO.MemoryStream]) }
    $parts[$id].Write($bytes, $at + 24, [System.BitConverter]::ToUInt16($bytes, $at + 10))
  }
  foreach ($id in @($parts.Keys)) { $script:Utf8.GetString($parts[$id].ToArray()) }
}

# Path of a database's data file on the laptop, or nothing.
function Get-DataFile([string] $Server, [string] $Instance, [string] $Name) {
  $folder = Get-SqlInstanceFolder $Server $Instance
  $state = Read-State (Join-Parts $folder 'instance.json')
  if ($null -eq $state) { return }
  $database = @(@($state.databases) | Where-Object { $_.name -eq $Name })[0]
  $file = @(@($database.files) | Where-Object { $_.kind -eq 'ROWS' })[0]
  if ($null -eq $file -or $file.physicalName -notmatch '^([A-Za-z]):\\(.*)$') { return }
  Join-Below (Join-Parts $folder 'drives' $Matches[1]) $Matches[2]
}

# Tables of a chat database: name, rows, and the JSON text as it is stored. What is imported and not taken
# up by SQL Server yet counts already.
function Get-ChatTables($Cmdlet, [string] $Server, [string] $Instance, [string] $Name) {
  $failure = Get-OpenProblem $Server $Instance $Name
  if ($failure) { Stop-Cmdlet $Cmdlet $failure 'PersistentChatStoreUnavailable' 'ConnectionError' "$Server\$Instance" }
  $texts = @()
  $file = Get-DataFile $Server $Instance $Name
  if ($file -and [System.IO.File]::Exists($file)) { $texts = @(Read-DataFileTables $file) }
  foreach ($request in @(Get-SqlRequests (Get-SqlInstanceFolder $Server $Instance))) {
    if ($null -eq $request.PSObject.Properties['load']) { continue }
    foreach ($load in @(@($request.load) | Where-Object { $_.database -eq $Name })) {
      $texts = @($load.tables | ForEach-Object { ConvertTo-Json -InputObject $_ -Depth 40 -Compress })
    }
  }
  foreach ($text in $texts) {
    $table = ConvertFrom-Json -InputObject $text
    [PSCustomObject]@{ Name = $table.name; Rows = @($table.rows); Text = $text }
  }
}

# The store of a Persistent Chat pool: without a name, of the one that there is.
function Get-ChatStore($Cmdlet, [string] $PoolFqdn) {
  $topology = Get-PublishedTopology $Cmdlet $false
  $stores = @($topology.Services | Where-Object { $_.Role -eq 'PersistentChatStore' -and (-not $PoolFqdn -or $_.Pool -eq $PoolFqdn) })
  if ($stores.Count -eq 0) { Stop-Cmdlet $Cmdlet "There is no Persistent Chat pool ""$PoolFqdn"" in the topology." 'PoolNotFound' 'ObjectNotFound' $PoolFqdn }
  return $stores
}

# Rows of the nodes, which are categories (without a parent room) and rooms.
function Get-ChatNodes($Cmdlet, [string] $PoolFqdn) {
  foreach ($store in @(Get-ChatStore $Cmdlet $PoolFqdn)) {
    $found = Find-Database $store 'mgc'
    if ($found.Problem) { Stop-Cmdlet $Cmdlet $found.Problem 'PersistentChatStoreUnavailable' 'ConnectionError' $store.Pool }
    foreach ($table in @(Get-ChatTables $Cmdlet $found.Server $found.Instance 'mgc' | Where-Object { $_.Name -eq 'tblNode' })) {
      foreach ($row in $table.Rows) {
        [PSCustomObject]@{ Pool = $store.Pool; Id = $row[0]; Guid = $row[1]; Name = $row[2]; Description = $row[3]; Disabled = [bool]$row[4] }
      }
    }
  }
}
