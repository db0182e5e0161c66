import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scanPowerShell } from '../../../src/authoring/powershell/scanner.ts';
import { endProcessTree } from '../../../src/executors/powershell/process-tree.ts';
import type { ShellSession } from '../../../src/executors/powershell/session.ts';
import { SyntaxChecker } from '../../../src/executors/powershell/syntax-checker.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { engines, never, poolOf, repository } from '../powershell/engine.ts';

/** Commands of each text by the syntax tree: offset and text of the name, then of each argument. */
const tree = `
param($Texts)
foreach ($text in $Texts) {
  $tokens = $null
  $faults = $null
  $ast = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $faults)
  if ($faults.Count -gt 0) { '!'; continue }
  $found = $ast.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)
  $lines = foreach ($command in $found) {
    $parts = foreach ($element in $command.CommandElements) {
      if ($element -is [System.Management.Automation.Language.CommandParameterAst]) {
        '-' + $element.ParameterName + '@' + $element.Extent.StartOffset
      }
      else { '@' + $element.Extent.StartOffset }
    }
    $parts -join ' '
  }
  ($lines | Sort-Object) -join '|'
}
`;

function scanned(text: string): string {
  const lines = scanPowerShell(text).commands.map(({ start, args }) =>
    [
      `@${start}`,
      ...args.map(arg => `${arg.kind === 'parameter' ? `-${arg.name}` : ''}@${arg.start}`),
    ].join(' '),
  );
  return lines.sort().join('|');
}

function below(folder: string, end: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(end))
    .map(name => readFileSync(join(repository, folder, name), 'utf8'));
}

/** Scripts of every shape: of this product, of its runbooks, and one for each form of the language. */
function corpus(): string[] {
  const scripts = ['src', 'test/fixtures/powershell'].flatMap(folder => [
    ...below(folder, '.ps1'),
    ...below(folder, '.psm1'),
  ]);
  const cells = below('notebooks', '.md').flatMap(text =>
    readRunbook(new TextEncoder().encode(text), 'a.runbook.md')
      .steps.filter(({ language }) => language === 'powershell')
      .map(step => step.text),
  );
  const shapes = below('test/fixtures/powershell', 'shapes.txt').flatMap(text =>
    text.split('\n----\n'),
  );
  return [...scripts, ...cells, ...shapes].map(text =>
    text.replace(/^\uFEFF/u, '').replaceAll('\r\n', '\n'),
  );
}

describe('The scanner of PowerShell', function () {
  this.timeout(60_000);
  let session: ShellSession;
  const pools: AsyncDisposable[] = [];

  before(async () => {
    const [engine] = await engines();
    assert.ok(engine);
    const pool = poolOf(engine);
    pools.push(pool);
    session = await pool.session(undefined, never);
  });
  after(async () => {
    for (const pool of pools) await pool[Symbol.asyncDispose]();
  });

  it('finds the commands and arguments that the syntax tree of PowerShell has', async () => {
    const texts = corpus();
    const parameters = { Texts: texts };
    const { objects } = await session.invoke({
      script: tree,
      parameters,
      results: 'objects',
      signal: never,
    });
    assert.equal(objects.length, texts.length);
    const readable = texts.filter((_, at) => objects[at] !== '!');
    const wrong = texts.filter((text, at) => {
      const lines = String(objects[at]).split('|').sort().join('|');
      return objects[at] !== '!' && lines !== scanned(text);
    });
    assert.deepEqual(wrong, []);
    assert.ok(readable.length > 0.9 * texts.length);
  });
});

describe('The syntax checker', function () {
  this.timeout(60_000);
  let checker: SyntaxChecker;
  before(async () => {
    const [engine] = await engines();
    checker = new SyntaxChecker({
      powerShell: () => Promise.resolve(engine?.program),
      spawn,
      endTree: endProcessTree,
      env: process.env,
    });
  });
  after(() => {
    checker.dispose();
  });

  it('says where PowerShell cannot read a text, and nothing of one that it can', async () => {
    const faults = await checker.check('"😀é"\nGet-Date | ; "a');
    assert.deepEqual(
      faults?.map(({ start, end }) => [start, end]),
      [
        [16, 16],
        [19, 21],
      ],
    );
    assert.ok(faults.every(({ message }) => message.length > 5));
    assert.deepEqual(await checker.check('Get-CsFrobnicate -Odd 5 | Sort-Object'), []);
    const workflow = 'workflow Invoke-All { parallel { Get-Date } }';
    assert.deepEqual(await checker.check(workflow), [], 'right in Windows PowerShell');
  });

  it('never runs a text', async () => {
    const file = join(repository, 'never-written');
    const text = `Set-Content '${file}' x; [IO.File]::WriteAllText('${file}', 'x')`;
    assert.deepEqual(await checker.check(text), []);
    assert.deepEqual(await checker.check('using module ./none.psm1'), []);
    assert.equal(readdirSync(repository).includes('never-written'), false);
  });

  it('answers many questions at once in their order, and knows nothing without a PowerShell', async () => {
    const texts = ['if (', 'Get-Date', '"x', ''];
    const answers = await Promise.all(texts.map(text => checker.check(text)));
    assert.deepEqual(
      answers.map(faults => (faults?.length ?? -1) > 0),
      [true, false, true, false],
    );
    const parts = { spawn, endTree: endProcessTree, env: process.env };
    const none = new SyntaxChecker({ ...parts, powerShell: () => Promise.resolve(undefined) });
    assert.equal(await none.check('if ('), undefined);
    const file = '/none/such';
    const gone = new SyntaxChecker({
      ...parts,
      powerShell: () => Promise.resolve({ file, args: [] }),
    });
    assert.equal(await gone.check('if ('), undefined);
    none.dispose();
    gone.dispose();
  });
});
