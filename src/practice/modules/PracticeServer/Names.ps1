# Names: DNS records of the practice zone, and what the computer calls itself.

function Resolve-DnsName {
  [CmdletBinding()]
  param(
    [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)] [string] $Name,
    [Parameter(Position = 1)] [ValidateSet('A', 'AAAA', 'SRV', 'A_AAAA')] [string] $Type = 'A_AAAA',
    [switch] $DnsOnly
  )
  process {
    $wanted = $Type
    if ($Type -eq 'A_AAAA') { $wanted = 'A' }
    $records = @((Read-State (Get-DirectoryPath 'dns.json')).records | Where-Object { $_.name -eq $Name -and $_.type -eq $wanted })
    if ($records.Count -eq 0) {
      Stop-Cmdlet $PSCmdlet "$Name : DNS name does not exist" 'DNS_ERROR_RCODE_NAME_ERROR' 'ResourceUnavailable' $Name
    }
    foreach ($record in $records) {
      if ($wanted -eq 'SRV') {
        $parts = @($record.data -split ' ')
        [PSCustomObject]@{ Name = $record.name; Type = 'SRV'; Port = [int]$parts[2]; NameTarget = $parts[3]; TTL = 3600 }
      }
      else { [PSCustomObject]@{ Name = $record.name; Type = 'A'; IPAddress = $record.data; TTL = 3600 } }
    }
  }
}

function Test-ComputerSecureChannel {
  [CmdletBinding()]
  param([switch] $Repair, [string] $Server)
  $computer = Read-Computer
  @((Read-Directory).computers | Where-Object { $_.fqdn -eq $computer.hostName }).Count -gt 0
}

function hostname { ((Read-Computer).hostName -split '\.')[0] }
