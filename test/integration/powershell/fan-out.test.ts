import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Estate } from '../../../src/estate/model.ts';
import { PowerShellExecutor } from '../../../src/executors/powershell/executor.ts';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import { systemClock } from '../../../src/run/clock.ts';
import { FanOut } from '../../../src/run/fan-out.ts';
import { LoggedOutput } from '../../../src/run/output.ts';
import type { RunContext } from '../../../src/runbook/execution.ts';
import type { Step } from '../../../src/runbook/model.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { Secret, type VariableScope } from '../../../src/runbook/variables.ts';
import { MemoryLog } from '../../unit/run/surroundings.ts';
import { engines, estateWith, hostDll, never, poolOf } from './engine.ts';

const targets = ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com'];
const [engine] = await engines();

const values: Readonly<Record<string, string | Secret>> = {
  Name: 'O’Brien "q" $(1) `n',
  Count: '1',
  Password: new Secret('P', 'hunter2'),
};
const scope: VariableScope = {
  variable: name => values[name],
  has: name => name in values,
  names: () => Object.keys(values),
  fact: () => undefined,
};

function estateOfMany(): Estate {
  const estate = estateWith({ transport: 'local' });
  const [server] = estate.servers;
  assert.ok(server !== undefined);
  return { ...estate, servers: targets.map(fqdn => ({ ...server, fqdn })) };
}

function step(text: string): Step {
  const file = `\`\`\`powershell {#s target=x}\n${text}\n\`\`\`\n`;
  const [found] = readRunbook(new TextEncoder().encode(file), 'r.runbook.md').steps;
  assert.ok(found !== undefined);
  return found;
}

/** Remoting of the real engine, to processes of this computer in the place of servers. */
describe('PowerShell remoting’s own fan-out', function () {
  this.timeout(240_000);
  assert.ok(engine !== undefined);
  const pool: PowerShellPool = poolOf(engine, {
    estate: estateOfMany(),
    remoting: () => ({ transport: 'process', file: 'dotnet', argument: hostDll }),
  });
  const executor = new PowerShellExecutor({
    shells: pool,
    estate: estateOfMany(),
    paths: { toShell: path => path, toEstate: path => path },
  });
  after(() => executor[Symbol.asyncDispose]());

  async function run(
    text: string,
    signal = never,
    log = new MemoryLog(systemClock),
  ): Promise<{ log: MemoryLog; outcome: string; texts: Map<string, string>; plan: string[] }> {
    const one = step(text);
    const fanOut = new FanOut({ executor, log, clock: systemClock, targets, kept: [] });
    const people = {
      manual: () => Promise.resolve(undefined),
      approveCommand: () => Promise.resolve(true),
    };
    const context: RunContext = {
      mode: 'practice',
      scope,
      target: undefined,
      signal,
      people,
      attempt: 1,
      runId: 'test',
      output: new LoggedOutput(log, one.id, 1, systemClock),
    };
    const plan = await fanOut.plan(one, context);
    const result = await fanOut.run(one, plan, context);
    const texts = new Map<string, string>();
    for (const { server = '', stream, text: said } of log.events('output')) {
      texts.set(server, `${texts.get(server) ?? ''}${stream}: ${said}`);
    }
    return { log, outcome: result.outcome, texts, plan: [...plan.lines] };
  }

  it('gives each server’s streams to that server, values as data, and one plan for all', async () => {
    const { log, outcome, texts, plan } = await run(
      '"hi $Name"; Write-Warning w; Write-Host told; [pscustomobject]@{A=1;B=2}; $Password.GetType().Name',
    );
    assert.equal(outcome, 'succeeded');
    for (const target of targets) {
      const said = texts.get(target) ?? '';
      assert.match(said, /output: hi O’Brien "q" \$\(1\) `n\n/);
      assert.match(said, /warning: w\n/);
      assert.match(said, /information: told\n/);
      assert.match(said, /A B/);
      assert.match(said, /SecureString/);
      assert.doesNotMatch(said, /hunter2/);
    }
    assert.equal(log.events('member-ended').length, 3);
    assert.match(plan[0] ?? '', /On 3 servers/);
  });

  it('fails on the server whose cell fails, with its words, and on no other', async () => {
    const { log, outcome } = await run(
      'if ((Get-Random -Minimum 0 -Maximum 2) -ge 0) { $n = [int] $Count }; Get-Item /nowhere; "after"',
    );
    assert.equal(outcome, 'failed');
    const ended = log.events('member-ended');
    assert.deepEqual(
      ended.map(({ outcome: how }) => how),
      ['failed', 'failed', 'failed'],
    );
    assert.match(JSON.stringify(ended[0]?.problem?.theirs), /Cannot find path '\/nowhere'/);
  });

  it('ends on every server when a terminating error cuts the cell short there', async () => {
    const { log, texts } = await run('"before"; throw "broken"; "after"');
    for (const { server, outcome, problem } of log.events('member-ended')) {
      assert.equal(outcome, 'failed');
      assert.match(JSON.stringify(problem?.theirs), /broken/);
      assert.match(texts.get(server) ?? '', /before/);
      assert.doesNotMatch(texts.get(server) ?? '', /after/);
    }
  });

  it('is stopped on all servers by a cancellation, and says so of each', async () => {
    const stop = new AbortController();
    const log = new MemoryLog(systemClock);
    const running = run('"begun"; Start-Sleep -Seconds 120', stop.signal, log);
    const begun = (): Set<unknown> => new Set(log.events('output').map(({ server }) => server));
    while (begun().size < targets.length) await delay(50);
    stop.abort();
    const { outcome } = await running;
    assert.equal(outcome, 'cancelled');
    assert.equal(log.events('member-ended').length, 3);
  });
});
