import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { fileArguments } from '../../../src/executors/powershell/command-line.ts';
import { FrameReader, requestLine, type Frame } from '../../../src/executors/powershell/frames.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import { driverFile, engines, estateWith, hostDll, never, poolOf, run, textOf } from './engine.ts';

const server = 'se01.contoso.com';
const yes = { approveCommand: () => Promise.resolve(true) };

for (const engine of await engines()) {
  describe(`A session over a transport (${engine.name})`, function () {
    this.timeout(180_000);
    let folder: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'powershell-transport-'));
    });

    after(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    it('runs by the command of the estate file, in its folder, when that was approved', async () => {
      const command = [engine.program.file, ...engine.program.args];
      const asked: string[] = [];
      const people = {
        approveCommand: (words: readonly string[], purpose: string) => {
          asked.push(`${words.join(' ')} | ${purpose}`);
          return Promise.resolve(true);
        },
      };
      const estate = estateWith({ transport: 'command', command }, folder);
      await using pool = poolOf(engine, { estate });
      const session = await pool.session(server, never, people);
      await pool.session(server, never, people);
      const seen = await run(session, '(Get-Location).Path; $V; Write-Warning w', {
        variables: { V: 'it’s $(1) `“x”\n' },
      });
      assert.equal(asked.length, 1);
      assert.match(asked[0] ?? '', /se01\.contoso\.com/u);
      assert.ok(textOf(seen, 'output').startsWith(folder), textOf(seen, 'output'));
      assert.ok(textOf(seen, 'output').includes('it’s $(1) `“x”\n'));
      assert.equal(textOf(seen, 'warning'), 'w\n');
    });

    it('starts nothing when the command was not approved, or nobody was there to ask', async () => {
      const estate = estateWith(
        { transport: 'command', command: ['touch', join(folder, 'x')] },
        folder,
      );
      await using pool = poolOf(engine, { estate });
      const no = { approveCommand: () => Promise.resolve(false) };
      for (const people of [no, undefined]) {
        await assert.rejects(pool.session(server, never, people), error => {
          assert.ok(error instanceof Problem);
          assert.deepEqual(
            [error.code, error.kind],
            ['POWERSHELL-COMMAND-NOT-APPROVED', 'refused'],
          );
          return true;
        });
      }
    });

    it('takes recovery-runbooks in first place for this very program', async () => {
      const wrapper = join(folder, 'self.mjs');
      await writeFile(
        wrapper,
        [
          "import { spawn } from 'node:child_process';",
          'const [, , word, ...rest] = process.argv;',
          "if (word !== 'practice') throw new Error(word);",
          `const child = spawn(${JSON.stringify(engine.program.file)}, [...${JSON.stringify(engine.program.args)}, ...rest], { stdio: 'inherit' });`,
          "child.on('exit', code => process.exit(code ?? 1));",
        ].join('\n'),
      );
      const estate = estateWith(
        { transport: 'command', command: ['recovery-runbooks', 'practice'] },
        folder,
      );
      await using pool = poolOf(engine, {
        estate,
        self: { file: process.execPath, args: [wrapper], env: { SELF_MARK: 'yes' } },
      });
      const session = await pool.session(server, never, yes);
      assert.equal(textOf(await run(session, '$env:SELF_MARK'), 'output'), 'yes\n');
    });

    it('brings modules that the command imported before into the cells', async () => {
      const module = join(folder, 'Prepared');
      await writeFile(`${module}.psm1`, 'function Get-Prepared { "prepared" }');
      const start = join(folder, 'start.mjs');
      await writeFile(
        start,
        [
          "import { spawn } from 'node:child_process';",
          'const words = process.argv.slice(2);',
          "const at = words.indexOf('-EncodedCommand');",
          "const text = Buffer.from(words[at + 1], 'base64').toString('utf16le');",
          `const first = "Import-Module '${module}.psm1' -Global;";`,
          `const args = [...${JSON.stringify(engine.program.args)}, ...words.slice(0, at), '-Command', first + text];`,
          `const child = spawn(${JSON.stringify(engine.program.file)}, args, { stdio: 'inherit' });`,
          "child.on('exit', code => process.exit(code ?? 1));",
        ].join('\n'),
      );
      const estate = estateWith(
        { transport: 'command', command: [process.execPath, start] },
        folder,
      );
      await using pool = poolOf(engine, { estate });
      const session = await pool.session(server, never, yes);
      assert.equal(textOf(await run(session, 'Get-Prepared'), 'output'), 'prepared\n');
    });

    it('tells a language mode that a policy restricts', async () => {
      const start = join(folder, 'restricted.mjs');
      await writeFile(
        start,
        [
          "import { spawn } from 'node:child_process';",
          'const words = process.argv.slice(2);',
          "const at = words.indexOf('-EncodedCommand');",
          "const text = Buffer.from(words[at + 1], 'base64').toString('utf16le');",
          'const first = "$ExecutionContext.SessionState.LanguageMode = \'ConstrainedLanguage\';";',
          `const args = [...${JSON.stringify(engine.program.args)}, ...words.slice(0, at), '-Command', first + text];`,
          `const child = spawn(${JSON.stringify(engine.program.file)}, args, { stdio: 'inherit' });`,
          "child.on('exit', code => process.exit(code ?? 1));",
        ].join('\n'),
      );
      const estate = estateWith(
        { transport: 'command', command: [process.execPath, start] },
        folder,
      );
      await using pool = poolOf(engine, { estate });
      await assert.rejects(pool.session(server, never, yes), error => {
        assert.ok(error instanceof Problem);
        assert.equal(error.code, 'POWERSHELL-RESTRICTED');
        assert.match(error.data.what, /ConstrainedLanguage/u);
        return true;
      });
    });

    it('runs over ssh, whose server gives the words to a shell', async function () {
      if (process.platform === 'win32') this.skip();
      const ssh = join(folder, 'ssh');
      const executable = join(folder, 'power shell');
      const program = [engine.program.file, ...engine.program.args]
        .map(word => `'${word}'`)
        .join(' ');
      await writeFile(executable, `#!/bin/sh\nexec ${program} "$@"\n`);
      // What a server's sshd does with the words after the host.
      await writeFile(
        ssh,
        `#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\necho "$1" > '${folder}/host'\nshift\nexec sh -c "$*"\n`,
      );
      await chmod(ssh, 0o755);
      await chmod(executable, 0o755);
      const estate = estateWith(
        {
          transport: 'ssh',
          host: 'se01',
          user: 'CONTOSO\\admin',
          port: 2222,
          executable,
          options: ['-J', 'jump01'],
        },
        folder,
      );
      const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` };
      await using pool = poolOf(engine, { estate, env });
      const session = await pool.session(server, never);
      const seen = await run(session, '"there $V"', { variables: { V: '\'"$(1)' } });
      assert.equal(textOf(seen, 'output'), `there '"$(1)\n`);
    });

    it('says plainly that WinRM needs Windows', async function () {
      if (process.platform === 'win32') this.skip();
      const estate = estateWith({
        transport: 'winrm',
        authentication: 'negotiate',
        useSSL: false,
        credential: { user: 'CONTOSO\\admin', secret: 'ADMIN' },
      });
      await using pool = poolOf(engine, { estate, secret: () => Promise.resolve('geheim') });
      await assert.rejects(pool.session(server, never), error => {
        assert.ok(error instanceof Problem);
        assert.equal(error.code, 'POWERSHELL-NO-REMOTING');
        assert.ok(!JSON.stringify(error.data).includes('geheim'));
        return true;
      });
    });

    it('names a secret for WinRM that has no value', async () => {
      const estate = estateWith({
        transport: 'winrm',
        authentication: 'kerberos',
        useSSL: true,
        credential: { user: 'a', secret: 'ADMIN' },
      });
      await using pool = poolOf(engine, { estate });
      await assert.rejects(pool.session(server, never), { code: 'POWERSHELL-SECRET-MISSING' });
    });
  });
}

/** The driver, its cells in a remoting session to a second process: remoting without WinRM. */
describe('Cells in a remoting session', function () {
  this.timeout(180_000);
  const nonce = 'feedbeef';
  const child = spawn('dotnet', [hostDll, ...fileArguments(driverFile, nonce)]);
  const frames: Frame[] = [];
  let arrived = (): void => undefined;
  const reader = new FrameReader(
    nonce,
    frame => {
      frames.push(frame);
      arrived();
    },
    () => undefined,
  );
  child.stdout.on('data', (chunk: Uint8Array) => {
    reader.push(chunk);
  });

  async function until(last: (frame: Frame) => boolean): Promise<Frame[]> {
    while (!frames.some(last)) {
      await new Promise<void>(resolve => {
        arrived = resolve;
      });
    }
    return frames.splice(0);
  }

  async function ask(request: Record<string, unknown>): Promise<Frame[]> {
    child.stdin.write(requestLine(request));
    return until(frame => frame.t === 'end' || frame.t === 'opened' || frame.t === 'inspected');
  }

  function output(seen: readonly Frame[]): string {
    return seen.map(frame => (frame.t === 'text' && frame.s === 'output' ? frame.x : '')).join('');
  }

  before(async () => {
    await until(frame => frame.t === 'hello');
    const [opened] = await ask({
      op: 'open',
      remote: { transport: 'process', file: 'dotnet', argument: hostDll },
    });
    assert.equal(opened?.t, 'opened');
  });

  after(async () => {
    child.stdin.end();
    await new Promise(resolve => child.once('close', resolve));
  });

  it('give all streams, and keep their state', async () => {
    const script =
      '"out"; Write-Warning w; Write-Verbose v -Verbose; Write-Host told; Write-Error bad; [pscustomobject]@{A=1}; "last"; $Kept = 7';
    const seen = await ask({ op: 'run', script });
    const kinds = seen.map(frame =>
      frame.t === 'text' ? `${frame.s} ${frame.x.trim()}` : frame.t,
    );
    for (const wanted of ['warning w', 'verbose v', 'information told', 'error', 'end']) {
      assert.ok(kinds.includes(wanted), `${wanted} in ${kinds.join(', ')}`);
    }
    assert.match(output(seen), /^out\n[\s\S]*A[\s\S]*1[\s\S]*last\n$/u);
    assert.equal(output(await ask({ op: 'run', script: '$Kept' })), '7\n');
  });

  it('get variables as data, a secret as SecureString, and give them back', async () => {
    const value = '’$(1)`\n"\'';
    const seen = await ask({
      op: 'run',
      script: '$V; $S.GetType().Name; $V = $V + "!"',
      variables: { V: value, S: { s: new Secret('S', 'geheim').reveal() } },
      readBack: ['V', 'S'],
    });
    const end = seen.at(-1);
    assert.equal(output(seen), `${value}\nSecureString\n`);
    assert.deepEqual(end?.t === 'end' ? end.v : {}, { V: `${value}!`, S: { s: true } });
    assert.ok(!JSON.stringify(seen).includes('geheim'));
  });

  it('stop when asked to', async () => {
    child.stdin.write(
      requestLine({ op: 'run', script: '"begun"; while ($true) { Start-Sleep -Milliseconds 50 }' }),
    );
    await until(frame => frame.t === 'text');
    const seen = await ask({ op: 'cancel' });
    const end = seen.at(-1);
    assert.equal(end?.t === 'end' ? end.e : '', 'stopped');
  });

  it('are inspected with what the remote session knows', async () => {
    await ask({
      op: 'run',
      script:
        'function global:Set-Remote { [CmdletBinding(SupportsShouldProcess=$true)] param($Name) }',
    });
    const [seen] = await ask({ op: 'inspect', script: 'Set-Remote -Na x; Get-Nowhere' });
    assert.deepEqual(seen?.t === 'inspected' ? seen.commands : [], [
      { name: 'Set-Remote', line: 1, known: true, whatIf: true, parameters: ['Name'] },
      { name: 'Get-Nowhere', line: 1, known: false, whatIf: false, parameters: [] },
    ]);
  });
});
