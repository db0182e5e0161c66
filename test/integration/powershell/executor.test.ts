import assert from 'node:assert/strict';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../../../src/errors/problem.ts';
import { PathMap } from '../../../src/estate/path-map.ts';
import { PowerShellExecutor } from '../../../src/executors/powershell/executor.ts';
import type {
  OutputStream,
  Progress,
  RunContext,
  RunMode,
  StepResult,
} from '../../../src/runbook/execution.ts';
import type { Step, VariableDeclaration, VariableType } from '../../../src/runbook/model.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import { RunVariables } from '../../../src/runbook/variables/run-variables.ts';
import { engines, estateWith, never, poolOf } from './engine.ts';

const range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function stepOf(text: string): Step {
  return {
    id: 'copy-store',
    ordinal: 1,
    language: 'powershell',
    text,
    attributes: {
      requires: [],
      confirm: false,
      rolling: false,
      onError: { kind: 'stop' },
      all: [],
    },
    title: 'Copy the store',
    range,
    textStart: range.start,
    hash: 'x',
  };
}

function declared(name: string, type: VariableType): VariableDeclaration {
  return { name, type, required: false, range };
}

interface World {
  readonly context: RunContext;
  readonly written: { stream: OutputStream; text: string }[];
  readonly progress: Progress[];
  readonly variables: RunVariables;
}

function worldOf(mode: RunMode, folder: string, signal = never): World {
  const variables = new RunVariables(
    [
      declared('Backup', 'backup-set'),
      declared('Server', 'fqdn'),
      declared('Password', 'secret'),
      declared('Unset', 'string'),
    ],
    () => undefined,
  );
  variables.set('Backup', '\\\\bk01\\LyncBackup\\2014-06-01');
  variables.set('Server', 'se01.contoso.com');
  variables.set('Password', new Secret('Password', 'geheim'));
  const written: World['written'] = [];
  const progress: Progress[] = [];
  const context: RunContext = {
    mode,
    scope: variables,
    target: undefined,
    signal,
    attempt: 1,
    runId: folder,
    people: {
      manual: () => Promise.resolve(undefined),
      approveCommand: () => Promise.resolve(true),
    },
    output: {
      write: (stream, text) => written.push({ stream, text }),
      table: () => undefined,
      progress: step => progress.push(step),
      evidence: () => undefined,
    },
  };
  return { context, written, progress, variables };
}

for (const engine of await engines()) {
  describe(`The executor of PowerShell steps (${engine.name})`, function () {
    this.timeout(180_000);
    let folder: string;
    let executor: PowerShellExecutor;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'powershell-executor-'));
      const estate = {
        ...estateWith(undefined, folder),
        paths: [{ unc: '\\\\bk01\\LyncBackup', local: join(folder, 'backup') }],
      };
      executor = new PowerShellExecutor({
        shells: poolOf(engine, { estate }),
        estate,
        paths: new PathMap(estate.paths, process.platform === 'win32' ? 'windows' : 'posix'),
      });
    });

    after(async () => {
      await executor[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    async function execute(
      text: string,
      mode: RunMode = 'live',
    ): Promise<World & { result: StepResult }> {
      const world = worldOf(mode, folder);
      const step = stepOf(text);
      const plan = await executor.plan(step, world.context);
      return { ...world, result: await executor.run(step, plan, world.context) };
    }

    const shown = (world: World, stream: OutputStream): string =>
      world.written
        .filter(piece => piece.stream === stream)
        .map(piece => piece.text)
        .join('');

    it('plans with the values that the shell will see, never with a secret', async () => {
      const { context } = worldOf('live', folder);
      const plan = await executor.plan(
        stepOf('Test-Path "$Backup\\x"\n"$Password" | Out-Null'),
        context,
      );
      assert.ok(
        plan.lines.includes(`$Backup = ${join(folder, 'backup', '2014-06-01')}`),
        plan.lines.join('\n'),
      );
      assert.ok(plan.lines.includes('$Password = (secret)'));
      assert.ok(!plan.lines.some(line => line.includes('$Server')));
      assert.deepEqual([plan.effect, plan.losses], [{ kind: 'reads', servers: [] }, []]);
    });

    it('says what is destroyed, line by line', async () => {
      const { context } = worldOf('live', folder);
      const plan = await executor.plan(
        stepOf('Get-Date\nRemove-Item "$Backup/x" -Recurse'),
        context,
      );
      assert.equal(plan.effect.kind, 'destroys');
      assert.equal(plan.losses.length, 1);
      assert.match(plan.losses[0] ?? '', /line 2.*Remove-Item/u);
    });

    it('refuses a text that does not parse, with line and column', async () => {
      const { context } = worldOf('live', folder);
      await assert.rejects(executor.plan(stepOf('1\nif (1) {'), context), error => {
        assert.ok(error instanceof Problem);
        assert.equal(error.code, 'POWERSHELL-PARSE');
        assert.match(error.data.where ?? '', /copy-store, line 2, column 8/u);
        return true;
      });
    });

    it('sets the declared variables, and gives back those that changed, paths as the estate writes them', async () => {
      const { result, written } = await execute(
        [
          '$Backup',
          '$Backup = $Backup + "-2"',
          '$Unset = "now"',
          '$Other = "not declared"',
          '"$($Password.GetType().Name) $Server"',
        ].join('\n'),
      );
      assert.equal(result.outcome, 'succeeded');
      assert.deepEqual(
        [...result.variables],
        [
          ['Backup', '\\\\bk01\\LyncBackup\\2014-06-01-2'],
          ['Unset', 'now'],
        ],
      );
      const text = written.map(piece => piece.text).join('');
      assert.match(text, /SecureString se01\.contoso\.com/u);
    });

    it('tells a failure with the line, the words of PowerShell and what is done', async () => {
      const { result } = await execute('"one"\nGet-Item /no/such/thing -ErrorAction Stop\n"two"');
      assert.ok(result.outcome === 'failed');
      const { problem } = result;
      assert.equal(problem.code, 'POWERSHELL-FAILED');
      assert.match(problem.where ?? '', /copy-store, line 2/u);
      assert.equal(problem.theirs?.[0]?.source, 'Get-Item');
      assert.equal(problem.theirs[0].line, 2);
      assert.match(problem.theirs[0].text, /no.such.thing/u);
      assert.match(problem.changed ?? '', /before the line/u);
    });

    it('names the exit status that a step ended with', async () => {
      const { result } = await execute('exit 3');
      assert.ok(result.outcome === 'failed');
      assert.match(result.problem.what, /3/u);
    });

    it('is cancelled by the signal and says what state is left', async () => {
      const stop = new AbortController();
      const world = worldOf('live', folder, stop.signal);
      const step = stepOf("'begun'\nStart-Sleep -Seconds 600");
      const plan = await executor.plan(step, world.context);
      const running = executor.run(step, plan, world.context);
      while (!shown(world, 'output').includes('begun')) await delay(20);
      stop.abort();
      const result = await running;
      assert.ok(result.outcome === 'cancelled');
      assert.match(result.problem.changed ?? '', /stopped/u);
    });

    it('rehearses a step that only reads by running it', async () => {
      const world = await execute('"there: $(Test-Path /)"', 'rehearse');
      assert.equal(world.result.outcome, 'succeeded');
      assert.match(shown(world, 'output'), /there: True/u);
    });

    it('rehearses a step whose changing commands take -WhatIf with it', async () => {
      const file = join(folder, 'kept.txt');
      await writeFile(file, 'x');
      const world = await execute(`Get-Item '${file}' | Remove-Item`, 'rehearse');
      assert.equal(world.result.outcome, 'succeeded');
      assert.match(shown(world, 'information'), /kept\.txt/u);
      await access(file);
    });

    it('takes no failure in a rehearsal for one: the step may rest on others that were not done', async () => {
      const world = await execute('Get-Item /no/such/thing -ErrorAction Stop', 'rehearse');
      assert.equal(world.result.outcome, 'succeeded');
      assert.match(shown(world, 'warning'), /no.such.thing/u);
    });

    it('only shows a step in a rehearsal whose server does not answer', async () => {
      const estate = estateWith({ transport: 'command', command: [join(folder, 'gone')] }, folder);
      await using lost = new PowerShellExecutor({
        shells: poolOf(engine, { estate }),
        estate,
        paths: new PathMap([], 'posix'),
      });
      const scope = new RunVariables([], () => undefined);
      const around = worldOf('rehearse', folder).context;
      const context = { ...around, scope, target: 'se01.contoso.com' };
      const step = stepOf('Get-Date');
      const plan = await lost.plan(step, context);
      const result = await lost.run(step, plan, context);
      assert.match(plan.lines.join('\n'), /Only shown/u);
      assert.equal(result.outcome, 'succeeded');
      await assert.rejects(lost.plan(step, { ...context, mode: 'live' }), {
        code: 'POWERSHELL-NOT-STARTED',
      });
    });

    it('only shows any other step in a rehearsal', async () => {
      const file = join(folder, 'made.txt');
      const texts = [
        `[System.IO.File]::WriteAllText('${file}', 'x')`,
        `'x' > '${file}'`,
        `Set-Content '${file}' x -WhatIf:$false`,
        `$WhatIfPreference = $false; Set-Content '${file}' x`,
        `$p = @{ WhatIf = $false }; Set-Content '${file}' x @p`,
        `sh -c "echo x > '${file}'"`,
        `& { Set-Content '${file}' x -WhatIf:$false }`,
        `$h = 'Set-Content'; & $h '${file}' x`,
        `New-Object System.IO.StreamWriter '${file}'`,
      ];
      for (const text of texts) {
        const world = await execute(text, 'rehearse');
        assert.equal(world.result.outcome, 'succeeded', text);
        assert.match(shown(world, 'information'), /not run/u, text);
        await assert.rejects(access(file), { code: 'ENOENT' }, text);
      }
    });

    it('reconciles to what can be said', async () => {
      const { context } = worldOf('live', folder);
      const reads = await executor.reconcile(stepOf('Get-Date'), context);
      const changes = await executor.reconcile(stepOf('Remove-Item x'), context);
      assert.deepEqual([reads.finding, changes.finding], ['unknown', 'unknown']);
      assert.match(reads.lines.join(' '), /only reads/u);
      assert.match(changes.lines.join(' '), /Remove-Item/u);
    });
  });
}
