import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { driverFile, engines, never, poolOf, repository, run } from './engine.ts';

const scripts = [
  driverFile,
  join(repository, 'src', 'executors', 'sql', 'sql-client', 'session.ps1'),
];

/** What Windows PowerShell 3.0 does not parse or know, found in the syntax tree by a newer engine. */
const finder = `
param($path)
$tokens = $null
$problems = $null
$tree = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref] $tokens, [ref] $problems)
$texts = @(@{ where = 'driver'; tree = $tree })
# Scripts that the driver keeps in strings run there as well.
foreach ($string in $tree.FindAll({ param($n) $n -is [System.Management.Automation.Language.StringConstantExpressionAst] -and "$($n.StringConstantType)" -eq 'SingleQuotedHereString' }, $true)) {
    $texts += @{ where = "line $($string.Extent.StartLineNumber)"; tree = [System.Management.Automation.Language.Parser]::ParseInput($string.Value, [ref] $tokens, [ref] $problems) }
}
$newer = @('TypeDefinitionAst', 'UsingStatementAst', 'TernaryExpressionAst', 'PipelineChainAst', 'ConfigurationDefinitionAst', 'BaseCtorInvokeMemberExpressionAst', 'DynamicKeywordStatementAst')
$newerOperators = @('QuestionQuestion', 'QuestionQuestionEquals', 'Shl', 'Shr')
$newerCommands = @('ConvertFrom-Json', 'ConvertTo-Json', 'Get-FileHash', 'New-Guid', 'Write-Information', 'Join-String', 'ForEach-Object -Parallel')
foreach ($text in $texts) {
    foreach ($node in $text.tree.FindAll({ $true }, $true)) {
        $kind = $node.GetType().Name
        $found = $null
        if ($newer -contains $kind) { $found = $kind }
        elseif ($kind -eq 'InvokeMemberExpressionAst' -and $node.Static -and "$($node.Member)" -eq 'new') { $found = '::new()' }
        elseif ($kind -match 'MemberExpressionAst' -and $node.NullConditional) { $found = '?.' }
        elseif ($kind -eq 'BinaryExpressionAst' -and $newerOperators -contains "$($node.Operator)") { $found = "$($node.Operator)" }
        elseif ($kind -eq 'AssignmentStatementAst' -and $newerOperators -contains "$($node.Operator)") { $found = "$($node.Operator)" }
        elseif ($kind -eq 'CommandAst' -and $newerCommands -contains $node.GetCommandName()) { $found = $node.GetCommandName() }
        elseif ($kind -eq 'VariableExpressionAst' -and $node.VariablePath.UserPath -eq 'input') { $found = '$input: the host would read standard input' }
        elseif ($kind -eq 'InvokeMemberExpressionAst' -and @('ReadLineAsync', 'ReadAsync', 'WriteAsync', 'ForEach', 'Where') -contains "$($node.Member)") { $found = "$($node.Member): newer than 3.0 and .NET 4.0" }
        if ($null -ne $found) { "$($text.where), line $($node.Extent.StartLineNumber): $found" }
    }
}
$problems.Count
`;

describe('The driver, and the script that holds a SQL connection,', function () {
  this.timeout(120_000);

  it('are written in PowerShell 3.0 and .NET 4.0', async () => {
    const [engine] = await engines();
    assert.ok(engine !== undefined);
    await using pool = poolOf(engine);
    const session = await pool.session(undefined, never);
    for (const path of scripts) {
      const { result } = await run(session, finder, { parameters: { path }, results: 'objects' });
      const found = z.array(z.union([z.string(), z.number()])).parse(result.objects);
      assert.deepEqual(result.errors, []);
      assert.deepEqual(found, [0], path);
    }
  });

  it('are found out by that check when it is not', async () => {
    const [engine] = await engines();
    assert.ok(engine !== undefined);
    await using pool = poolOf(engine);
    const session = await pool.session(undefined, never);
    const text =
      "$f = [IO.Path]::GetTempFileName() + '.ps1'; Set-Content $f '$a = [object]::new()'; $f";
    const made = await run(session, text, { results: 'objects' });
    const path = z.string().parse(made.result.objects[0]);
    const { result } = await run(session, finder, { parameters: { path }, results: 'objects' });
    await run(session, 'param($p) Remove-Item $p', { parameters: { p: path } });
    assert.deepEqual(result.objects, ['driver, line 1: ::new()', 0]);
  });
});
