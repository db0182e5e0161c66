# The zip files that exports write: real ones, with XML documents. Values become elements and come back
# the same: Object, List, Text, Number, Truth, Nothing.

[void][System.Reflection.Assembly]::Load('System.Xml.Linq, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')
[void][System.Reflection.Assembly]::Load('System.IO.Compression, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089')

$script:ItemNamespace = 'urn:schema:Microsoft.Rtc.Management.Xds.AppLayer.2008'

function Write-Value([System.Xml.XmlWriter] $Writer, $Value) {
  if ($null -eq $Value) { $Writer.WriteStartElement('Nothing'); $Writer.WriteEndElement(); return }
  if ($Value -is [string]) { $Writer.WriteElementString('Text', $Value); return }
  if ($Value -is [bool]) { $Writer.WriteElementString('Truth', "$Value"); return }
  if ($Value -is [array]) {
    $Writer.WriteStartElement('List')
    foreach ($one in $Value) { Write-Value $Writer $one }
    $Writer.WriteEndElement()
    return
  }
  if ($Value -is [System.ValueType]) {
    $number = [System.Convert]::ToString($Value, [System.Globalization.CultureInfo]::InvariantCulture)
    $Writer.WriteElementString('Number', $number)
    return
  }
  $Writer.WriteStartElement('Object')
  foreach ($property in $Value.PSObject.Properties) {
    $Writer.WriteStartElement('Property')
    $Writer.WriteAttributeString('Name', $property.Name)
    Write-Value $Writer $property.Value
    $Writer.WriteEndElement()
  }
  $Writer.WriteEndElement()
}

function Read-Value([System.Xml.XmlElement] $Element) {
  switch ($Element.LocalName) {
    'Text' { return $Element.InnerText }
    'Truth' { return [bool]::Parse($Element.InnerText) }
    'Number' {
      $number = [double]::Parse($Element.InnerText, [System.Globalization.CultureInfo]::InvariantCulture)
      if ($number -eq [math]::Floor($number)) { return [long]$number }
      return $number
    }
    'Nothing' { return $null }
    'List' {
      $list = @()
      foreach ($child in @($Element.ChildNodes)) { $list += , (Read-Value $child) }
      return , $list
    }
    'Object' {
      $properties = [ordered]@{}
      foreach ($child in @($Element.ChildNodes)) { $properties[$child.GetAttribute('Name')] = Read-Value $child.FirstChild }
      return [PSCustomObject]$properties
    }
  }
  throw "Unexpected element $($Element.LocalName) in a document."
}

# One XML document of items, each with a name and a value; XML text of a topology goes in as it is.
function ConvertTo-ItemDocument($Items, [hashtable] $Attributes) {
  $stream = [System.Activator]::CreateInstance([System.IO.MemoryStream])
  $settings = [System.Activator]::CreateInstance([System.Xml.XmlWriterSettings])
  $settings.Indent = $true
  $settings.Encoding = $script:Utf8
  $writer = [System.Xml.XmlWriter]::Create($stream, $settings)
  $writer.WriteStartElement('DocItemSet', $script:ItemNamespace)
  foreach ($name in @($Attributes.Keys)) { $writer.WriteAttributeString($name, "$($Attributes[$name])") }
  foreach ($item in @($Items)) {
    $writer.WriteStartElement('DocItem')
    $writer.WriteAttributeString('Name', $item.Name)
    $writer.WriteStartElement('Data')
    if ($item.Xml) { $writer.WriteRaw($item.Xml) } else { Write-Value $writer $item.Value }
    $writer.WriteEndElement()
    $writer.WriteEndElement()
  }
  $writer.WriteEndElement()
  $writer.Flush()
  return , $stream.ToArray()
}

# The items of such a document, by name, in order.
function ConvertFrom-ItemDocument([byte[]] $Bytes) {
  $document = [System.Activator]::CreateInstance([System.Xml.XmlDocument])
  $document.PreserveWhitespace = $false
  $stream = [System.Activator]::CreateInstance([System.IO.MemoryStream], @(, $Bytes))
  $document.Load($stream)
  $items = @()
  foreach ($node in @($document.DocumentElement.ChildNodes)) {
    $data = $node.FirstChild.FirstChild
    $known = @('Object', 'List', 'Text', 'Number', 'Truth', 'Nothing') -contains $data.LocalName
    $value = $null
    if ($known) { $value = Read-Value $data }
    $xml = ''
    if (-not $known) { $xml = ConvertTo-IndentedXml $data.OuterXml }
    $items += [PSCustomObject]@{ Name = $node.GetAttribute('Name'); Value = $value; Xml = $xml }
  }
  [PSCustomObject]@{ Root = $document.DocumentElement; Items = $items }
}

# XML text as the stores keep it, whatever white space it went through.
function ConvertTo-IndentedXml([string] $Xml) { [System.Xml.Linq.XElement]::Parse($Xml).ToString() }

# Bytes of a zip file with these entries: name and bytes each.
function ConvertTo-Zip($Entries) {
  $stream = [System.Activator]::CreateInstance([System.IO.MemoryStream])
  $archive = [System.Activator]::CreateInstance([System.IO.Compression.ZipArchive], @($stream, [System.IO.Compression.ZipArchiveMode]::Create, $true))
  foreach ($entry in @($Entries)) {
    $target = $archive.CreateEntry($entry.Name).Open()
    $bytes = [byte[]]$entry.Bytes
    $target.Write($bytes, 0, $bytes.Length)
    $target.Dispose()
  }
  $archive.Dispose()
  return , $stream.ToArray()
}

# The entries of a zip file. Ends the cmdlet where it is none.
function ConvertFrom-Zip($Cmdlet, [byte[]] $Bytes, [string] $Path) {
  $stream = [System.Activator]::CreateInstance([System.IO.MemoryStream], @(, $Bytes))
  $failure = $null
  $entries = @()
  try {
    $archive = [System.Activator]::CreateInstance([System.IO.Compression.ZipArchive], @($stream, [System.IO.Compression.ZipArchiveMode]::Read))
    foreach ($entry in @($archive.Entries)) {
      $content = [System.Activator]::CreateInstance([System.IO.MemoryStream])
      $source = $entry.Open()
      $source.CopyTo($content)
      $source.Dispose()
      $entries += [PSCustomObject]@{ Name = $entry.FullName; Bytes = $content.ToArray() }
    }
    $archive.Dispose()
  }
  catch { $failure = $_.Exception.GetBaseException().Message }
  if ($failure) { Stop-Cmdlet $Cmdlet "The file is not a valid export: $failure" 'InvalidExportFile' 'InvalidData' $Path }
  return $entries
}

# Writes an export. It is never written over a file that is there, unless -Force was given.
function Save-Export($Cmdlet, [string] $FileName, [byte[]] $Bytes, [bool] $Overwrite) {
  $file = Resolve-ServerPath $Cmdlet $FileName
  if ([System.IO.Directory]::Exists($file)) {
    Stop-Cmdlet $Cmdlet "Access to the path '$FileName' is denied: it is a folder." 'PathIsFolder' 'PermissionDenied' $FileName
  }
  if ([System.IO.File]::Exists($file) -and -not $Overwrite) {
    Stop-Cmdlet $Cmdlet "The file '$FileName' already exists. Name a file that does not exist." 'FileExists' 'ResourceExists' $FileName
  }
  $folder = [System.IO.Path]::GetDirectoryName($file)
  if (-not [System.IO.Directory]::Exists($folder)) {
    Stop-Cmdlet $Cmdlet "Could not find a part of the path '$FileName'." 'DirectoryNotFound' 'ObjectNotFound' $FileName
  }
  if ($null -ne (Use-Fault 'backup-full' '')) {
    [System.IO.File]::WriteAllBytes($file, $Bytes[0..([int]($Bytes.Length / 2))])
    Stop-Cmdlet $Cmdlet "There is not enough space on the disk: '$FileName'" 'DiskFull' 'WriteError' $FileName
  }
  [System.IO.File]::WriteAllBytes($file, $Bytes)
}

function Read-Export($Cmdlet, [string] $FileName) {
  $file = Resolve-ServerPath $Cmdlet $FileName
  if (-not [System.IO.File]::Exists($file)) {
    Stop-Cmdlet $Cmdlet "Could not find file '$FileName'." 'FileNotFound' 'ObjectNotFound' $FileName
  }
  return , [System.IO.File]::ReadAllBytes($file)
}

# The named document of an export. Ends the cmdlet where the export is of another kind or damaged.
function Read-ExportDocument($Cmdlet, [byte[]] $Bytes, [string] $FileName, [string] $Entry, [string] $Kind) {
  $entries = @(ConvertFrom-Zip $Cmdlet $Bytes $FileName)
  $header = @($entries | Where-Object { $_.Name -eq 'Header.xml' })[0]
  $found = @($entries | Where-Object { $_.Name -eq $Entry })[0]
  $text = ''
  if ($null -ne $header) { $text = $script:Utf8.GetString($header.Bytes) }
  if ($null -eq $found -or $text -notlike "*Kind=""$Kind""*") {
    Stop-Cmdlet $Cmdlet "The file '$FileName' does not hold what this cmdlet imports ($Kind)." 'WrongExportKind' 'InvalidData' $FileName
  }
  $failure = $null
  try { $document = ConvertFrom-ItemDocument $found.Bytes } catch { $failure = $_.Exception.GetBaseException().Message }
  if ($failure) { Stop-Cmdlet $Cmdlet "The document $Entry cannot be read: $failure" 'InvalidExportFile' 'InvalidData' $FileName }
  return $document
}

function Get-HeaderEntry([string] $Kind, [string] $Source) {
  $escaped = [System.Security.SecurityElement]::Escape($Source)
  $xml = "<?xml version=""1.0"" encoding=""utf-8""?><Export Kind=""$Kind"" Source=""$escaped"" Time=""$(Get-StateTime)"" ProductVersion=""$($script:Facts.software.productVersion)"" />"
  [PSCustomObject]@{ Name = 'Header.xml'; Bytes = $script:Utf8.GetBytes($xml) }
}
