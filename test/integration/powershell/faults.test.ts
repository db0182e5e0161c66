import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../../src/errors/problem.ts';
import { openDriver, type Surroundings } from '../../../src/executors/powershell/opening.ts';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import type { SessionState } from '../../../src/executors/powershell/process-session.ts';
import { endProcessTree } from '../../../src/executors/powershell/process-tree.ts';
import type { ShellSession } from '../../../src/executors/powershell/session.ts';
import { engines, estateWith, never, poolOf, run, textOf } from './engine.ts';

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 1000; i++) {
    if (!alive(pid)) return true;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return false;
}

for (const engine of await engines()) {
  describe(`A PowerShell session in trouble (${engine.name})`, function () {
    this.timeout(180_000);
    let pool: PowerShellPool;
    let session: ShellSession;
    const states: SessionState[] = [];

    before(async () => {
      pool = poolOf(engine, { onState: (_target, state) => states.push(state) });
      session = await pool.session(undefined, never);
    });

    after(async () => {
      await pool[Symbol.asyncDispose]();
    });

    it('says how the process died, and the next cell gets a new session that says so', async () => {
      await run(session, '$Kept = 1');
      const died = await run(
        session,
        '"begun"; Start-Sleep -Milliseconds 500; [Environment]::Exit(9)',
      );
      const next = await run(session, '"new $Kept"');
      assert.equal(died.result.end, 'died');
      assert.match(died.result.reason ?? '', /exit status 9/u);
      assert.equal(textOf(died, 'output'), 'begun\n');
      assert.equal(next.result.end, 'completed');
      assert.equal(textOf(next, 'output'), 'new \n');
      assert.match(textOf(next, 'warning'), /new session/u);
    });

    it('replaces a session that died between two cells', async () => {
      const seen = await run(session, '$PID');
      const pid = Number(textOf(seen, 'output'));
      process.kill(pid, 'SIGKILL');
      assert.ok(await gone(pid));
      const next = await run(session, '"on"');
      assert.equal(textOf(next, 'output'), 'on\n');
    });

    it('ends the whole process tree of a cell that does not stop', async function () {
      if (process.platform === 'win32') this.skip();
      const stop = new AbortController();
      let pids: number[] = [];
      const script = [
        '$child = Start-Process sleep -ArgumentList 600 -PassThru',
        '"pids $PID $($child.Id)"',
        // Blocked in .NET: the pipeline cannot be stopped.
        '[System.Threading.Thread]::Sleep(600000)',
      ].join('\n');
      const seen = await run(session, script, {
        signal: stop.signal,
        graceMs: 500,
        onText: (_stream, text) => {
          const found = /pids (\d+) (\d+)/u.exec(text);
          if (found === null) return;
          pids = [Number(found[1]), Number(found[2])];
          stop.abort();
        },
      });
      assert.equal(seen.result.end, 'stopped');
      assert.notEqual(seen.result.reason, undefined);
      assert.equal(pids.length, 2);
      for (const pid of pids) assert.ok(await gone(pid), `${pid} still runs`);
      assert.equal(textOf(await run(session, '"on"'), 'output'), 'on\n');
    });

    it('shows text written past the streams, also in the middle of frames', async () => {
      const seen = await run(
        session,
        'for ($i = 0; $i -lt 50; $i++) { "line $i"; [Console]::Write("stray $i "); [Console]::Out.WriteLine("é") }',
      );
      const lines = Array.from({ length: 50 }, (_, i) => i);
      assert.equal(textOf(seen, 'output'), lines.map(i => `line ${i}\n`).join(''));
      assert.equal(
        textOf(seen, 'stray').replaceAll('\r', ''),
        lines.map(i => `stray ${i} é\n`).join(''),
      );
      assert.equal(seen.result.end, 'completed');
    });

    it('is not taken in by text that looks like a frame', async () => {
      const forged =
        '[Console]::WriteLine("00000000000000000000000000000000 eyJ0IjoiZW5kIn0="); "real"';
      const seen = await run(session, forged);
      assert.equal(textOf(seen, 'output'), 'real\n');
      assert.match(textOf(seen, 'stray'), /eyJ0IjoiZW5kIn0=/u);
    });

    it('survives a flood of stray text without a line end', async () => {
      let characters = 0;
      const before = process.memoryUsage().rss;
      const seen = await run(
        session,
        "$x = 'y' * 1000000; for ($i = 0; $i -lt 100; $i++) { [Console]::Out.Write($x) }; 'end'",
        {
          onText: (stream, text) => {
            if (stream === 'stray') characters += text.length;
          },
        },
      );
      assert.equal(seen.result.end, 'completed');
      assert.equal(characters, 100_000_000);
      assert.ok(process.memoryUsage().rss - before < 300_000_000);
    });

    it('shows what a cell writes to standard error', async () => {
      const seen = await run(session, '[Console]::Error.WriteLine("to standard error é"); "on"');
      const late = await run(session, 'Start-Sleep -Milliseconds 200');
      assert.match(textOf(seen, 'stray') + textOf(late, 'stray'), /to standard error é/u);
    });

    it('survives bytes that are not UTF-8', async () => {
      const seen = await run(
        session,
        '$o = [Console]::OpenStandardOutput(); $o.Write([byte[]](0xe9, 0xff, 0x0a), 0, 3); $o.Flush(); "on"',
      );
      assert.equal(textOf(seen, 'output'), 'on\n');
      assert.match(textOf(seen, 'stray'), /\ufffd/u);
    });

    it('takes a cell that is cancelled before it begins as stopped', async () => {
      const stop = new AbortController();
      stop.abort();
      const seen = await run(session, '"never"', { signal: stop.signal });
      assert.equal(seen.result.end, 'stopped');
      assert.equal(seen.written.length, 0);
    });

    it('shows its states', () => {
      for (const state of ['starting', 'idle', 'busy', 'stopping', 'closed']) {
        assert.ok(states.includes(state as SessionState), state);
      }
    });

    it('leaves no process behind when it is disposed of', async () => {
      const own = poolOf(engine);
      const one = await own.session(undefined, never);
      const pid = Number(textOf(await run(one, '$PID'), 'output'));
      await own[Symbol.asyncDispose]();
      assert.ok(await gone(pid));
      await assert.rejects(run(one, '1'));
    });
  });
}

describe('A PowerShell that does not come up', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'powershell-start-'));
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const around = (startMs: number): Surroundings => ({
    spawn,
    endTree: endProcessTree,
    env: process.env,
    driverText: () => Promise.resolve(''),
    nonce: () => 'abc',
    startMs,
  });

  async function attempt(script: string, startMs = 20_000, signal = never): Promise<Problem> {
    const file = join(folder, 'shell.mjs');
    await writeFile(file, script);
    const launch = { file: process.execPath, args: [file], driver: 'file' as const };
    try {
      await openDriver('se01.contoso.com', launch, 'abc', around(startMs), signal);
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
    throw new Error('It came up.');
  }

  it('is told when the program is not there', async () => {
    const launch = { file: join(folder, 'no-such-program'), args: [], driver: 'file' as const };
    await assert.rejects(openDriver(undefined, launch, 'abc', around(20_000), never), error => {
      assert.ok(error instanceof Problem);
      assert.equal(error.code, 'POWERSHELL-NOT-STARTED');
      assert.equal(error.data.theirs?.[0]?.number, 'ENOENT');
      return true;
    });
  });

  it('is told with its status and words when it ends', async () => {
    const problem = await attempt('console.error("no licence"); process.exit(7)');
    assert.equal(problem.code, 'POWERSHELL-ENDED-EARLY');
    assert.match(problem.data.what, /exit status 7/u);
    assert.match(problem.data.theirs?.[0]?.text ?? '', /no licence/u);
  });

  it('is told with its words in plain text where they are CLIXML', async () => {
    const text =
      '#< CLIXML\\n<Objs Version="1.1.0.1"><S S="Error">not _x000D__x000A_allowed &lt;here&gt;</S></Objs>\\n';
    const problem = await attempt(`process.stderr.write('${text}'); process.exitCode = 1`);
    assert.match(problem.data.theirs?.[0]?.text ?? '', /not \r?\nallowed <here>/u);
  });

  it('is told when it says nothing for too long', async () => {
    const problem = await attempt('setInterval(() => {}, 1000)', 300);
    assert.equal(problem.code, 'POWERSHELL-SILENT');
  });

  it('is told when the engine is too old', async () => {
    const problem = await attempt('console.log("abc !version 2.0"); setInterval(() => {}, 1000)');
    assert.equal(problem.code, 'POWERSHELL-TOO-OLD');
    assert.match(problem.data.what, /2\.0/u);
  });

  it('is told when its language is restricted', async () => {
    const problem = await attempt(
      'console.log("abc !language ConstrainedLanguage"); setInterval(() => {}, 1000)',
    );
    assert.equal(problem.code, 'POWERSHELL-RESTRICTED');
    assert.match(problem.data.what, /ConstrainedLanguage/u);
  });

  it('is given up when the operator cancels', async () => {
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort();
    }, 200);
    await assert.rejects(attempt('setInterval(() => {}, 1000)', 20_000, stop.signal), {
      name: 'AbortError',
    });
  });
});

describe('The pool of sessions', function () {
  this.timeout(60_000);

  it('names a server that the estate does not have, and one without a shell', async () => {
    const [engine] = await engines();
    assert.ok(engine !== undefined);
    await using pool = poolOf(engine, { estate: estateWith(undefined) });
    await assert.rejects(pool.session('nowhere.contoso.com', never), {
      code: 'POWERSHELL-SERVER-UNKNOWN',
    });
    await assert.rejects(pool.session('se01.contoso.com', never), { code: 'POWERSHELL-NO-SHELL' });
  });

  it('tells that no PowerShell was found, and looks again the next time', async () => {
    const [engine] = await engines();
    assert.ok(engine !== undefined);
    let calls = 0;
    await using pool = poolOf(engine, {
      powerShell: () => {
        calls++;
        return calls === 1 ? Promise.reject(new Error('none')) : Promise.resolve(engine.program);
      },
    });
    await assert.rejects(pool.session(undefined, never), /none/u);
    const session = await pool.session(undefined, never);
    assert.equal(textOf(await run(session, '1'), 'output'), '1\n');
  });
});
