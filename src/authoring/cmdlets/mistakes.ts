import type { ScannedValue } from '../powershell/script.ts';

/** What a wrong parameter of a published procedure should be. */
export interface ParameterMistake {
  readonly right: string;
  /** What its value should be, where that changes too. */
  readonly rightValue?: string;
  /** A value that was run together with the wrong name. */
  readonly joined?: string;
}

interface Listed extends ParameterMistake {
  readonly cmdlet: RegExp;
  readonly wrong: RegExp;
  /** Values by what is written for them, in lower case. */
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * Parameters that stand in published procedures of this product and do not exist, with the right ones
 * of the cmdlet reference.
 */
const listed: readonly Listed[] = [
  {
    cmdlet: /CsDatabase|CsMirrorDatabase/u,
    wrong: /^Configured?Data(?:s|ba)ses$/iu,
    right: 'ConfiguredDatabases',
  },
  {
    cmdlet: /^Convert-CsUserData$/u,
    wrong: /^TargetVersionLync2010$/iu,
    right: 'TargetVersion',
    joined: 'Lync2010',
  },
  {
    cmdlet: /^Convert-CsUserData$/u,
    wrong: /^TargetVersionCurrent$/iu,
    right: 'TargetVersion',
    joined: 'Current',
  },
  {
    cmdlet: /CsRgsConfiguration$/u,
    wrong: /^ReplaceExistingSettings$/iu,
    right: 'ReplaceExistingRgsSettings',
  },
  {
    cmdlet: /^Invoke-CsManagementServerFailover$/u,
    wrong: /^MirrorSqlServerFqdn$/iu,
    right: 'BackupMirrorSqlServerFqdn',
  },
  {
    cmdlet: /^Invoke-CsManagementServerFailover$/u,
    wrong: /^MirrorSqlInstanceName$/iu,
    right: 'BackupMirrorSqlInstanceName',
  },
  {
    cmdlet: /^Invoke-CsManagementServerFailover$/u,
    wrong: /^SqlServerFqdn$/iu,
    right: 'BackupSqlServerFqdn',
  },
  {
    cmdlet: /^Invoke-CsManagementServerFailover$/u,
    wrong: /^SqlInstanceName$/iu,
    right: 'BackupSqlInstanceName',
  },
  {
    cmdlet: /^Get-CsBackupServiceStatus$/u,
    wrong: /^BackupModule$/iu,
    right: 'Category',
    values: {
      'userservices.presencefocus': 'UserData',
      presencefocus: 'UserData',
      'confservices.dataconf': 'UserData',
      dataconf: 'UserData',
      'centralmgmt.cmsmaster': 'CMS',
      cmsmaster: 'CMS',
    },
  },
  { cmdlet: /^Get-CsComputer$/u, wrong: /^PoolFqdn$/iu, right: 'Pool' },
];

/** The right form of a parameter that is known to be written wrong; `undefined` for any other. */
export function parameterMistake(
  written: string,
  cmdlet: string,
  value: ScannedValue | undefined,
): ParameterMistake | undefined {
  const found = listed.find(each => each.cmdlet.test(cmdlet) && each.wrong.test(written));
  if (found === undefined) return undefined;
  const { right, joined, values } = found;
  const rightValue = value?.kind === 'text' ? values?.[value.text.toLowerCase()] : undefined;
  return {
    right,
    ...(joined === undefined ? {} : { joined }),
    ...(rightValue === undefined ? {} : { rightValue }),
  };
}
