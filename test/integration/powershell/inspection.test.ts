import assert from 'node:assert/strict';
import type { PowerShellPool } from '../../../src/executors/powershell/pool.ts';
import type { ShellInspection, ShellSession } from '../../../src/executors/powershell/session.ts';
import { engines, never, poolOf, run } from './engine.ts';

for (const engine of await engines()) {
  describe(`Looking at a cell without running it (${engine.name})`, function () {
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

    const look = (script: string): Promise<ShellInspection> => session.inspect(script, never);

    it('finds every parse error with its place', async () => {
      const { parseErrors, readsOnly } = await look('Get-Item /\nif (1) {\n');
      assert.deepEqual(
        parseErrors.map(({ line, column }) => [line, column]),
        [[2, 8]],
      );
      assert.match(parseErrors[0]?.message ?? '', /\}/u);
      assert.equal(readsOnly, false);
    });

    it('names commands in order, aliases and short parameters in full', async () => {
      const { commands } = await look(
        'gci / | Remove-Item -Rec -wi\nNo-Such -Thing x\n& $dynamic 1\nCopy-Item a b -Force:$false @rest',
      );
      assert.deepEqual(
        commands.map(({ name, line, known, whatIf, parameters }) => [
          name,
          line,
          known,
          whatIf,
          parameters,
        ]),
        [
          ['Get-ChildItem', 1, true, false, []],
          ['Remove-Item', 1, true, true, ['Recurse', 'WhatIf']],
          ['No-Such', 2, false, false, ['Thing']],
          ['$dynamic', 3, false, false, []],
          ['Copy-Item', 4, true, true, ['Force:false', '@']],
        ],
      );
    });

    it('looks inside functions of the text and knows its own functions', async () => {
      const { commands, readsOnly } = await look('function Get-Mine { Remove-Item x }\nGet-Mine');
      assert.deepEqual(
        commands.map(command => command.name),
        ['Remove-Item'],
      );
      assert.equal(readsOnly, false);
    });

    it('finds no command unknown that an earlier cell defined, and does not trust its name', async () => {
      await run(session, 'function Get-Sneaky { Remove-Item x }');
      const { commands, readsOnly } = await look('Get-Sneaky');
      assert.equal(commands[0]?.known, true);
      assert.equal(readsOnly, false);
    });

    const reading = [
      'Get-Item / | Where-Object { $_.PSIsContainer } | Select-Object Name | Sort-Object Name',
      '$x = @(Get-ChildItem /); $x.Count; $x[0].Name',
      'foreach ($f in Get-ChildItem /) { "$($f.Name.ToUpper())" }',
      "if (Test-Path -LiteralPath $Backup) { Write-Host 'there' } else { throw 'gone' }",
      '$table = @{}; $table["a"] = 1; $table.Keys',
      '[Math]::Round(1.5); [datetime]"2020-01-01"; [System.IO.Path]::GetFileName("a/b")',
      'Get-Item / 2>$null | Out-Null',
      "Get-Content x | ForEach-Object { $_ -replace 'a', 'b' }",
      'Import-Module Lync; (Get-Date).AddDays(-1)',
      'function Show($v) { Write-Output $v }; Show 1',
      'try { Get-Item / } catch { Write-Warning "$_" } finally { "end" }',
      '(1, 2, 3).ForEach({ $_ * 2 })',
    ];
    for (const script of reading) {
      it(`sees that this only reads: ${script}`, async () => {
        assert.equal((await look(script)).readsOnly, true);
      });
    }

    const changing = [
      'Remove-Item x',
      'rm x',
      "'x' > file.txt",
      'Get-Item / | Out-File x',
      '[System.IO.File]::Delete("x")',
      "[System.IO.StreamWriter] 'x'",
      "[System.IO.StreamWriter] $w = 'x'",
      '"x" -as [System.IO.StreamWriter]',
      '(Get-Item x).Delete()',
      "(Get-Item x).Replace('a', 'b')",
      'Get-ChildItem / | ForEach-Object Delete',
      'Get-ChildItem / | % -MemberName Delete',
      '& $command',
      '. ./other.ps1',
      './other.ps1',
      'Invoke-Expression $text',
      '$global:x = 1',
      '$env:PATH = ""',
      '$WhatIfPreference = $false',
      '$ConfirmPreference = "None"',
      '${function:Get-Item} = { 1 }',
      '(Get-Item x).IsReadOnly = $false',
      '(Get-Item x).Length++',
      'sh -c "true"',
      'Import-Module ./mine.psm1',
      'class Thing { }',
      'Format-Volume -DriveLetter D',
      'Write-EventLog -LogName a',
      '[System.IO.Path]::GetTempFileName()',
      '$m = "Delete"; (Get-Item x).$m()',
      'Get-Process & ',
      'foreach ($global:x in 1) { }',
      '(1,2).ForEach("ToString")',
    ];
    for (const script of changing) {
      it(`does not take this for reading: ${script}`, async () => {
        const seen = await look(script);
        assert.deepEqual([seen.parseErrors, seen.readsOnly], [[], false]);
      });
    }

    it('tells what could change besides the commands', async () => {
      assert.equal((await look('Remove-Item x; "$y"')).onlyCommandsChange, true);
      assert.equal(
        (await look('Remove-Item x; [System.IO.File]::Delete("x")')).onlyCommandsChange,
        false,
      );
      assert.equal(
        (await look('$WhatIfPreference = $false; Remove-Item x')).onlyCommandsChange,
        false,
      );
    });
  });
}
