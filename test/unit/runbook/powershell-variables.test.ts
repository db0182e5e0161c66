import assert from 'node:assert/strict';
import { powershellRegions } from '../../../src/runbook/powershell/text.ts';
import { powershellVariables } from '../../../src/runbook/powershell/variables.ts';

function assigned(text: string): string[] {
  return powershellVariables(text).assigned.map(({ name }) => name);
}

function used(text: string): string[] {
  return powershellVariables(text).used.map(({ name }) => name);
}

describe('PowerShell text', () => {
  it('is cut into code, strings and comments', () => {
    const text = "a 'b''c' \"d`\"e\" # f\n<# g # #> h#i @'\nj'\n'@ `\" k";
    assert.deepEqual(
      powershellRegions(text).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`),
      [
        'code:a ',
        "literal:'b''c'",
        'code: ',
        'expandable:"d`"e"',
        'code: ',
        'comment:# f',
        'code:\n',
        'comment:<# g # #>',
        'code: h#i ',
        "literal:@'\nj'\n'@",
        'code: `" k',
      ],
    );
  });

  it('takes typographic quotes for quotes, as PowerShell does', () => {
    assert.deepEqual(used('\u2018$a\u2019 \u201C$b\u201D'), ['b']);
  });
});

describe('the variables of a PowerShell text', () => {
  it('are assigned by =, by loops, by -OutVariable and by Set-Variable', () => {
    assert.deepEqual(assigned('$a = 1; [int] $b += 2; $script:c = 3; ${d} = 4'), [
      'a',
      'b',
      'c',
      'd',
    ]);
    assert.deepEqual(assigned('$a, $b = 1, 2'), ['a', 'b']);
    assert.deepEqual(assigned('foreach ($x in $y) { }'), ['x']);
    assert.deepEqual(assigned('Get-X -OutVariable +a -ErrorVariable b'), ['a', 'b']);
    assert.deepEqual(assigned('Set-Variable -Name a 5'), ['a']);
    assert.deepEqual(assigned('$a.b = 1; $c[0] = 2; if ($d -eq 1) { }; $env:X = 1'), []);
  });

  it('are used in code, in expandable strings and as splats, not when only written', () => {
    assert.deepEqual(used('$a = $b; "x $c ${d} $($e.f)"; Get-X @g; @(1); @{ h = 1 }'), [
      'b',
      'c',
      'd',
      'e',
      'g',
    ]);
    assert.deepEqual(used('\'$a\' # $b\n"`$c"; $env:TEMP; $_; $true; $PSItem; $Error'), []);
    assert.deepEqual(used('$i++; $j += 1'), ['i', 'j']);
  });

  it('that belong to functions and script blocks stay there', () => {
    const text =
      'function f { param($a) $b = $a; $c }\nInvoke-Command { param($d) $d } -ArgumentList $e';
    assert.deepEqual(assigned(text), []);
    assert.deepEqual(used(text), ['c', 'e']);
  });
});
