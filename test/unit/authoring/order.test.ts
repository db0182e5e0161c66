import assert from 'node:assert/strict';
import { runbookLinter } from '../../../src/compose/linting.ts';
import { readRunbook } from '../../../src/runbook/read.ts';

const linter = runbookLinter();

/** Cells: a script, or a typed step where the text begins like YAML. */
function runbook(cells: readonly string[]): string {
  const written = cells.map((text, at) => {
    const typed = /^[a-z-]+:\n/u.test(text);
    const target = typed ? '' : ' target=$Server';
    return `\`\`\`${typed ? 'step' : 'powershell'} {#s${at} confirm${target}}\n${text}\n\`\`\`\n`;
  });
  const front =
    '---\ntitle: A\nvariables:\n  Server: { type: server }\n  Backup: { type: backup-set }\n---\n\n';
  return front + written.join('\n');
}

/** Codes of the findings about order. */
function told(...cells: readonly string[]): string[] {
  const text = runbook(cells);
  const found = linter.lint(readRunbook(new TextEncoder().encode(text), 'a.runbook.md'));
  return found.filter(({ code }) => code.startsWith('order-')).map(({ code }) => code);
}

const typed = (server: string, step: number): string =>
  `deployment-wizard:\n  server: ${server}\n  step: ${step}`;
const byHand = (text: string): string => `manual:\n  instruction: ${text}`;
const bootstrapper =
  "& 'C:\\Program Files\\Microsoft Lync Server 2013\\Deployment\\Bootstrapper.exe'";
const localStore = `${bootstrapper} /BootstrapLocalMgmt /MinCache`;
const roles = `${bootstrapper} "/SourceDirectory:D:\\Setup\\amd64"`;
const users = 'Import-CsUserData -PoolFqdn $Server -FileName C:\\u.zip';
const groups =
  'Import-CsRgsConfiguration -Destination "service:ApplicationServer:$Server" -FileName C:\\r.zip';
const storeDatabase =
  'Install-CsDatabase -CentralManagementDatabase -SqlServerFqdn be01.contoso.com -Clean';
const location = 'Set-CsConfigurationStoreLocation -SqlServerFqdn be01.contoso.com';
const content = 'Import-CsConfiguration -FileName C:\\c.zip';
const databases = 'Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn be01.contoso.com';
const poolOver = 'Invoke-CsPoolFailOver -PoolFqdn $Server -DisasterMode';
const storeOver = 'Invoke-CsManagementServerFailover -BackupSqlServerFqdn be02.contoso.com -Force';
const nextHop = 'Set-CsEdgeServer -Identity e -Registrar r';
const places = 'Import-CsLisConfiguration -FileName C:\\l.zip';

const wrong: readonly (readonly [string, string, ...string[]])[] = [
  ['the directory after the topology', 'order-directory', 'Enable-CsTopology\nEnable-CsAdForest'],
  ['the directory after the wizard', 'order-directory', typed('$Server', 1), 'Enable-CsAdDomain'],
  ['the domain before the forest', 'order-directory', 'Enable-CsAdDomain; Enable-CsAdForest'],
  ['content before the database', 'order-store', content, storeDatabase],
  ['content before its place', 'order-store', `${content}\n${location}`],
  ['the place before the database', 'order-store', location, storeDatabase],
  ['publishing before the store', 'order-publish', 'Enable-CsTopology', content],
  [
    'publishing a file before the store',
    'order-publish',
    'publish-cstopology -FileName t',
    content,
  ],
  [
    'publishing by hand before the store',
    'order-publish',
    'topology-builder:\n  task: publish',
    content,
  ],
  ['the back end after roles', 'order-back-end', typed('fe01', 2), databases],
  ['the back end after roles by command', 'order-back-end', `${localStore}\n${roles}`, databases],
  ['roles before the local store', 'order-wizard', typed('$Server', 2), typed('$Server', 1)],
  ['the same by command', 'order-wizard', roles, localStore],
  ['the same, once so and once so', 'order-wizard', roles, typed('${Server}', 1)],
  [
    'certificates before roles',
    'order-wizard',
    'Set-CsCertificate -Type Default -Thumbprint A',
    typed('$Server', 2),
  ],
  ['the start before certificates', 'order-wizard', typed('a', 4), typed('a', 3)],
  ['user data while services run', 'order-services', users, 'Start-CsWindowsService'],
  ['user data, then no start', 'order-services', 'Stop-CsWindowsService', users],
  [
    'user data after they were started again',
    'order-services',
    'Stop-CsWindowsService; Start-CsWindowsService',
    `${users}\nStart-CsWindowsService`,
  ],
  [
    'response groups while services are stopped',
    'order-response-groups',
    'Stop-Service RTCSRV',
    groups,
  ],
  [
    'response groups before the start',
    'order-response-groups',
    typed('a', 2),
    groups,
    typed('a', 4),
  ],
  ['the pool before the store', 'order-failover', poolOver, storeOver],
  ['the pool before the store is moved', 'order-failover', poolOver, 'Move-CsManagementServer'],
  ['the pool before the next hop', 'order-edge', poolOver, nextHop],
  ['locations that nobody sees', 'order-locations', places],
  ['locations that were published before', 'order-locations', 'Publish-CsLisConfiguration', places],
  [
    'an Edge Server from the set',
    'order-edge',
    'Import-CsConfiguration -LocalStore -FileName "${Backup}\\c.zip"',
  ],
  ['an Edge Server before others', 'order-edge', typed('edge01.contoso.com', 1), typed('fe01', 1)],
];

const right: readonly (readonly [string, ...string[]])[] = [
  [
    'schema, forest, domain',
    'Install-CsAdServerSchema; Enable-CsAdForest\nEnable-CsAdDomain',
    content,
  ],
  ['database, place, content, topology', storeDatabase, location, content, 'Enable-CsTopology'],
  [
    'a local store before all that',
    'Import-CsConfiguration -FileName C:\\e.zip -LocalStore',
    content,
  ],
  ['the back end before the roles', databases, typed('fe01', 2)],
  ['an update of databases after them', typed('fe01', 2), `${databases} -Update`],
  ['wizard steps 1 to 4', typed('a', 1), typed('a', 2), typed('a', 3), typed('a', 4)],
  [
    'the same by command',
    localStore,
    roles,
    'Set-CsCertificate -Type Default -Thumbprint A',
    'Start-CsWindowsService',
  ],
  ['two servers at once', typed('a', 1), typed('a', 2), typed('b', 1), typed('b', 2)],
  ['REPLICA started before the roles', 'Start-CsWindowsService -Name REPLICA', roles],
  [
    'a token certificate after the start',
    typed('$Server', 4),
    'Set-CsCertificate -Type OAuthTokenIssuer -Thumbprint A',
  ],
  ['services that are started again', typed('a', 4), typed('a', 3), typed('a', 4)],
  ['stop, import, start', 'Stop-CsWindowsService', users, 'Start-CsWindowsService'],
  [
    'the same on other machines',
    'Invoke-Command -ComputerName a, b { Stop-CsWindowsService }',
    users,
    'foreach ($each in 1, 2) { Start-CsWindowsService -ComputerName $each }',
  ],
  ['the same by way of Windows', 'Stop-Service -Name RTCSRV', users, 'Restart-Computer -Force'],
  ['the same by hand', byHand('Stop the services on each server'), users, byHand('Start services')],
  ['a restart by the wizard', 'Stop-CsWindowsService', users, typed('a', 4)],
  ['an import that is only tried', `${users} -WhatIf`],
  ['a merge into running services', 'Update-CsUserData -FileName C:\\u.zip'],
  [
    'response groups in running services',
    'Stop-CsWindowsService',
    users,
    'Start-CsWindowsService',
    groups,
  ],
  ['response groups alone', groups],
  ['store, next hop, pool', storeOver, nextHop, poolOver],
  ['locations imported and published', `${places}\nPublish-CsLisConfiguration`],
  [
    'an Edge Server with a fresh export',
    'Import-CsConfiguration -FileName C:\\Edge.zip -LocalStore',
  ],
  ['an Edge Server last', typed('fe01', 1), typed('edge01.contoso.com', 1)],
  ['commands in comments and texts', `# ${users}\nWrite-Host '${users}'`],
];

describe('The order of a recovery', () => {
  for (const [what, code, ...cells] of wrong) {
    it(`is told to be wrong: ${what}`, () => {
      assert.ok(told(...cells).includes(code), JSON.stringify(told(...cells)));
      assert.deepEqual([...new Set(told(...cells))], [code]);
    });
  }
  for (const [what, ...cells] of right) {
    it(`is right: ${what}`, () => {
      assert.deepEqual(told(...cells), []);
    });
  }
});
