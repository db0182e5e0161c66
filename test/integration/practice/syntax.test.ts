import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { modulesFolder, newEstate, runOn } from './practice-server.ts';

const script = (folder: string): string => `
$newer = 'TernaryExpressionAst', 'PipelineChainAst', 'TypeDefinitionAst', 'UsingStatementAst', 'ConfigurationDefinitionAst'
$operators = 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'AndAnd', 'OrOr'
$found = @()
$commands = @()
$functions = @()
foreach ($file in [System.IO.Directory]::GetFiles('${folder}', '*.ps*1', 'AllDirectories')) {
  $tokens = $null; $errors = $null
  $ast = [System.Management.Automation.Language.Parser]::ParseFile($file, [ref]$tokens, [ref]$errors)
  foreach ($one in $errors) { $found += "\${file}: $($one.Message)" }
  foreach ($one in $tokens) { if ($operators -contains "$($one.Kind)") { $found += "\${file}: $($one.Kind)" } }
  foreach ($node in $ast.FindAll({ $true }, $true)) {
    $kind = $node.GetType().Name
    if ($newer -contains $kind) { $found += "\${file}: $kind" }
    if ($kind -eq 'InvokeMemberExpressionAst' -and $node.Static -and "$($node.Member)" -eq 'new') { $found += "\${file}: ::new" }
    if ($kind -eq 'FunctionDefinitionAst') { $functions += $node.Name }
    if ($kind -eq 'CommandAst' -and $node.GetCommandName()) { $commands += $node.GetCommandName() }
  }
}
ConvertTo-Json -Compress -InputObject ([PSCustomObject]@{
  found = @($found)
  foreign = @($commands | Where-Object { $functions -notcontains $_ } | Sort-Object -Unique)
})
`;

const answer = z.object({ found: z.array(z.string()), foreign: z.array(z.string()) });

describe('the PowerShell of the practice estate', function () {
  this.timeout(120_000);

  it('is syntax of version 3.0 and needs next to no cmdlets', async () => {
    const { store, remove } = await newEstate();
    try {
      const folder = join(modulesFolder).replaceAll("'", "''");
      const { output, errors } = await runOn(store, 'bk01.contoso.com', script(folder));
      assert.equal(errors, '');
      const { found, foreign } = answer.parse(JSON.parse(output));
      assert.deepEqual(found, []);
      assert.deepEqual(foreign, [
        'ConvertFrom-Json',
        'ConvertTo-Json',
        'ForEach-Object',
        'Import-Module',
        'Microsoft.PowerShell.Management\\Get-ChildItem',
        'Microsoft.PowerShell.Management\\Get-ItemProperty',
        'Where-Object',
      ]);
    } finally {
      await remove();
    }
  });
});
