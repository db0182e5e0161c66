import assert from 'node:assert/strict';
import { fullEstate } from '../../../src/practice/making/blueprint-full.ts';
import type { PracticeStore } from '../../../src/practice/store.ts';
import { newEstate, runOn, type ShellOutcome } from './practice-server.ts';

const edge = 'edge01.contoso.com';

describe('an Edge Server', function () {
  this.timeout(120_000);
  let store: PracticeStore;
  let remove: () => Promise<void>;
  const lync = (server: string, script: string): Promise<ShellOutcome> =>
    runOn(store, server, `Import-Module Lync\n${script}`);

  before(async () => {
    ({ store, remove } = await newEstate(fullEstate('se01.contoso.com')));
  });
  after(() => remove());

  it('is outside the domain and cannot read the Central Management store', async () => {
    const { errors, output } = await lync(
      edge,
      `(Get-WmiObject Win32_ComputerSystem).PartOfDomain
(Get-ItemProperty -LiteralPath 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters').'NV Domain'
(Get-CsTopology -LocalStore).Services.Count -gt 10
Export-CsConfiguration -AsBytes`,
    );
    assert.match(output, /False\ncontoso\.com\nTrue/u);
    assert.match(errors, /edge01\.contoso\.com is not a member of the domain/u);
    const { computers } = await store.directory();
    assert.ok(!computers.some(computer => computer.fqdn === edge));
  });

  it('wants other certificates inside and outside', async () => {
    const { errors, output } = await lync(
      edge,
      `foreach ($one in @(Get-CsCertificate)) { "$($one.Use) $($one.Subject)" }
Test-CsCertificateConfiguration
$inside = @(Get-CsCertificate -Type AccessEdgeExternal)[0].Thumbprint
Set-CsCertificate -Type Internal -Thumbprint $inside -Confirm:$false`,
    );
    assert.match(output, /^Internal CN=edge01\.contoso\.com$/mu);
    assert.match(output, /^AudioVideoAuthentication CN=sip\.contoso\.com$/mu);
    assert.match(errors, /is not for edge01\.contoso\.com but for sip\.contoso\.com/u);
    assert.doesNotMatch(errors, /no certificate is assigned/u);
  });

  it('is turned to another pool before that of its next hop fails over', async () => {
    const { errors, output } = await lync(
      'fe01.contoso.com',
      `Set-CsEdgeServer -Identity EdgeServer:${edge} -Registrar Registrar:pool02.contoso.com -Confirm:$false
Test-CsAVEdgeConnectivity -TargetFqdn pool02.contoso.com | ForEach-Object { $_.Result }
Test-CsAVEdgeConnectivity -TargetFqdn pool01.contoso.com | Out-Null`,
    );
    assert.match(output, /^Success$/mu);
    assert.match(errors, /does not run on any Edge Server of pool01\.contoso\.com/u);
  });

  it('takes a name that looks like commands for a name', async () => {
    const { errors } = await lync(
      'fe01.contoso.com',
      `$name = "a'; Remove-Item *"
Get-CsWindowsService -ComputerName $name
Get-CsDatabaseMirrorState -PoolFqdn $name
Install-CsDatabase -ConfiguredDatabases -SqlServerFqdn $name -Confirm:$false
Set-CsEdgeServer -Identity $name -Registrar $name -Confirm:$false`,
    );
    assert.match(errors, /on computer "a'; Remove-Item \*"/u);
    assert.match(errors, /pool "a'; Remove-Item \*" is not in the topology/u);
    const { output } = await lync('fe01.contoso.com', '@(Get-CsService).Count -gt 40');
    assert.match(output, /True/u);
  });
});
