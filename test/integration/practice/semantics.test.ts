import assert from 'node:assert/strict';
import { clearFaults, faultKinds, injectFault } from '../../../src/practice/loss/faults.ts';
import { loseServer } from '../../../src/practice/loss/lose.ts';
import { configurationState, locationsState, userStoreState } from '../../../src/practice/state.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { countingRandom } from '../../unit/practice/chance.ts';
import {
  backUp,
  backupPath,
  hands,
  newEstate,
  runOn,
  type ShellOutcome,
} from './practice-server.ts';

const se01 = 'se01.contoso.com';
const se02 = 'se02.contoso.com';
const media = "'/SourceDirectory:D:\\Setup\\amd64'";

const stepOne = `
Bootstrapper.exe /BootstrapLocalMgmt ${media}
$x = Export-CsConfiguration -AsBytes
Import-CsConfiguration -ByteInput $x -LocalStore
Enable-CsReplica -Confirm:$false
Start-CsWindowsService -Name REPLICA
`;

describe('what bites on a running practice server', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (server: string, script: string): Promise<ShellOutcome> =>
    runOn(store, server, `Import-Module Lync\n${script}`);

  beforeEach(async () => {
    ({ store, remove } = await newEstate());
    await backUp(store, 'bk01.contoso.com');
  });
  afterEach(() => remove());

  it('Import-CsUserData is refused while the Front End runs', async () => {
    const { errors } = await lync(
      se01,
      `Import-CsUserData -PoolFqdn ${se01} -FileName '${backupPath}\\${se01}-UserData.zip'`,
    );
    assert.match(errors, /Front End service is running on se01/u);
  });

  it('Import-CsUserData shows nothing until the services have started again', async () => {
    const path = store.layout.database(se01, 'RTC', 'rtcxds');
    const full = await store.must(path, userStoreState);
    await store.write(path, { users: [], directories: [], pending: [] });
    const stopped = await lync(
      se01,
      `Stop-CsWindowsService
Import-CsUserData -PoolFqdn ${se01} -FileName '${backupPath}\\${se01}-UserData.zip'`,
    );
    assert.equal(stopped.errors, '');
    assert.deepEqual((await store.must(path, userStoreState)).users, []);
    assert.equal((await lync(se01, 'Start-CsWindowsService')).errors, '');
    const shown = await store.must(path, userStoreState);
    assert.deepEqual(shown, { ...full, pending: [] });
  });

  it('users of another pool are left out of an import, by name', async () => {
    const { errors, output } = await lync(
      se01,
      `Stop-CsWindowsService
Import-CsUserData -PoolFqdn ${se01} -FileName '${backupPath}\\${se02}-UserData.zip'`,
    );
    assert.equal(errors, '');
    assert.match(output, /ada\.se0201@contoso\.com is not homed on se01/u);
  });

  it('Install-CsDatabase leaves data alone, and wipes it with -Clean', async () => {
    const xds = store.layout.database(se01, 'RTC', 'xds');
    const install = `Install-CsDatabase -CentralManagementDatabase -SqlServerFqdn ${se01} -SqlInstanceName rtc`;
    assert.equal((await lync(se01, install)).errors, '');
    assert.notEqual((await store.must(xds, configurationState)).topology, '');
    assert.match(
      (await lync(se01, `${install} -Clean -Update`)).errors,
      /cannot be used together/u,
    );
    const rehearsed = await lync(se01, `$WhatIfPreference = $true\n${install} -Clean`);
    assert.match(rehearsed.output, /What if/u);
    assert.notEqual((await store.must(xds, configurationState)).topology, '');
    assert.equal((await lync(se01, `${install} -Clean`)).errors, '');
    assert.equal((await store.must(xds, configurationState)).topology, '');
  });

  it('locations are served only after Publish-CsLisConfiguration', async () => {
    const lis = store.layout.database(se01, 'RTC', 'lis');
    await store.write(lis, { working: [], published: [] });
    await lync(se01, `Import-CsLisConfiguration -FileName '${backupPath}\\CsLis.zip'`);
    const imported = await store.must(lis, locationsState);
    assert.equal(imported.published.length, 0);
    assert.ok(imported.working.length > 0);
    await lync(se01, 'Publish-CsLisConfiguration');
    assert.deepEqual((await store.must(lis, locationsState)).published, imported.working);
  });

  it('response groups need -OverwriteOwner where their contact objects exist', async () => {
    const file = `-FileName '${backupPath}\\${se01}-Rgs.zip'`;
    const to = `-Destination service:ApplicationServer:${se01}`;
    const refused = await lync(se01, `Import-CsRgsConfiguration ${to} ${file}`);
    assert.match(refused.errors, /Use -OverwriteOwner/u);
    const { errors, output } = await lync(
      se01,
      `Import-CsRgsConfiguration ${to} ${file} -OverwriteOwner
"own: $(@(Get-CsRgsWorkflow -Identity service:ApplicationServer:${se01}).Count)"
"all: $(@(Get-CsRgsWorkflow -Identity service:ApplicationServer:${se01} -ShowAll).Count)"`,
    );
    assert.equal(errors, '');
    assert.match(output, /own: 0\nall: 2/u, 'imported ones show with -ShowAll only');
  });

  it('response group names are unique in the deployment', async () => {
    const to = `-Destination service:ApplicationServer:${se02}`;
    const script = `
$queue = @(Get-CsRgsQueue -Identity service:ApplicationServer:${se01})[0]
Import-CsRgsConfiguration ${to} -FileName '${backupPath}\\${se01}-Rgs.zip' -OverwriteOwner
"$($queue.Name)"`;
    const database = store.layout.database(se01, 'RTC', 'rgsconfig');
    const text = JSON.stringify(await store.must(database, userStoreState.partial().loose()));
    // The same names under other ids, as after a pool was set up by hand.
    await store.write(database, JSON.parse(text.replaceAll(/"id":"(.)/gu, '"id":"x$1')));
    assert.match((await lync(se01, script)).errors, /names are in use already/u);
  });

  it('replication is stale after a change and current once it has run', async () => {
    const { output, errors } = await lync(
      se01,
      `Set-CsCpsConfiguration -Identity Global -MaxCallPickupAttempts 3
"before: $((Get-CsManagementStoreReplicationStatus -ReplicaFqdn ${se02}).UpToDate)"
Invoke-CsManagementStoreReplication -ReplicaFqdn ${se02}
"after: $((Get-CsManagementStoreReplicationStatus -ReplicaFqdn ${se02}).UpToDate)"
Stop-CsWindowsService -Name MASTER
Set-CsCpsConfiguration -Identity Global -MaxCallPickupAttempts 2
Invoke-CsManagementStoreReplication -WarningAction SilentlyContinue
"stopped: $((Get-CsManagementStoreReplicationStatus -ReplicaFqdn ${se02}).UpToDate)"`,
    );
    assert.equal(errors, '');
    assert.match(output, /before: False\nafter: True\nstopped: False/u);
  });

  it('nothing answers for a lost Central Management store but the local copies', async () => {
    await loseServer(store, se01, Date.now());
    const { output, errors } = await lync(
      se02,
      `Get-CsTopology | Out-Null
"pools: $(@((Get-CsTopology -LocalStore).Clusters).Count)"
Set-CsConfigurationStoreLocation -SqlServerFqdn ${se01} -SqlInstanceName rtc`,
    );
    assert.match(errors, /Cannot connect to the Central Management store se01/u);
    assert.match(errors, /connection point stays as it is/u);
    assert.match(output, /pools: 3/u);
  });

  it('a cmdlet that the estate does not have says so', async () => {
    const { errors } = await lync(se01, 'Get-CsPersistentChatAddin -Identity x');
    assert.match(errors, /Get-CsPersistentChatAddin is not supported by the practice estate/u);
  });

  it('an injected fault makes a cmdlet fail with its text, as often as asked', async () => {
    const kind = faultKinds.find(one => one.name === 'cmdlet');
    assert.ok(kind);
    const fault = { kind, target: 'Get-CsPool', detail: 'The wire is cut.', times: 1 };
    await injectFault(store, fault, countingRandom());
    const { errors, output } = await lync(se01, 'Get-CsPool\n@(Get-CsPool).Count');
    assert.match(errors, /The wire is cut/u);
    assert.match(output, /^3$/mu);
  });
});

describe('what bites while a practice server is rebuilt', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (script: string): Promise<ShellOutcome> =>
    runOn(store, se02, `Import-Module Lync\n${script}`);

  beforeEach(async () => {
    ({ store, remove } = await newEstate());
    await loseServer(store, se02, Date.now());
  });
  afterEach(() => remove());

  async function fault(name: string, detail: string): Promise<void> {
    const kind = faultKinds.find(one => one.name === name);
    assert.ok(kind);
    await injectFault(store, { kind, target: se02, detail, times: -1 }, countingRandom());
  }

  async function prepare(...tasks: string[]): Promise<void> {
    for (const task of tasks) await hands(store, task, se02);
  }

  it('a clean computer has no management shell', async () => {
    await prepare('install-os');
    const { errors, output } = await runOn(
      store,
      se02,
      `Import-Module Lync
"lync: $(@(Get-Service | Where-Object { $_.DisplayName -like 'Lync Server*' }).Count)"
"products: $(@(Get-WmiObject -Class Win32_Product).Count)"
"shares: $(@(Get-WmiObject -Class Win32_Share).Count)"
"certificates: $(@(Get-ChildItem -Path Cert:\\LocalMachine\\My).Count)"`,
    );
    assert.match(errors, /'Lync' was not loaded/u);
    assert.match(output, /lync: 0\nproducts: 0\nshares: 0\ncertificates: 0/u);
  });

  it('step 2 creates the databases anew, empty', async () => {
    await prepare(
      'install-os',
      'reissue-certificates',
      'install-prerequisites',
      'place-file-share',
    );
    const { errors } = await lync(`${stepOne}\nBootstrapper.exe ${media}`);
    assert.equal(errors, '');
    const users = await store.must(store.layout.database(se02, 'RTC', 'rtcxds'), userStoreState);
    assert.deepEqual(users, { users: [], directories: [], pending: [] });
  });

  it('step 2 wants step 1, and both want the media and the prerequisites', async () => {
    await prepare('install-os', 'install-prerequisites');
    const { errors } = await lync(
      `Bootstrapper.exe ${media}\nBootstrapper.exe /BootstrapLocalMgmt '/SourceDirectory:E:\\Nowhere'`,
    );
    assert.match(errors, /finish step 1 first/u);
    assert.match(errors, /source directory 'E:\\Nowhere' was not found/u);
  });

  it('a wrong name stops the replica and step 3', async () => {
    await fault('wrong-name', 'se99.contoso.com');
    await prepare('install-os', 'reissue-certificates', 'install-prerequisites');
    const { errors } = await lync(
      `${stepOne}
Bootstrapper.exe ${media}
$tp = @(Get-ChildItem -Path Cert:\\LocalMachine\\My)[0].Thumbprint
Set-CsCertificate -Type Default -Thumbprint $tp -Confirm:$false
"name: $((Get-WmiObject Win32_ComputerSystem).DNSHostName)"`,
    );
    assert.match(errors, /"se99\.contoso\.com" is not in the topology of the local configuration/u);
    assert.match(errors, /Check the computer's name/u);
  });

  it('a missing certificate stops step 3, and unassigned uses stop step 4', async () => {
    await fault('missing-certificate', '');
    await prepare(
      'install-os',
      'reissue-certificates',
      'install-prerequisites',
      'place-file-share',
    );
    const { errors, output } = await lync(
      `${stepOne}
Bootstrapper.exe ${media} | Out-Null
Enable-CsComputer
Set-CsCertificate -Type Default -Thumbprint 00 -Confirm:$false
Start-CsWindowsService
"running: $(@(Get-CsWindowsService | Where-Object { $_.Status -eq 'Running' } | ForEach-Object { $_.Name }) -join ',')"`,
    );
    assert.match(errors, /certificate cannot be assigned: it is not in the store/u);
    assert.match(
      errors,
      /RTCSRV .* could not be started .*No certificate is assigned for Default/u,
    );
    assert.match(output, /running: REPLICA,RTCCLSAGT,RTCHA$/mu);
  });

  it('a certificate without its private key is not assigned', async () => {
    await prepare('install-os', 'reissue-certificates', 'install-prerequisites');
    await fault('no-private-key', '');
    const { errors } = await lync(
      `${stepOne}
$tp = @(Get-ChildItem -Path Cert:\\LocalMachine\\My)[0].Thumbprint
Set-CsCertificate -Type Default -Thumbprint $tp -Confirm:$false`,
    );
    assert.match(errors, /has no private key/u);
  });

  it('Enable-CsTopology wants the file share and sets its permissions', async () => {
    await prepare('install-os', 'install-prerequisites');
    assert.match(
      (await lync('Enable-CsTopology')).errors,
      /LyncShare: the network name cannot be found/u,
    );
    const { errors, output } = await lync(
      `New-Item -ItemType Directory -Path "$env:SystemDrive\\LyncShare" | Out-Null
net share "LyncShare=C:\\LyncShare" "/GRANT:BUILTIN\\Administrators,FULL"
"before: $(@((Get-Acl \\\\${se02}\\LyncShare).Access).Count)"
Enable-CsTopology
"after: $(@((Get-Acl \\\\${se02}\\LyncShare).Access).Count)"`,
    );
    assert.equal(errors, '');
    assert.match(output, /before: 1\nafter: 5/u);
  });

  it('services do not start while DNS has another address', async () => {
    await prepare(
      'install-os',
      'reissue-certificates',
      'install-prerequisites',
      'place-file-share',
    );
    await fault('dns-wrong', '10.9.9.9');
    const script = `${stepOne}
Bootstrapper.exe ${media} | Out-Null
Enable-CsComputer
$tp = @(Get-ChildItem -Path Cert:\\LocalMachine\\My)[0].Thumbprint
Set-CsCertificate -Type Default,WebServicesInternal,WebServicesExternal -Thumbprint $tp -Confirm:$false
Start-CsWindowsService -Name RTCSRV`;
    assert.match((await lync(script)).errors, /DNS does not give an address of this computer/u);
    await clearFaults(store, undefined);
    assert.equal((await lync('Start-CsWindowsService')).errors, '');
  });
});
