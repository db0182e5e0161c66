Add-Cmdlet 'Get-CsRgsHolidaySet' {
  Select-GroupObject $PSCmdlet 'holidaySets' $PSBoundParameters
}
