Add-Cmdlet 'Get-CsRgsHoursOfBusiness' {
  Select-GroupObject $PSCmdlet 'hoursOfBusiness' $PSBoundParameters
}
