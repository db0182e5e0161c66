/** Uses that a certificate can have (`-Type`), as the certificate cmdlets know them. */
export const certificateUses: readonly string[] = [
  'Default',
  'WebServicesInternal',
  'WebServicesExternal',
  'OAuthTokenIssuer',
  'Internal',
  'External',
  'AccessEdgeExternal',
  'DataEdgeExternal',
  'AudioVideoAuthentication',
  'XmppServer',
  'WsFedTokenTransfer',
  'iPhoneAPNService',
  'iPadAPNService',
  'MPNService',
  'PICWebService',
];

/** Values that the reference lists for one cmdlet beyond those of the parameter's type. */
export function moreValues(cmdlet: string, parameter: string): readonly string[] {
  return cmdlet === 'Invoke-CsDatabaseFailover' && parameter === 'DatabaseType' ? ['Cls'] : [];
}

/** Real names of the modules of the backup service, by what is often written for them. */
export const backupModules: Readonly<Record<string, string>> = {
  presencefocus: 'UserServices.PresenceFocus',
  dataconf: 'ConfServices.DataConf',
  cmsmaster: 'CentralMgmt.CMSMaster',
};
