Add-Cmdlet 'Get-CsRgsQueue' {
  Select-GroupObject $PSCmdlet 'queues' $PSBoundParameters
}
