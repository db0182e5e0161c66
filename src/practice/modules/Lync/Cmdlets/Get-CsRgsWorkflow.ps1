Add-Cmdlet 'Get-CsRgsWorkflow' {
  Select-GroupObject $PSCmdlet 'workflows' $PSBoundParameters
}
