import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { cmdletByName, cmdletNames } from '../../../src/authoring/cmdlets/catalogue.ts';
import { checkCsCommands, type CsCheckOptions } from '../../../src/authoring/cmdlets/check.ts';
import type { Diagnostic } from '../../../src/errors/diagnostic.ts';
import { applyFix } from './fixes.ts';

/** `severity code@column` of each finding. */
function told(text: string, options?: CsCheckOptions): string[] {
  return checkCsCommands(text, options).map(
    ({ severity, code, line, column }) => `${severity} ${code}@${line}:${column}`,
  );
}

function worse(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return found.filter(({ severity }) => severity !== 'information');
}

/** The text after every fix that is offered was applied, last one first. */
function mended(text: string): string {
  const found = checkCsCommands(text).filter(({ fix }) => fix !== undefined);
  return [...found].reverse().reduce(applyFix, text);
}

/** Wrong commands of published procedures, and what they must become. */
const published: readonly (readonly [string, string])[] = [
  [
    'Uninstall -CsMirrorDatabase -DatabaseType User -SqlServerFqdn be01.contoso.com',
    'Uninstall-CsMirrorDatabase -DatabaseType User -SqlServerFqdn be01.contoso.com',
  ],
  [
    'Install-CsDatabase -ConfiguredDatases -SqlServerFqdn be01.contoso.com',
    'Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn be01.contoso.com',
  ],
  [
    'Install-CsMirrorDatabase -ConfigureDatabases -FileShare \\\\fs01\\m -SqlServerFqdn be01.contoso.com',
    'Install-CsMirrorDatabase -ConfiguredDatabases -FileShare \\\\fs01\\m -SqlServerFqdn be01.contoso.com',
  ],
  [
    'Convert-CsUserData -InputFile a.zip -OutputFile b.zip -TargetVersionLync2010',
    'Convert-CsUserData -InputFile a.zip -OutputFile b.zip -TargetVersion Lync2010',
  ],
  [
    'Import-CsRgsConfiguration -Destination "service:ApplicationServer:p.contoso.com" -FileName a.zip -ReplaceExistingSettings',
    'Import-CsRgsConfiguration -Destination "service:ApplicationServer:p.contoso.com" -FileName a.zip -ReplaceExistingRgsSettings',
  ],
  [
    'Import-CsRgsConfiguration -Destination "service: ApplicationServer:p.contoso.com" -FileName a.zip',
    'Import-CsRgsConfiguration -Destination "service:ApplicationServer:p.contoso.com" -FileName a.zip',
  ],
  [
    'Export-CsRgsConfiguration -Source "service: ApplicationServer:$Pool" -FileName a.zip',
    'Export-CsRgsConfiguration -Source "service:ApplicationServer:$Pool" -FileName a.zip',
  ],
  [
    'Get-CsRgsWorkflow -Owner "service:ApplicationServer"p.contoso.com',
    'Get-CsRgsWorkflow -Owner "service:ApplicationServer:p.contoso.com"',
  ],
  [
    'Get-CsRgsWorkflow -Owner "service:ApplicationServer":p.contoso.com',
    'Get-CsRgsWorkflow -Owner "service:ApplicationServer:p.contoso.com"',
  ],
  ['Start-Service Replica', 'Start-Service REPLICA'],
  ['Start-Service -Name CSREPLICA', 'Start-Service -Name REPLICA'],
  ['Start-CsWindowsService -Name "CsReplica"', 'Start-CsWindowsService -Name "REPLICA"'],
  [
    'Get-CsWindowsService -Computer fe01.contoso.com',
    'Get-CsWindowsService -ComputerName fe01.contoso.com',
  ],
  [
    'Get-CsBackupServiceStatus -PoolFqdn p.contoso.com -BackupModule CMSMaster',
    'Get-CsBackupServiceStatus -PoolFqdn p.contoso.com -Category CMS',
  ],
  [
    'Get-CsBackupServiceStatus -PoolFqdn p.contoso.com -BackupModule UserServices.PresenceFocus',
    'Get-CsBackupServiceStatus -PoolFqdn p.contoso.com -Category UserData',
  ],
  [
    'Invoke-CsBackupServiceSync -PoolFqdn p.contoso.com -BackupModule All',
    'Invoke-CsBackupServiceSync -PoolFqdn p.contoso.com',
  ],
  [
    'Invoke-CsBackupServiceSync -BackupModule PresenceFocus -PoolFqdn p.contoso.com',
    'Invoke-CsBackupServiceSync -BackupModule UserServices.PresenceFocus -PoolFqdn p.contoso.com',
  ],
  [
    'Invoke-CsBackupServiceSync -PoolFqdn p.contoso.com -BackupModule DataConf',
    'Invoke-CsBackupServiceSync -PoolFqdn p.contoso.com -BackupModule ConfServices.DataConf',
  ],
  [
    'Invoke-CsBackupServiceSync -PoolFqdn p.contoso.com -BackupModule "CMSMaster"',
    'Invoke-CsBackupServiceSync -PoolFqdn p.contoso.com -BackupModule "CentralMgmt.CMSMaster"',
  ],
  [
    'Invoke-CsManagementServerFailover -BackupSqlServerFqdn b.contoso.com -Force -MirrorSqlServerFqdn c.contoso.com',
    'Invoke-CsManagementServerFailover -BackupSqlServerFqdn b.contoso.com -Force -BackupMirrorSqlServerFqdn c.contoso.com',
  ],
  [
    'Set-CsPersistentChatState -Identity "service:pc01.contoso.com" -PoolState FailedOver',
    'Set-CsPersistentChatState -Identity "PersistentChatServer:pc01.contoso.com" -PoolState FailedOver',
  ],
  [
    'Import-CsUserData -PoolFqdn p.contoso.com -FileName "atl0cs-001.litwareinc.com\\b\\ExportedUserDatal.zip"',
    'Import-CsUserData -PoolFqdn p.contoso.com -FileName "\\\\atl0cs-001.litwareinc.com\\b\\ExportedUserData.zip"',
  ],
];

describe('The cmdlet catalogue', () => {
  it('has 208 cmdlets, found in any case', () => {
    assert.equal(cmdletNames.length, 208);
    assert.equal(cmdletByName('import-csuserdata')?.name, 'Import-CsUserData');
  });

  it('knows the parameter sets, types and lists of values', () => {
    const cmdlet = cmdletByName('Reset-CsPoolRegistrarState');
    assert.deepEqual(
      cmdlet?.sets.map(set => set.mandatory),
      [['PoolFqdn']],
    );
    assert.deepEqual(cmdlet.parameters.get('resettype')?.values, [
      'ServiceReset',
      'QuorumLossRecovery',
      'FullReset',
      'MachineStateRemoved',
    ]);
    const sets = cmdletByName('Export-CsConfiguration')?.sets;
    assert.deepEqual(
      sets?.map(set => set.mandatory),
      [[], ['FileName']],
    );
  });
});

describe('Commands of published procedures that are wrong', () => {
  for (const [wrong, right] of published) {
    it(`finds and mends: ${wrong}`, () => {
      assert.ok(checkCsCommands(wrong).length > 0, 'it is found');
      assert.equal(mended(wrong), right);
      assert.deepEqual(worse(checkCsCommands(right)), []);
    });
  }
});

describe('Correct scripts', () => {
  const folder = 'test/fixtures/powershell';
  for (const file of readdirSync(folder).filter(name => name.endsWith('.ps1'))) {
    it(`${file} has neither errors nor warnings, with LF and with CRLF`, () => {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      const again = text.replaceAll('\n', '\r\n');
      const options = { functions: ['Get-CsInventory'] };
      assert.deepEqual(worse(checkCsCommands(text, options)), []);
      assert.deepEqual(worse(checkCsCommands(again, options)), []);
    });
  }
});

describe('Wrong management commands', () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['Exprot-CsUserData -PoolFqdn a.b.c -FileName b', 'error cs-unknown-cmdlet@1:1'],
    ['Get-CsFrobnicate', 'warning cs-unknown-cmdlet@1:1'],
    ['Restore-CsUserData', 'error cs-unknown-cmdlet@1:1'],
    ['Get-CsSlaConfiguration', 'information cs-not-described@1:1'],
    ['$x = 1\nStart-CsPool -PoolFqdn p', 'error cs-later-version@2:1'],
    ['Test-CsManagementServer', 'error cs-later-version@1:1'],
    ['Invoke-CsComputerFailOver -ComputerName x', 'error cs-later-version@1:1'],
    ['Get-CsStorageServiceConfiguration', 'error cs-later-version@1:1'],
    ['Get-CsPoolFabricState -PoolFqdn p -UserUri x', 'error cs-later-version@1:35'],
    ['Import-CsUserData -PoolFqdn p -FileName', 'error cs-value-missing@1:31'],
    ['Import-CsUserData', 'error cs-missing-parameter@1:1'],
    ['Export-CsConfiguration -FileName a -AsBytes', 'error cs-mixed-parameter-sets@1:36'],
    ['Import-CsUserData -PoolFqdn a -Identity b -FileName c', 'error cs-mixed-parameter-sets@1:31'],
    ['Get-CsService -UserServer -Registrar', 'error cs-mixed-parameter-sets@1:27'],
    ['Import-CsUserData -PoolFqdn a -FileName b -PoolFqdn c', 'error cs-parameter-twice@1:43'],
    ['Publish-CsLisConfiguration -Confirm $false', 'error cs-switch-value@1:28'],
    ['Enable-CsTopology -SkipPrepareCheck true', 'error cs-wrong-value@1:37'],
    ['Test-CsDatabase -DatabaseType Monitor -SqlServerFqdn a.b.c'],
    ['Test-CsDatabase -DatabaseType Monitorring -SqlServerFqdn a.b.c', 'error cs-wrong-value@1:31'],
    ['Backup-CsPool -PoolFqdn a.b.c -RetryCount many', 'error cs-wrong-value@1:43'],
    [
      'Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn a.b.c -Clean',
      'warning cs-dangerous-parameter@1:62',
    ],
    [
      'Install-CsDatabase -CentralManagementDatabase -SqlServerFqdn a.b.c -Clean -Update',
      'information cs-dangerous-parameter@1:68',
      'error cs-clean-and-update@1:75',
    ],
    ['Test-CsDatabase -ConfiguredDatabases -SqlServerFqdn be01', 'warning cs-sql-server-name@1:53'],
    [
      'Test-CsDatabase -ConfiguredDatabases -SqlServerFqdn be01.b.c\\rtc',
      'error cs-sql-server-name@1:53',
    ],
    [
      'Test-CsDatabase -CentralManagementDatabase -SqlServerFqdn "be01.b.c\\rtc"',
      'error cs-sql-server-name@1:59',
    ],
    ['Update-CsUserData -FileName a -UserFilter sip:a@b.c', 'error cs-user-filter@1:43'],
    [
      'Export-CsPersistentChatData -DBInstance a -FileName b -StartDate 1/1/2014',
      'error cs-start-date@1:55',
    ],
    [
      '$p = @{ PoolFqdn = "a"; Nonsense = 1; FileName = "b" }\nImport-CsUserData @p',
      'error cs-unknown-parameter@1:25',
    ],
    ['Get-CsService -Web', 'information cs-abbreviated-parameter@1:15'],
    ['Get-CsService -P', 'error cs-ambiguous-parameter@1:15'],
    ['if ($x) { (Get-CsPool -Identiy p).Fqdn }', 'error cs-unknown-parameter@1:23'],
    ['"a $(Get-CsPool -Identiy p) b"', 'error cs-unknown-parameter@1:17'],
    ['Get-CsUser | Move-CsUsr -Target p.b.c', 'error cs-unknown-cmdlet@1:14'],
    ['Import\u2013CsUserDatta', 'error cs-unknown-cmdlet@1:1'],
    ['Get-CPool', 'error cs-unknown-cmdlet@1:1'],
    ['Test-CsMxP2PIM', 'error cs-unknown-cmdlet@1:1'],
    ['get-csfrobnicate', 'warning cs-unknown-cmdlet@1:1'],
    ['Get-CSFrobnicate', 'warning cs-unknown-cmdlet@1:1'],
    ['Get-CsPool -ErrorActon Stop', 'error cs-unknown-parameter@1:12'],
    ['Get-CsPool -ErrorAction SilentlyContine', 'error cs-wrong-value@1:25'],
    ['Get-CsPool -ea sil; Get-CsPool -ErrorAction 0'],
    ['Export-CsUserData -PoolFqdn$Pool -FileName b', 'error cs-unknown-parameter@1:19'],
    [
      'Export-CsUserData -PoolFqdn a `\t\n  -FileName b',
      'error cs-missing-parameter@1:1',
      'error cs-stray-parameter@1:31',
    ],
    [
      'Export-CsUserData -PoolFqdn a\n  -FileName b',
      'error cs-missing-parameter@1:1',
      'error cs-stray-parameter@2:3',
    ],
    ['Export-CsUserData --% -PoolFqdn a'],
    ['Import-CsConfiguration -- -FileName a'],
  ];
  for (const [text, ...wanted] of cases) {
    it(`${JSON.stringify(text)}: ${wanted.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(told(text), wanted);
    });
  }

  it('are mended by every fix that is offered for them', () => {
    const offered = cases.flatMap(([text]) =>
      checkCsCommands(text).flatMap(found => (found.fix === undefined ? [] : [{ text, found }])),
    );
    assert.ok(offered.length > 15);
    for (const { text, found } of offered) {
      const count = (all: readonly Diagnostic[]): number =>
        all.filter(({ code }) => code === found.code).length;
      const after = checkCsCommands(applyFix(text, found));
      assert.equal(count(after), count(checkCsCommands(text)) - 1, `${text}: ${found.fix ?? ''}`);
    }
  });

  const places: readonly (readonly [string, number])[] = [
    ['@"\na $(Get-CsPol) b\n"@', 5],
    ['function Show-It { param($a) Get-CsPol }', 30],
    ['function Show-It($a = (Get-CsPol)) { }', 24],
    ['[string] $x = Get-CsPol', 15],
    ['[pscustomobject]@{ a = Get-CsPol }', 24],
    ['[ValidateScript({ Get-CsPol })] $x = 1', 19],
    ['if ($true) { 1 } Get-CsPol', 18],
    ['switch -Regex ($x) { "a" { Get-CsPol } }', 28],
    ['try { } catch [System.Exception] { Get-CsPol }', 36],
    ['class A { [void] B() { Get-CsPol } }', 24],
    ['$script:i++\nGet-CsPol', 1],
    [':outer foreach ($x in Get-CsPol) { break outer }', 23],
    ['1..3 | foreach { Get-CsPol }', 18],
    ['Lync\\Get-CsPol', 6],
    ["& 'Get-CsPol'", 3],
    ['Get-CsPool |\n  # all\n  Get-CsPol', 3],
  ];
  for (const [text, column] of places) {
    it(`are found in ${JSON.stringify(text)}`, () => {
      const line = text.slice(0, text.indexOf('Get-CsPol')).split('\n').length;
      const row = text.includes('Get-CsPool') ? 3 : line;
      assert.deepEqual(told(text), [`error cs-unknown-cmdlet@${row}:${column}`]);
    });
  }

  const notCode: readonly string[] = [
    '\'Get-CsPol\'; "Get-CsPol"; # Get-CsPol',
    '<# Get-CsPol\nGet-CsPol #>',
    "@'\nGet-CsPol $(Get-CsPol)\n'@",
    '"`$(Get-CsPol)"',
    'Write-Host Get-CsPol',
    '@{ Get-CsPol = 1 }',
    'C:\\Tools\\Get-CsPol.ps1; .\\Get-CsPol.ps1',
    "$x.'Get-CsPol'",
    'enum E { GetCsPol }; using namespace Get.CsPol',
  ];
  for (const text of notCode) {
    it(`are not seen in what is no code: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(told(text), []);
    });
  }

  it('later cmdlets and parameters are right for a later version', () => {
    const text = 'Start-CsPool -PoolFqdn p\nGet-CsPoolFabricState -PoolFqdn p -RoutingGroup x';
    assert.deepEqual(told(text, { version: '2019' }), []);
  });

  it('functions and aliases of the session are nobody else’s business', () => {
    assert.deepEqual(told('Get-CsMyThing -Odd', { functions: ['get-csmything'] }), []);
    assert.deepEqual(told('function Get-CsMyThing { }\nGet-CsMyThing -Odd'), []);
    assert.deepEqual(told('Set-Alias Get-CsMyThing Get-CsPool\nGet-CsMyThing -Odd'), []);
    assert.deepEqual(told('Set-Item function:global:Get-CsMyThing { 1 }\nGet-CsMyThing -Odd'), []);
    assert.deepEqual(told('${function:Get-CsMyThing} = { 1 }\nGet-CsMyThing -Odd'), []);
  });

  it('what is splatted and cannot be seen is not missed', () => {
    assert.deepEqual(told('Import-CsUserData @PSBoundParameters'), []);
    assert.deepEqual(told('$p = @{ PoolFqdn = 1 }\n$p.FileName = 2\nImport-CsUserData @p'), []);
    assert.deepEqual(told('Import-CsUserData @p -PoolFqdn a'), []);
  });

  it('names other modules have are left alone', () => {
    assert.deepEqual(told('Import-Csv a | ConvertTo-Csv\nGet-CimInstance x\nNew-CSSelector'), []);
  });
});
