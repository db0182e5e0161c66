import assert from 'node:assert/strict';
import { Problem } from '../../../../src/errors/problem.ts';
import type { ShellRequest } from '../../../../src/executors/powershell/session.ts';
import { Secret } from '../../../../src/runbook/variables.ts';
import { serverOf, world, type ShellHandler, type WorldOptions } from './fakes.ts';

const code =
  (expected: string) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.code, expected, JSON.stringify(error.data));
    return true;
  };

const uses = ['Default', 'WebServicesInternal', 'WebServicesExternal'];

/** A server that remembers what the wizard did to it. */
class WizardServer {
  hostName = 'se01';
  store = false;
  readonly services = new Map<string, string>();
  readonly assigned = new Map<string, string>();
  stored = [
    {
      Thumbprint: 'AB12',
      Subject: 'CN=se01.contoso.com',
      HasPrivateKey: true,
      NotAfter: '2027-11-22T00:00:00',
    },
  ];
  readonly ran: string[] = [];
  exitCode: number | undefined = 0;
  /** Words of a script that shall have no effect. */
  deaf = '';

  readonly handler: ShellHandler = (_server, request) => {
    const { script } = request;
    if (script.includes('Win32_ComputerSystem')) {
      return {
        objects: [
          { Name: 'X', DNSHostName: this.hostName, Domain: 'contoso.com', PartOfDomain: true },
        ],
      };
    }
    if (script.includes("Kind = 'store'")) return { objects: this.#state() };
    if (script.includes('Cert:')) return { objects: this.stored };
    return this.#change(request);
  };

  #state(): unknown[] {
    const store = this.store ? [{ Kind: 'store', Name: 'local', Detail: 'readable' }] : [];
    const parts = (kind: string, map: ReadonlyMap<string, string>): unknown[] =>
      [...map].map(([Name, Detail]) => ({ Kind: kind, Name, Detail }));
    return [...store, ...parts('service', this.services), ...parts('certificate', this.assigned)];
  }

  #change({ script, parameters = {} }: ShellRequest): { exitCode?: number } {
    this.ran.push(script.trim().split('\n').at(-1)?.trim() ?? '');
    if (this.deaf !== '' && script.includes(this.deaf)) return {};
    if (script.includes('-LocalStore')) this.store = true;
    if (script.includes('Enable-CsReplica')) this.services.set('REPLICA', 'Running');
    if (script.includes('Enable-CsComputer')) this.services.set('RTCSRV', 'Stopped');
    if (script.includes('Set-CsCertificate')) {
      for (const use of uses) this.assigned.set(use, JSON.stringify(parameters.Thumbprint));
    }
    if (script.startsWith('Start-CsWindowsService -Confirm')) {
      for (const name of this.services.keys()) this.services.set(name, 'Running');
    }
    return this.exitCode === undefined || !script.includes('$Bootstrapper')
      ? {}
      : { exitCode: this.exitCode };
  }
}

const step = (number: number): string => `deployment-wizard:\n  server: se01\n  step: ${number}`;

function at(server: WizardServer, more: WorldOptions = {}): ReturnType<typeof world> {
  return world({ shell: server.handler, ...more });
}

describe('deployment-wizard', () => {
  it('goes from a clean server to running services in four steps', async () => {
    const server = new WizardServer();
    for (const number of [1, 2, 3, 4]) {
      const w = at(server);
      const result = await w.run(step(number));
      assert.equal(result.outcome, 'succeeded', `${number} ${JSON.stringify(result)}`);
      assert.equal((await w.reconcile(step(number))).finding, 'done');
    }
    assert.deepEqual([...server.services.values()], ['Running', 'Running']);
    assert.deepEqual([...server.assigned.keys()], uses);
  });

  it('sends the command-line equivalents of the documentation, in their order', async () => {
    const server = new WizardServer();
    for (const number of [1, 2, 3, 4]) await at(server).run(step(number));
    assert.deepEqual(server.ran, [
      '& $Bootstrapper \'/BootstrapLocalMgmt\' "/SourceDirectory:$Media"',
      'Import-CsConfiguration -ByteInput $configuration -LocalStore -Force',
      'Start-CsWindowsService -Name REPLICA -Confirm:$false',
      '& $Bootstrapper "/SourceDirectory:$Media"',
      'Enable-CsComputer -Force -Confirm:$false',
      'Set-CsCertificate -Type $Use -Thumbprint $Thumbprint -Confirm:$false',
      'Start-CsWindowsService -Confirm:$false',
    ]);
  });

  for (const number of [2, 3, 4]) {
    it(`refuses step ${number} before step ${number - 1} is done`, async () => {
      const server = new WizardServer();
      for (let before = 1; before < number - 1; before += 1) await at(server).run(step(before));
      const done = server.ran.length;
      await assert.rejects(at(server).plan(step(number)), (error: unknown) => {
        assert.ok(code('WIZARD-TOO-EARLY')(error) && error instanceof Problem);
        assert.equal(error.kind, 'refused');
        assert.ok((error.data.theirs?.length ?? 0) > 0);
        return true;
      });
      assert.equal(server.ran.length, done);
    });
  }

  it('refuses a computer with another name', async () => {
    const server = new WizardServer();
    server.hostName = 'win-7f2';
    await assert.rejects(at(server).plan(step(1)), code('WIZARD-WRONG-NAME'));
    assert.deepEqual(server.ran, []);
  });

  it('fills the local store of an Edge server from a file', async () => {
    const server = new WizardServer();
    const edge = serverOf('se01.contoso.com', {
      roles: ['Edge'],
      shell: { transport: 'ssh', host: 'x', executable: 'powershell', options: [] },
    });
    const w = at(server, { estate: { servers: [edge] } });
    await w.run(`${step(1)}\n  source: C:/Transfer/CsConfig.zip`);
    const sent = w.shells.sent.find(one => one.request.script.includes('-FileName $Source'));
    assert.deepEqual(sent?.request.parameters, { Source: 'C:\\Transfer\\CsConfig.zip' });
  });

  const bootstrapperEnds: readonly [number, string][] = [
    [1, 'WIZARD-BOOTSTRAPPER'],
    [3010, 'WIZARD-RESTART'],
    [1641, 'WIZARD-RESTART'],
  ];
  for (const [exitCode, expected] of bootstrapperEnds) {
    it(`takes exit status ${exitCode} of the bootstrapper for ${expected}`, async () => {
      const server = new WizardServer();
      server.exitCode = exitCode;
      const result = await at(server).run(step(1));
      assert.equal(result.outcome, 'failed');
      assert.equal(result.problem.code, expected);
      assert.equal(server.ran.length, 1);
    });
  }

  it('fails when a step ran without an error but had no effect', async () => {
    const server = new WizardServer();
    server.deaf = 'Enable-CsReplica';
    const result = await at(server).run(step(1));
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.code, 'WIZARD-NO-EFFECT');
    assert.match(JSON.stringify(result.problem.theirs), /REPLICA is not there/u);
  });

  it('has a plan that goes stale when the server changes', async () => {
    const server = new WizardServer();
    const before = await at(server).plan(step(1));
    server.store = true;
    assert.notDeepEqual(before.facts, (await at(server).plan(step(1))).facts);
  });

  it('can be rehearsed before anything is installed', async () => {
    const server = new WizardServer();
    for (const number of [1, 2, 3, 4]) {
      const w = at(server, { mode: 'rehearse' });
      const plan = await w.plan(step(number));
      assert.ok(plan.lines.length > 0);
    }
    assert.deepEqual(server.ran, []);
  });
});

describe('step 3 of the deployment wizard', () => {
  async function ready(): Promise<WizardServer> {
    const server = new WizardServer();
    await at(server).run(step(1));
    await at(server).run(step(2));
    return server;
  }

  const unusable: readonly [string, Partial<WizardServer['stored'][number]>][] = [
    ['has no private key', { HasPrivateKey: false }],
    ['has expired', { NotAfter: '2026-11-22T02:59:59' }],
    ['has another subject', { Subject: 'CN=old.contoso.com' }],
  ];
  for (const [what, change] of unusable) {
    it(`refuses a certificate that ${what}`, async () => {
      const server = await ready();
      server.stored = server.stored.map(one => ({ ...one, ...change }));
      await assert.rejects(at(server).plan(step(3)), code('WIZARD-NO-CERTIFICATE'));
    });
  }

  it('takes the certificate that is good the longest', async () => {
    const server = await ready();
    server.stored = [
      ...server.stored,
      ...server.stored.map(one => ({
        ...one,
        Thumbprint: 'CD34',
        NotAfter: '2028-11-22T00:00:00',
      })),
    ];
    await at(server).run(step(3));
    assert.deepEqual([...new Set(server.assigned.values())], ['"CD34"']);
  });

  it('imports a PFX with a password that only the shell sees', async () => {
    const server = await ready();
    const password = new Secret('PfxPassword', 'canary-2');
    const w = at(server, { variables: { PfxPassword: password } });
    const shell = { transport: 'ssh', host: 'x', executable: 'powershell', options: [] } as const;
    const remote = at(server, {
      variables: { PfxPassword: password },
      estate: { servers: [serverOf('se01.contoso.com', { shell })] },
    });
    const cell = `${step(3)}\n  certificates: restore\n  file: C:/Certs/se01.pfx\n  password: $PfxPassword`;
    const plan = await remote.plan(cell);
    assert.ok(!JSON.stringify(plan).includes('canary-2'));
    const result = await remote.run(cell);
    assert.equal(result.outcome, 'succeeded', JSON.stringify(result));
    const sent = remote.shells.sent.find(one =>
      one.request.script.includes('Import-CsCertificate'),
    );
    assert.equal(sent?.request.parameters?.Password, password);
    assert.ok(!JSON.stringify(remote.evidence).includes('canary-2'));
    assert.ok(!remote.written.join().includes('canary-2'));
    await assert.rejects(
      w.plan(`${step(3)}\n  certificates: restore\n  file: C:/a.pfx\n  password: hunter2`),
      (error: unknown) => {
        assert.ok(error instanceof Problem);
        assert.match(error.data.theirs?.[0]?.text ?? '', /never written in a runbook/u);
        assert.ok(!JSON.stringify(error.data).includes('hunter2'));
        return true;
      },
    );
  });

  it('requests certificates for the uses of the estate file in the name of the pool', async () => {
    const server = await ready();
    const w = at(server);
    await w.run(`${step(3)}\n  certificates: request\n  authority: 'ca01.contoso.com\\CA'`);
    const sent = w.shells.sent.find(one => one.request.script.includes('Request-CsCertificate'));
    assert.deepEqual(sent?.request.parameters?.Use, uses);
    assert.equal(sent.request.parameters.Computer, 'se01.contoso.com');
  });

  it('needs what its way needs', async () => {
    const server = await ready();
    for (const wrong of ['certificates: restore', 'certificates: request']) {
      await assert.rejects(at(server).plan(`${step(3)}\n  ${wrong}`), code('STEP-INVALID'));
    }
    await assert.rejects(
      at(server).plan(`${step(1)}\n  certificates: assign`),
      code('STEP-INVALID'),
    );
  });
});

describe('topology-builder', () => {
  it('never sends -Clean unless told to', async () => {
    for (const task of ['create-databases', 'create-central-management-store']) {
      const w = world();
      await w.run(`topology-builder:\n  task: ${task}\n  server: se01`);
      for (const { request } of w.shells.sent) {
        assert.ok(!/-Clean(?!:\$Clean)/u.test(request.script), request.script);
        assert.notEqual(request.parameters?.Clean, true);
      }
    }
  });

  it('told to clean, destroys and says what is lost and where', async () => {
    const cell =
      'topology-builder:\n  task: create-central-management-store\n  server: se01\n  sql-instance: rtc\n  clean: true';
    const w = world();
    const plan = await w.plan(cell);
    assert.deepEqual(plan.effect, { kind: 'destroys', servers: ['se01.contoso.com'] });
    assert.match(plan.losses[0] ?? '', /xds on se01\.contoso\.com\\rtc/u);
    await w.run(cell);
    assert.equal(w.shells.sent[0]?.request.parameters?.Clean, true);
  });

  it('may clean nothing else', async () => {
    const cell = 'topology-builder:\n  task: create-databases\n  server: se01\n  clean: true';
    await assert.rejects(world().plan(cell), code('STEP-INVALID'));
  });

  it('only reads when it downloads without saving', async () => {
    const plan = await world().plan('topology-builder:\n  task: download\n  server: se01');
    assert.equal(plan.effect.kind, 'reads');
  });

  it('counts the SQL Server among those that it changes', async () => {
    const cell =
      'topology-builder:\n  task: create-databases\n  server: se01\n  sql-server: be01.contoso.com';
    assert.deepEqual((await world().plan(cell)).effect.servers, [
      'se01.contoso.com',
      'be01.contoso.com',
    ]);
  });

  it('fails with the words of the cmdlet', async () => {
    const error = {
      message: 'Cannot open database "xds".',
      category: '',
      errorId: '',
      command: 'Enable-CsTopology',
      line: 1,
      column: 1,
      terminating: true,
    };
    const w = world({ shell: () => ({ end: 'failed', errors: [error] }) });
    const result = await w.run('topology-builder:\n  task: enable-topology\n  server: se01');
    assert.equal(result.outcome, 'failed');
    assert.equal(result.problem.theirs?.[0]?.text, 'Cannot open database "xds".');
  });
});
