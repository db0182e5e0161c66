import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import type { ShellSession } from '../../../src/executors/powershell/session.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import { engines, never, poolOf, run, textOf } from './engine.ts';

for (const engine of await engines()) {
  describe(`A PowerShell session (${engine.name})`, function () {
    this.timeout(180_000);
    let pool: PowerShellPool;
    let session: ShellSession;

    before(async () => {
      pool = poolOf(engine);
      session = await pool.session(undefined, never);
    });

    after(async () => {
      await pool[Symbol.asyncDispose]();
    });

    it('says which PowerShell it is', () => {
      assert.match(session.version, /^\d+\.\d+/u);
    });

    it('shows every stream in the order in which it was written', async () => {
      const seen = await run(
        session,
        [
          '"first"',
          'Write-Warning "careful"',
          '"second"',
          'Write-Verbose "detail" -Verbose',
          'Write-Host "told" -NoNewline',
          'Write-Host " on"',
          'Write-Error "bad"',
          '"third"',
          '$DebugPreference = "Continue"; Write-Debug "deep"; $DebugPreference = "SilentlyContinue"',
          '"last"',
        ].join('\n'),
      );
      assert.deepEqual(
        seen.written.map(({ stream, text }) => `${stream} ${text.split('\n')[0] ?? ''}`),
        [
          'output first',
          'warning careful',
          'output second',
          'verbose detail',
          'information told on',
          'error Write-Error: bad',
          'output third',
          'debug deep',
          'output last',
        ],
      );
    });

    it('writes while the cell still runs', async () => {
      const times: number[] = [];
      const from = performance.now();
      await run(session, '"a"; Start-Sleep -Seconds 2; "b"', {
        onText: () => {
          times.push(performance.now() - from);
        },
      });
      const [first = 0, last = 0] = [times[0], times.at(-1)];
      assert.ok(last - first > 1000, `nothing was seen before the end: ${times.join(', ')}`);
    });

    it('formats objects as a console does, and gives rows of custom objects as a table', async () => {
      const seen = await run(
        session,
        "[pscustomobject]@{Name='be01';Size=3},[pscustomobject]@{Name='fe01';Size=$null}; 'end'",
      );
      assert.match(textOf(seen, 'output'), /Name\s+Size\s+-+\s+-+\s+be01\s+3\s+fe01\s+end\n$/u);
      assert.deepEqual(seen.tables, [
        {
          columns: ['Name', 'Size'],
          rows: [
            ['be01', '3'],
            ['fe01', null],
          ],
        },
      ]);
    });

    it('keeps the order of objects and strings', async () => {
      const seen = await run(
        session,
        "'one'; [pscustomobject]@{A=1}; 'two'; Get-Date 2020-01-02; 'three'",
      );
      assert.match(
        textOf(seen, 'output'),
        /^one\n[\s\S]*A[\s\S]*1[\s\S]*two\n[\s\S]*2020[\s\S]*three\n$/u,
      );
    });

    it('shows what stands before an error that ends the cell', async () => {
      const seen = await run(
        session,
        "[pscustomobject]@{A=1} | Format-Table -AutoSize\n[pscustomobject]@{B=2}\nthrow 'over'",
      );
      assert.match(textOf(seen, 'output'), /A[\s\S]*1[\s\S]*B[\s\S]*2/u);
      assert.equal(seen.result.end, 'failed');
    });

    it('keeps functions, variables and modules for the next cell', async () => {
      await run(session, 'function Get-Double($x) { 2 * $x }; $seven = 7');
      const seen = await run(session, 'Get-Double $seven');
      assert.equal(textOf(seen, 'output'), '14\n');
    });

    it('tells errors with command, category, id and place', async () => {
      const seen = await run(session, '"ok"\n  Get-Item /no/such/thing\n"after"');
      const [error] = seen.result.errors;
      assert.equal(seen.result.end, 'failed');
      assert.equal(error?.command, 'Get-Item');
      assert.equal(error.category, 'ObjectNotFound');
      assert.match(error.errorId, /^PathNotFound,/u);
      assert.deepEqual([error.line, error.column, error.terminating], [2, 3, false]);
      assert.match(textOf(seen, 'output'), /after/u);
    });

    it('tells the line in the cell of an error that ends it', async () => {
      const seen = await run(session, '"a"\nfunction f { throw "inside" }\n\nf\n"never"');
      const [error] = seen.result.errors;
      assert.equal(seen.result.end, 'failed');
      assert.equal(error?.terminating, true);
      assert.equal(error.message, 'inside');
      assert.equal(error.line, 2);
      assert.doesNotMatch(textOf(seen, 'output'), /never/u);
    });

    it('tells where a text does not parse', async () => {
      const seen = await run(session, '1\nif (1) {');
      const [error] = seen.result.errors;
      assert.equal(seen.result.end, 'failed');
      assert.deepEqual([error?.line, error?.category], [2, 'ParserError']);
    });

    it('does not take an old error that is only shown for a new one', async () => {
      await run(session, 'Get-Item /no/such/thing');
      const seen = await run(session, '$Error[0]');
      assert.equal(seen.result.end, 'completed');
      assert.match(textOf(seen, 'output'), /no.such.thing/u);
    });

    it('obeys $ErrorActionPreference', async () => {
      const seen = await run(
        session,
        '$ErrorActionPreference = "Stop"; try { Get-Item /nope; "on" } finally { $ErrorActionPreference = "Continue" }',
      );
      assert.equal(seen.result.errors[0]?.terminating, true);
      assert.equal(textOf(seen, 'output'), '');
    });

    it('reports progress, unknown figures left out', async () => {
      const seen = await run(
        session,
        [
          'Write-Progress -Activity Copying -Status LcsCDR.bak -PercentComplete 40 -SecondsRemaining 90',
          'Start-Sleep -Milliseconds 300',
          'Write-Progress -Activity Checking',
          'Start-Sleep -Milliseconds 300',
        ].join('\n'),
      );
      assert.deepEqual(seen.progress[0], {
        activity: 'Copying: LcsCDR.bak',
        percent: 40,
        remainingMs: 90_000,
      });
      assert.equal(seen.progress.at(-1)?.percent, undefined);
    });

    it('gives objects as JSON values', async () => {
      const seen = await run(
        session,
        [
          "$inner = @{ list = @(1, 'two', $null, $true); deep = @{ deeper = @{ deepest = @{ cut = 1 } } } }",
          '[pscustomobject]@{ Day = [System.DayOfWeek]::Monday; At = [datetime]\'2014-06-01T02:00:00\'; Real = 1.5; Big = [long]::MaxValue; Text = "a`"b\\c`n"; Inner = $inner }',
          "'text'; 5; $null",
        ].join('\n'),
        { results: 'objects' },
      );
      const [first, ...others] = seen.result.objects;
      assert.deepEqual(first, {
        Day: 'Monday',
        At: '2014-06-01T02:00:00.0000000',
        Real: 1.5,
        Big: '9223372036854775807',
        Text: 'a"b\\c\n',
        Inner: {
          list: [1, 'two', null, true],
          deep: { deeper: { deepest: 'System.Collections.Hashtable' } },
        },
      });
      assert.deepEqual(others, ['text', 5, null]);
    });

    it('cuts one record of more than 1 MiB and says so', async () => {
      const seen = await run(session, "'x' * 3MB; 'small'", { results: 'objects' });
      const short = seen.result.objects.map(each =>
        typeof each === 'string' ? each.slice(0, 9) : each,
      );
      assert.deepEqual(short, [{ truncated: true, type: 'System.String' }, 'small']);
    });

    it('binds parameters by name, as data', async () => {
      const seen = await run(
        session,
        'param($list, $map, [switch] $on) $list.Count; $map.inner.name; $on.IsPresent',
        {
          parameters: { list: [1, [2, 3], null], map: { inner: { name: "it's $(1)" } }, on: true },
          results: 'objects',
        },
      );
      assert.deepEqual(seen.result.objects, [3, "it's $(1)", true]);
    });

    it('brings any text in and out unchanged', async () => {
      const nasty = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({
          unit: fc.constantFrom(
            "'",
            '"',
            '`',
            '$',
            '(',
            ')',
            '\u2018',
            '\u2019',
            '\u201c',
            '\u201d',
            '\n',
            '\r',
            '\\',
            '{',
            '}',
            '\u0000',
            '\ud83d',
            '\u2028',
            '%',
            ';',
          ),
        }),
      );
      await fc.assert(
        fc.asyncProperty(nasty, nasty, async (value, other) => {
          const seen = await run(session, '$Copy = $Value; param0 $Value', {
            script: 'param($p) $global:Copy = $p; $p',
            parameters: { p: value },
            variables: { Value: other },
            readBack: ['Value', 'Copy'],
            results: 'objects',
          });
          assert.equal(seen.result.variables.get('Value') ?? '', other);
          assert.equal(seen.result.variables.get('Copy') ?? '', value);
          assert.deepEqual(seen.result.objects, [value]);
        }),
        { numRuns: 150 },
      );
    });

    it('shows any text as it was written', async () => {
      const text = 'Zoë “smart” ‘quotes’ – 日本語 😀 $(Get-Date) `n \u0001';
      const seen = await run(session, '$Value', { variables: { Value: text } });
      assert.equal(textOf(seen, 'output'), `${text}\n`);
    });

    it('reads back only what was asked for, and nothing that has no value', async () => {
      const seen = await run(session, '$A = 5; $B = [datetime]"2020-01-02"; $C = "x"; $D = 1,2', {
        variables: { A: 'old', E: undefined },
        readBack: ['A', 'B', 'D', 'E', 'Missing'],
      });
      assert.deepEqual(
        [...seen.result.variables].sort(([a], [b]) => (a < b ? -1 : 1)),
        [
          ['A', '5'],
          ['B', '2020-01-02T00:00:00.0000000'],
          ['D', '1 2'],
        ],
      );
    });

    it('brings a secret as a SecureString that comes back as the same secret and is never written', async () => {
      const secret = new Secret('SqlPassword', 'ge$heim’"x');
      const seen = await run(
        session,
        [
          '$Password; $Password.GetType().Name; "$Password"; $Password | Out-String',
          '[pscustomobject]@{ P = $Password; Other = 1 }, [pscustomobject]@{ P = $Password; Other = 2 }',
          '$plain = (New-Object System.Net.NetworkCredential "u", $Password).Password',
          '"length $($plain.Length)"; $plain = $null',
        ].join('\n'),
        { variables: { Password: secret }, readBack: ['Password'] },
      );
      const objects = await run(session, '$Password; @{ p = $Password }', { results: 'objects' });
      assert.equal(seen.result.variables.get('Password'), secret);
      assert.match(textOf(seen, 'output'), /SecureString[\s\S]*length 10/u);
      const everything = JSON.stringify([seen.written, seen.tables, objects.result.objects]);
      assert.ok(!everything.includes('heim'), everything);
    });

    it('does not give back a SecureString of the cell’s own as text', async () => {
      const seen = await run(session, '$Password = New-Object System.Security.SecureString', {
        variables: { Password: new Secret('P', 'x') },
        readBack: ['Password'],
      });
      assert.equal(seen.result.variables.size, 0);
      assert.match(textOf(seen, 'warning'), /\$Password/u);
    });

    it('reports the exit status of programs, fresh for each cell', async () => {
      const command = process.platform === 'win32' ? 'cmd /c exit 5' : 'sh -c "exit 5"';
      const failed = await run(session, command);
      const next = await run(session, '1');
      assert.deepEqual([failed.result.end, failed.result.exitCode], ['completed', 5]);
      assert.equal(next.result.exitCode, undefined);
    });

    it('lets exit end the cell with its status and nothing more', async () => {
      const seen = await run(session, '"before"\nif ($true) { exit 3 }\n"after"');
      const quiet = await run(session, 'exit');
      const next = await run(session, '"alive"');
      assert.deepEqual([seen.result.end, seen.result.exitCode], ['failed', 3]);
      assert.equal(textOf(seen, 'output'), 'before\n');
      assert.equal(quiet.result.end, 'completed');
      assert.equal(textOf(next, 'output'), 'alive\n');
    });

    it('changes nothing with whatIf and shows what would be done', async () => {
      const seen = await run(
        session,
        'Remove-Item -LiteralPath $File; Test-Path -LiteralPath $File',
        {
          variables: { File: new URL(import.meta.url).pathname },
          whatIf: true,
        },
      );
      assert.match(textOf(seen, 'information'), /session\.test\.ts/u);
      assert.match(textOf(seen, 'output'), /True/u);
      const after = await run(session, '$WhatIfPreference');
      assert.equal(textOf(after, 'output'), 'False\n');
    });

    it('refuses to ask a person from inside a cell', async () => {
      const seen = await run(session, 'Read-Host name; "on"');
      assert.equal(seen.result.end, 'failed');
      assert.match(seen.result.errors[0]?.message ?? '', /NonInteractive|interact/iu);
    });

    it('runs cells one after the other in the order of their calls', async () => {
      const order: number[] = [];
      await Promise.all(
        [1, 2, 3, 4].map(async n => {
          const seen = await run(session, `Start-Sleep -Milliseconds ${60 - n * 10}; ${n}`);
          order.push(Number(textOf(seen, 'output')));
        }),
      );
      assert.deepEqual(order, [1, 2, 3, 4]);
    });

    it('stops an endless loop and stays usable', async () => {
      const stop = new AbortController();
      const running = run(session, '"begun"; while ($true) { }', {
        signal: stop.signal,
        onText: () => {
          stop.abort();
        },
      });
      const { result } = await running;
      assert.equal(result.end, 'stopped');
      assert.equal(result.reason, undefined, 'the process was ended instead of the pipeline');
      assert.equal(textOf(await run(session, '"on"'), 'output'), 'on\n');
    });

    it('stops a sleeping cell and one that floods its output', async () => {
      for (const script of ['"begun"; Start-Sleep -Seconds 600', 'while ($true) { "x" * 1000 }']) {
        const stop = new AbortController();
        const { result } = await run(session, script, {
          signal: stop.signal,
          onText: () => {
            stop.abort();
          },
        });
        assert.equal(result.end, 'stopped');
        assert.equal(result.reason, undefined);
      }
    });

    it('lets 100 MB of output through with bounded memory', async () => {
      let characters = 0;
      let most = 0;
      const { result } = await run(
        session,
        '$line = \'x\' * 999; for ($i = 0; $i -lt 100000; $i++) { $line }; "memory $([Math]::Round((Get-Process -Id $PID).PeakWorkingSet64 / 1MB))"',
        {
          onText: (_stream, text) => {
            characters += text.length;
            const memory = /memory (\d+)/u.exec(text);
            if (memory !== null) most = Number(memory[1]);
          },
        },
      );
      assert.equal(result.end, 'completed');
      assert.ok(characters >= 100_000_000, `only ${characters} came`);
      assert.ok(most < 600, `PowerShell took ${most} MB`);
    });

    it('lets a flood of objects through with bounded memory', async () => {
      let lines = 0;
      let most = 0;
      const { result } = await run(
        session,
        'for ($i = 0; $i -lt 20000; $i++) { [pscustomobject]@{ Index = $i; Text = \'x\' * 100 } }; "memory $([Math]::Round((Get-Process -Id $PID).PeakWorkingSet64 / 1MB))"',
        {
          onText: (_stream, text) => {
            lines += text.split('\n').length - 1;
            const memory = /memory (\d+)/u.exec(text);
            if (memory !== null) most = Number(memory[1]);
          },
        },
      );
      assert.equal(result.end, 'completed');
      assert.ok(lines >= 20_000, `only ${lines} lines came`);
      assert.ok(most < 600, `PowerShell took ${most} MB`);
    });

    it('works in the strictest mode that a cell may choose', async () => {
      await run(session, 'Set-StrictMode -Version Latest; $ErrorActionPreference = "Stop"');
      const seen = await run(
        session,
        "[pscustomobject]@{ A = 1 }; 'x'; 1; Write-Warning w; $null; $V",
        {
          variables: { V: 'v' },
          readBack: ['V', 'Missing'],
        },
      );
      const known = await session.inspect('Get-Item /; No-Such; gci', never);
      await run(session, 'Set-StrictMode -Off; $ErrorActionPreference = "Continue"');
      assert.equal(seen.result.end, 'completed');
      assert.match(textOf(seen, 'output'), /A[\s\S]*1[\s\S]*x\n1\nv/u);
      assert.deepEqual(
        known.commands.map(({ known: is }) => is),
        [true, false, true],
      );
    });

    it('keeps its own way out when a cell redirects the console', async () => {
      const seen = await run(
        session,
        '$w = New-Object System.IO.StringWriter; $old = [Console]::Out; [Console]::SetOut($w); [Console]::WriteLine("caught"); "out"; Start-Sleep -Milliseconds 100; "more"; [Console]::SetOut($old); "caught: $($w.ToString().Trim())"',
      );
      assert.equal(textOf(seen, 'output'), 'out\nmore\ncaught: caught\n');
    });

    it('splits one long string into pieces that arrive whole', async () => {
      const parts: string[] = [];
      await run(session, "'é😀' * 500000", {
        onText: (_stream, text) => {
          parts.push(text);
        },
      });
      assert.ok(parts.length > 1);
      assert.equal(parts.join(''), `${'é😀'.repeat(500_000)}\n`);
    });
  });
}
