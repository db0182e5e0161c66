Add-Cmdlet 'Get-CsRgsAgentGroup' {
  Select-GroupObject $PSCmdlet 'agentGroups' $PSBoundParameters
}
