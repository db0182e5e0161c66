import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostDll } from './engine.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  words: readonly string[],
  more: {
    readonly input?: string;
    readonly cwd?: string;
    readonly env?: Record<string, string>;
  } = {},
): Promise<Ended> {
  const child = spawn('dotnet', [hostDll, '-NoLogo', '-NoProfile', '-NonInteractive', ...words], {
    shell: false,
    ...(more.cwd === undefined ? {} : { cwd: more.cwd }),
    env: { ...process.env, ...more.env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.end(more.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      resolve({ code, out: out.replaceAll('\r\n', '\n'), err });
    });
  });
}

/** Pairs of a script and what it prints; many run in one process. */
type Case = readonly [script: string, printed: string];

describe('The PowerShell host', function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'powershell-host-'));
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** Each script in braces of its own; its output as one line of JSON. */
  async function all(cases: readonly Case[]): Promise<void> {
    const file = join(folder, 'cases.ps1');
    const lines = cases.map(([script]) => {
      const encoded = Buffer.from(script, 'utf8').toString('base64');
      return [
        `$text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${encoded}'))`,
        'try { $o = (& ([scriptblock]::Create($text)) 2>&1 3>&1 6>&1 | Out-String -Width 200) } catch { $o = "THROWN $_" }',
        '[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($o.Replace("`r`n", "`n").TrimEnd()))',
      ].join('\n');
    });
    await writeFile(file, lines.join('\n'));
    const { out, err } = await start(['-File', file], { cwd: folder });
    assert.equal(err, '');
    const printed = out
      .trimEnd()
      .split('\n')
      .map(line => Buffer.from(line, 'base64').toString('utf8'));
    for (const [at, [script, wanted]] of cases.entries()) assert.equal(printed[at], wanted, script);
  }

  it('says what it is', async () => {
    const { out } = await start(['-Version']);
    const seen = await start([
      '-Command',
      '$Host.Name; (Get-Module Microsoft.PowerShell.Utility -ListAvailable).Description',
    ]);
    assert.match(out, /not PowerShell itself.*7\.\d+\.\d+/u);
    assert.match(
      seen.out,
      /not PowerShell itself[\s\S]*not the module that comes with PowerShell/u,
    );
  });

  it('ends with the status of exit, of a failure, and of wrong use', async () => {
    const file = join(folder, 'exit.ps1');
    await writeFile(file, 'param($n) "out"; exit $n');
    assert.deepEqual(await start(['-File', file, '-n', '7']), { code: 7, out: 'out\n', err: '' });
    assert.equal((await start(['-Command', 'exit 3'])).code, 3);
    assert.equal((await start(['-Command', 'throw "x"'])).code, 1);
    assert.equal((await start(['-Command', 'Get-Item /nope'])).code, 1);
    assert.equal((await start(['-Command', '1'])).code, 0);
    assert.equal((await start(['-File', join(folder, 'gone.ps1')])).code, 64);
    assert.equal((await start(['-Nonsense'])).code, 64);
    assert.equal((await start(['-EncodedCommand', '!'])).code, 64);
  });

  it('writes errors to standard error and what the host shows to standard output', async () => {
    const { out, err } = await start([
      '-Command',
      'Write-Host told; Write-Warning careful; Write-Error bad; "out"',
    ]);
    assert.equal(out, 'told\nWARNING: careful\nout\n');
    assert.match(err, /bad/u);
  });

  it('binds arguments of a script as pwsh does', async () => {
    const file = join(folder, 'arguments.ps1');
    await writeFile(
      file,
      'param([string] $a, [switch] $s, [int] $n, [Parameter(ValueFromRemainingArguments)] $rest) "$a|$s|$n|$rest"',
    );
    assert.equal(
      (await start(['-File', file, '-a', 'x y', '-s', '-n:5', 'more', "it's $(1)"])).out,
      "x y|True|5|more it's $(1)\n",
    );
    assert.equal((await start(['-File', file, '-s:$false', '-a', 'q'])).out, 'q|False|0|\n');
  });

  it('leaves standard input to the script, and reads commands from it with -Command -', async () => {
    const read = await start(['-Command', '"[" + [Console]::In.ReadLine() + "]"'], {
      input: 'é one\ntwo\n',
    });
    const ran = await start(['-Command', '-'], { input: 'function f {\n  "in"\n}\nf\n1 + 1\n' });
    assert.equal(read.out, '[é one]\n');
    assert.equal(ran.out, 'in\n2\n');
  });

  it('loads modules by name from PSModulePath, and by path', async () => {
    const modules = join(folder, 'modules');
    await mkdir(join(modules, 'Mine'), { recursive: true });
    await writeFile(
      join(modules, 'Mine', 'Mine.psm1'),
      'function Get-Mine { "mine $PSScriptRoot" }\nfunction Hidden { }',
    );
    await writeFile(
      join(modules, 'Mine', 'Mine.psd1'),
      "@{ ModuleVersion = '1.0'; RootModule = 'Mine.psm1'; FunctionsToExport = @('Get-Mine'); CmdletsToExport = @(); AliasesToExport = @() }",
    );
    const byName = await start(['-Command', 'Get-Mine; (Get-Command -Module Mine).Name'], {
      env: { PSModulePath: modules },
    });
    const byPath = await start(['-Command', `Import-Module '${join(modules, 'Mine')}'; Get-Mine`]);
    assert.equal(byName.out, `mine ${join(modules, 'Mine')}\nGet-Mine\n`);
    assert.equal(byPath.out, `mine ${join(modules, 'Mine')}\n`);
  });

  it('refuses to ask when it may not', async () => {
    for (const script of ['Read-Host x', '$Host.UI.PromptForChoice("a", "b", @(), 0)']) {
      const { code, err } = await start(['-Command', script]);
      assert.equal(code, 1);
      assert.match(err, /NonInteractive/u);
    }
  });

  it('selects, sorts, groups, measures and compares as PowerShell does', async () => {
    await all([
      ['1..9 | Select-Object -First 2 -Skip 1', '2\n3'],
      ['1..9 | Select-Object -Last 2', '8\n9'],
      ['1..9 | Select-Object -SkipLast 7', '1\n2'],
      ['1..9 | Select-Object -Index 0, 8', '1\n9'],
      ["'b', 'a', 'B', 'b' | Select-Object -Unique", 'b\na\nB'],
      ["function g { 1; 2; throw 'read too much' }; g | Select-Object -First 2", '1\n2'],
      [
        '$o = [pscustomobject]@{ A = 1; B = 2 } | Select-Object A, @{ n = \'C\'; e = { $_.B * 2 } }, Missing; "$($o.A) $($o.C) [$($o.Missing)] $($o.PSObject.Properties.Name)"',
        '1 4 [] A C Missing',
      ],
      [
        '[pscustomobject]@{ Ab = 1; Ac = 2; B = 3 } | Select-Object A* -ExcludeProperty Ac | ForEach-Object { $_.PSObject.Properties.Name }',
        'Ab',
      ],
      ['@{ N = 1, 2 } | Select-Object -ExpandProperty N', '1\n2'],
      [
        '[pscustomobject]@{ A = 1 } | Select-Object -ExpandProperty X | Out-Null; $Error[0].FullyQualifiedErrorId',
        'Select-Object: Property "X" cannot be found.\nExpandPropertyNotFound,Microsoft.PowerShell.Commands.SelectObjectCommand',
      ],
      ['10, 9, 1 | Sort-Object', '1\n9\n10'],
      ["'b', 'A', 'c' | Sort-Object -Descending", 'c\nb\nA'],
      ['3, 1, 3, 2 | Sort-Object -Unique', '1\n2\n3'],
      [
        "[pscustomobject]@{ a = 1; b = 2 }, [pscustomobject]@{ a = 1; b = 1 } | Sort-Object a, @{ e = 'b'; Descending = $true } | ForEach-Object b",
        '2\n1',
      ],
      ['1..6 | Sort-Object { -$_ } | Select-Object -First 1', '6'],
      [
        '(1..6 | Group-Object { $_ % 2 } | ForEach-Object { "$($_.Name)=$($_.Count):$($_.Group)" }) -join \';\'',
        '0=3:2 4 6;1=3:1 3 5',
      ],
      ["$h = 'a', 'b', 'A' | Group-Object -AsHashTable -AsString; $h['a'].Count", '2'],
      [
        '$m = 1, 2, 3, 4 | Measure-Object -Sum -Average -Maximum -Minimum; "$($m.Count) $($m.Sum) $($m.Average) $($m.Maximum) $($m.Minimum)"',
        '4 10 2.5 4 1',
      ],
      ['(Get-ChildItem /nothing-here -ErrorAction SilentlyContinue | Measure-Object).Count', '0'],
      [
        '"a b`nc" | Measure-Object -Line -Word -Character | ForEach-Object { "$($_.Lines) $($_.Words) $($_.Characters)" }',
        '2 3 5',
      ],
      [
        'Compare-Object 1, 2, 3 2, 3, 4 | ForEach-Object { "$($_.InputObject)$($_.SideIndicator)" }',
        '4=>\n1<=',
      ],
      ["Compare-Object @('a') @('a') -IncludeEqual | ForEach-Object SideIndicator", '=='],
      ['[bool](Compare-Object @(1, 2) @(2, 1))', 'False'],
      [
        "Compare-Object ([pscustomobject]@{ n = 'x'; v = 1 }) ([pscustomobject]@{ n = 'x'; v = 2 }) -Property n, v | ForEach-Object { \"$($_.v)$($_.SideIndicator)\" }",
        '2=>\n1<=',
      ],
      ['1, 1, 2, 1 | Get-Unique', '1\n2\n1'],
      ['1, 2 | Tee-Object -Variable kept | ForEach-Object { $_ * 2 }; $kept', '2\n4\n1\n2'],
      ["'ab', 'cd' | Select-String 'C' | ForEach-Object Line", 'cd'],
    ]);
  });

  it('converts JSON, CSV, CLIXML and data files', async () => {
    await writeFile(join(folder, 'data.psd1'), "@{ A = 'x'; B = @(1, 2); C = @{ D = $true } }");
    await writeFile(join(folder, 'code.psd1'), '@{ A = $(Get-Date) }');
    await all([
      [
        "[ordered]@{ a = 1; b = 'x\"é'; c = @(1, $null); d = $true; e = 1.0 } | ConvertTo-Json -Compress",
        '{"a":1,"b":"x\\"é","c":[1,null],"d":true,"e":1.0}',
      ],
      [
        '@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress',
        'Resulting JSON is truncated as serialization has exceeded the set depth of 2.\n{"a":{"b":{"c":"System.Collections.Hashtable"}}}',
      ],
      [
        '@{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -Compress -Depth 9',
        '{"a":{"b":{"c":{"d":1}}}}',
      ],
      ['ConvertTo-Json -Compress -InputObject @(1)', '[1]'],
      ['@(1) | ConvertTo-Json -Compress', '1'],
      [
        "([datetime]'2014-06-01T02:00:00Z').ToUniversalTime() | ConvertTo-Json",
        '"2014-06-01T02:00:00Z"',
      ],
      [
        '[System.DayOfWeek]::Monday | ConvertTo-Json; [System.DayOfWeek]::Monday | ConvertTo-Json -EnumsAsStrings',
        '1\n"Monday"',
      ],
      [
        '$o = \'{"a":[1,{"b":"c"}],"n":null}\' | ConvertFrom-Json; $o.a[1].b; $o.a.Count; $null -eq $o.n',
        'c\n2\nTrue',
      ],
      ["('[1,2]' | ConvertFrom-Json).Count", '2'],
      ["('{\"a\":1}' | ConvertFrom-Json -AsHashtable)['a']", '1'],
      [
        "'{bad' | ConvertFrom-Json",
        "THROWN Conversion from JSON failed with error: 'b' is an invalid start of a property name. Expected a '\"'. LineNumber: 0 | BytePositionInLine: 1.",
      ],
      [
        "[pscustomobject]@{ A = 'x,y'; B = 'q\"'; C = $null } | ConvertTo-Csv",
        '"A","B","C"\n"x,y","q""",',
      ],
      ["('a;b', '1;\"x', 'y\"' | ConvertFrom-Csv -Delimiter ';').b", 'x\ny'],
      [
        "[pscustomobject]@{ A = 1 }, [pscustomobject]@{ A = 2 } | Export-Csv x.csv; [pscustomobject]@{ A = 3 } | Export-Csv x.csv -Append; (Import-Csv x.csv).A -join ' '; Get-Content x.csv -TotalCount 1",
        '1 2 3\n"A"',
      ],
      [
        'Import-Csv gone.csv',
        `Import-Csv: Cannot find path '${join(folder, 'gone.csv')}' because it does not exist.`,
      ],
      [
        "@{ a = 1, 'x'; b = [datetime]'2020-01-02' } | Export-Clixml x.xml; $o = Import-Clixml x.xml; $o.a[1]; $o.b.Year",
        'x\n2020',
      ],
      ['1, 2 | Export-Clixml y.xml; (Import-Clixml y.xml).Count', '2'],
      ['$d = Import-PowerShellDataFile data.psd1; $d.A; $d.B.Count; $d.C.D', 'x\n2\nTrue'],
      [
        'Import-PowerShellDataFile code.psd1 2>$null; $Error[0].CategoryInfo.Category',
        'InvalidData',
      ],
    ]);
  });

  it('reads and writes files as the file-system provider does', async () => {
    await all([
      [
        "Set-Content f.txt 'é', 'b'; Get-Content f.txt; (Get-Content f.txt -Raw).Length",
        'é\nb\n' + String(4),
      ],
      [
        "Add-Content f.txt 'c'; (Get-Content f.txt).Count; Get-Content f.txt -Tail 1; Get-Content f.txt -TotalCount 1",
        '3\nc\né',
      ],
      [
        "Set-Content g.txt 'é' -Encoding unicode -NoNewline; (Get-Item g.txt).Length; Get-Content g.txt -Encoding unicode",
        '4\né',
      ],
      [
        "'a' | Out-File h.txt; 'b' | Out-File h.txt -Append; 'x' | Out-File h.txt -NoClobber 2>$null; (Get-Content h.txt) -join ','",
        "THROWN The file '" + join(folder, 'h.txt') + "' already exists.",
      ],
      ["(Get-Content h.txt) -join ','", 'a,b'],
      ["'one' > r.txt; 'two' >> r.txt; (Get-Content r.txt) -join ','", 'one,two'],
      [
        'New-Item -ItemType Directory d/e -Force | ForEach-Object Name; Test-Path d/e -PathType Container; Test-Path d/e -PathType Leaf; Test-Path nope, d',
        'e\nTrue\nFalse\nFalse\nTrue',
      ],
      [
        'New-Item d/e/one.txt -Value x | Out-Null; New-Item d/two.log | Out-Null; Get-ChildItem d -Recurse -File | ForEach-Object Name',
        'two.log\none.txt',
      ],
      [
        'Get-ChildItem d -Directory | ForEach-Object Name; (Get-ChildItem d -Filter *.log).Name; (Get-ChildItem d -Recurse -Include *.txt).Name; Get-ChildItem d -Name',
        'e\ntwo.log\none.txt\ne\ntwo.log',
      ],
      [
        'Copy-Item d copy -Recurse; (Get-ChildItem copy -Recurse -File).Count; Move-Item copy moved; Test-Path copy; Rename-Item moved renamed; Test-Path renamed/e/one.txt',
        '2\nFalse\nTrue',
      ],
      [
        'Remove-Item renamed; Test-Path renamed',
        `Remove-Item: The item at renamed has children and the Recurse parameter was not specified.\nTrue`,
      ],
      ['Remove-Item renamed -Recurse; Test-Path renamed', 'False'],
      [
        "Set-Content -LiteralPath '[x].txt' 1; Test-Path '[x].txt'; Test-Path -LiteralPath '[x].txt'; Get-Content -LiteralPath '[x].txt'; Remove-Item -LiteralPath '[x].txt'",
        'False\nTrue\n1',
      ],
      [
        '(Get-FileHash f.txt).Algorithm; (Get-FileHash f.txt -Algorithm MD5).Hash.Length',
        'SHA256\n32',
      ],
      [
        'Join-Path a b c; Join-Path a, b c; Split-Path a/b/c.txt; Split-Path a/b/c.txt -Leaf; Split-Path a/b/c.txt -LeafBase; Split-Path a/b/c.txt -Extension; Split-Path a/b -IsAbsolute',
        'a/b/c\na/c\nb/c\na/b\nc.txt\nc\n.txt\nFalse',
      ],
      [
        '(Resolve-Path d/*.log).Path; Convert-Path d',
        `${join(folder, 'd', 'two.log')}\n${join(folder, 'd')}`,
      ],
      [
        'Push-Location d; (Get-Location).Path; Pop-Location; (Get-Location).Path; Set-Location d; Set-Location ..; (Get-Location).Path',
        `${join(folder, 'd')}\n${folder}\n${folder}`,
      ],
      [
        "Get-Item gone.txt; 'on'",
        `Get-Item: Cannot find path '${join(folder, 'gone.txt')}' because it does not exist.\non`,
      ],
      [
        "$env:MINE = 'x'; (Get-Item env:MINE).Value; Set-Item env:MINE y; $env:MINE; Remove-Item env:MINE; Test-Path env:MINE",
        'x\ny\nFalse',
      ],
      [
        'Get-Content variable:PSEdition; (Get-Item function:prompt).Name; (Get-PSDrive Env).Provider.Name',
        'Core\nprompt\nEnvironment',
      ],
      [
        '(Get-ItemProperty f.txt).Name; Get-ItemPropertyValue f.txt Length; Set-ItemProperty f.txt IsReadOnly $true; (Get-Item f.txt).IsReadOnly; Remove-Item f.txt -Force; Test-Path f.txt',
        'f.txt\n7\nTrue\nFalse',
      ],
    ]);
  });

  it('handles variables, objects, dates and the rest', async () => {
    await all([
      ['function f { Set-Variable v 1; $v; Set-Variable v 2 -Scope 1 }; $v = 0; f; $v', '1\n2'],
      [
        'Set-Variable -Name g -Value 5 -Scope Global; $global:g; Get-Variable g -ValueOnly; Remove-Variable g -Scope Global; Test-Path variable:g',
        '5\n5\nFalse',
      ],
      [
        'New-Variable c 1 -Option Constant; try { Set-Variable c 2 -ErrorAction Stop } catch { $_.CategoryInfo.Category }; $c',
        'WriteError\n1',
      ],
      [
        'Get-Variable no-such -ErrorAction SilentlyContinue; $Error[0].CategoryInfo.Category',
        'ObjectNotFound',
      ],
      ['$x = 1; Clear-Variable x; $null -eq $x', 'True'],
      [
        "(New-Object System.Uri 'http://a/b').Host; (New-Object System.Collections.ArrayList).Count; (New-Object 'System.Collections.Generic.List[int]').GetType().Name",
        'a\n0\nList`1',
      ],
      [
        '(New-Object psobject -Property @{ A = 1 }).A; (New-Object System.Version 1, 2).Minor; (New-Object byte[] 3).Length',
        '1\n2\n3',
      ],
      [
        'New-Object No.Such.Type',
        'THROWN Cannot find type [No.Such.Type]: verify that the assembly containing this type is loaded.',
      ],
      [
        "New-Object System.Version 'x'",
        "THROWN Version string portion was too short or too long. (Parameter 'input')",
      ],
      [
        '$o = [pscustomobject]@{ A = 1 }; $o | Add-Member B 2; $o | Add-Member -MemberType ScriptProperty C { $this.A + $this.B }; $o | Add-Member -MemberType ScriptMethod D { param($x) $x * $this.C }; $o.C; $o.D(2); ($o | Get-Member -MemberType NoteProperty).Name',
        '3\n6\nA\nB',
      ],
      [
        '$o = [pscustomobject]@{ A = 1 }; $o | Add-Member A 2 -ErrorAction SilentlyContinue; $o.A; $o | Add-Member A 3 -Force; $o.A',
        '1\n3',
      ],
      [
        "Get-Date -Year 2014 -Month 6 -Day 1 -Hour 2 -Minute 3 -Second 4 -Format 'yyyy-MM-dd HH:mm:ss'",
        '2014-06-01 02:03:04',
      ],
      [
        "(Get-Date '2014-06-01').DayOfWeek; Get-Date '2014-06-01' -UFormat '%Y/%m/%d'; (New-TimeSpan -Minutes 90).TotalHours; (New-TimeSpan '2014-06-01' '2014-06-02').Days",
        'Sunday\n2014/06/01\n1.5\n1',
      ],
      [
        "Get-Random -Minimum 5 -Maximum 6; (1..5 | Get-Random -Count 5 | Sort-Object) -join ''; (New-Guid).ToString().Length",
        '5\n12345\n36',
      ],
      [
        "$s = ConvertTo-SecureString 'a b' -AsPlainText -Force; $s.Length; $s | ConvertFrom-SecureString -AsPlainText",
        '3\na b',
      ],
      ["Invoke-Expression '$z = 5; $z * 2'; $z", '10\n5'],
      [
        "$t = [pscustomobject]@{ A = 1; Bee = 'x' }; ($t | Format-Table | Out-String).Trim(); ($t | Format-List | Out-String).Trim()",
        'A Bee\n- ---\n1 x\nA   : 1\nBee : x',
      ],
      [
        "($null | Out-String).Length; ('a', 'b' | Out-String -Stream).Count; 'x' * 300 | Out-String -Width 100 | ForEach-Object { $_.Split([char]10).Count }",
        '0\n2\n2',
      ],
      [
        "Write-Output 1, 2 -NoEnumerate | ForEach-Object { $_.Count }; (Write-Output @()).Count; Write-Host a b -Separator '-'",
        '2\n0\na-b',
      ],
      [
        "function f { [CmdletBinding()] param() Write-Error 'bad' -Category InvalidData -ErrorId My; 'on' }; f; $Error[0].FullyQualifiedErrorId; $Error[0].InvocationInfo.MyCommand.Name",
        'Write-Error: bad\non\nMy,f\nf',
      ],
      ['try { Write-Error x -ErrorAction Stop } catch { $_.Exception.Message }', 'x'],
      ['Set-Alias gg Get-Date; (Get-Alias gg).Definition; (gg -Year 2014).Year', 'Get-Date\n2014'],
      ['(Measure-Command { Start-Sleep -Milliseconds 20 }).TotalMilliseconds -ge 15', 'True'],
      [
        '(Get-Process -Id $PID).Id -eq $PID; (Get-Process no-such-process -ErrorAction SilentlyContinue).Count',
        'True\n0',
      ],
      [
        "$p = Start-Process dotnet -ArgumentList '--version' -Wait -PassThru -RedirectStandardOutput p.txt; $p.ExitCode; (Get-Content p.txt).Length -gt 3",
        '0\nTrue',
      ],
      [
        'Microsoft.PowerShell.Utility\\Write-Output q; Microsoft.PowerShell.Management\\Test-Path /',
        'q\nTrue',
      ],
    ]);
  });

  it('says of what it lacks that it lacks it', async () => {
    for (const name of [
      'Get-Service',
      'Test-Connection',
      'Unblock-File',
      'Get-Credential',
      'Invoke-WebRequest',
      'Get-CimInstance',
    ]) {
      const { code, err } = await start(['-Command', `${name} -Name x -Other y`]);
      assert.equal(code, 1, name);
      assert.match(
        err,
        new RegExp(`${name} is not supported by the Recovery Runbooks PowerShell host`, 'u'),
      );
    }
  });

  it('changes nothing with -WhatIf', async () => {
    const file = join(folder, 'kept.txt');
    await writeFile(file, 'kept');
    const script = [
      '$WhatIfPreference = $true',
      `Set-Content '${file}' x; Add-Content '${file}' x; Clear-Content '${file}'; Remove-Item '${file}'`,
      `'x' | Out-File '${file}'; [pscustomobject]@{A=1} | Export-Csv '${file}'; 1 | Export-Clixml '${file}'`,
      `Copy-Item '${file}' '${file}2'; Move-Item '${file}' '${file}3'; Rename-Item '${file}' kept4.txt; New-Item '${file}5'`,
      `Start-Process touch -ArgumentList '${file}6'; Get-ChildItem '${folder}/kept*' -Name`,
    ].join('\n');
    const { out } = await start(['-Command', script]);
    assert.equal(await readFile(file, 'utf8'), 'kept');
    assert.match(out, /\nkept\.txt\n$/u);
    assert.doesNotMatch(out, /kept\.txt[2-6]\n/u);
  });
});
