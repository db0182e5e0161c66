import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { newEstate, runOn } from './practice-server.ts';

const facts = z.record(
  z.string(),
  z.object({
    sets: z.array(z.object({ mandatory: z.array(z.string()), optional: z.array(z.string()) })),
    types: z.record(z.string(), z.string()),
  }),
);

const commands = z.array(
  z.object({
    name: z.string(),
    sets: z.array(
      z.object({
        parameters: z.array(
          z.object({
            name: z.string(),
            mandatory: z.boolean(),
            type: z.string(),
            values: z.array(z.string()),
          }),
        ),
      }),
    ),
  }),
);

type Command = z.output<typeof commands>[number];

const script = `
Import-Module Lync
$common = [System.Management.Automation.Cmdlet]::CommonParameters
$all = @(Get-Command -Module Lync | Where-Object { $_.Name -like '*-Cs*' } | ForEach-Object {
  $name = $_.Name
  [PSCustomObject]@{ name = $name; sets = @($_.ParameterSets | ForEach-Object {
    [PSCustomObject]@{ parameters = @($_.Parameters | Where-Object { $common -notcontains $_.Name } | ForEach-Object {
      $allowed = @($_.Attributes | Where-Object { $_ -is [System.Management.Automation.ValidateSetAttribute] } | ForEach-Object { $_.ValidValues })
      [PSCustomObject]@{ name = $_.Name; mandatory = $_.IsMandatory; type = $_.ParameterType.FullName; values = $allowed }
    }) }
  }) }
})
ConvertTo-Json -InputObject $all -Depth 8 -Compress
`;

/** Types of the reference as PowerShell types; identities and FQDNs are text. */
const types: Readonly<Record<string, string>> = {
  SwitchParameter: 'System.Management.Automation.SwitchParameter',
  '$true | $false': 'System.Boolean',
  'Byte[]': 'System.Byte[]',
  'String[]': 'System.String[]',
  'CertType[]': 'System.String[]',
  Int32: 'System.Int32',
  Int16: 'System.Int16',
  UInt16: 'System.UInt16',
  DateTime: 'System.DateTime',
  TimeSpan: 'System.TimeSpan',
  Guid: 'System.Guid',
  Hashtable: 'System.Collections.Hashtable',
  PSCredential: 'System.Management.Automation.PSCredential',
};

const anything = [
  'XElement',
  'PSObject',
  'NTService',
  'CertificateReference',
  'PSListModifier',
  'X509Certificate2',
  'List',
];

function setText(set: { mandatory: readonly string[]; optional: readonly string[] }): string {
  return `!${[...set.mandatory].sort().join(',')} ${[...set.optional].sort().join(',')}`;
}

function setTexts(command: Command): string[] {
  return command.sets.map(set =>
    setText({
      mandatory: set.parameters.filter(one => one.mandatory).map(one => one.name),
      optional: set.parameters.filter(one => !one.mandatory).map(one => one.name),
    }),
  );
}

describe('the cmdlets of the management shell module', function () {
  this.timeout(120_000);
  let found: readonly Command[] = [];
  let official: z.output<typeof facts> = {};

  before(async () => {
    const file = join(import.meta.dirname, '..', '..', 'fixtures', 'practice', 'cmdlets.json');
    official = facts.parse(JSON.parse(await readFile(file, 'utf8')));
    const { store, remove } = await newEstate();
    try {
      const { output, errors } = await runOn(store, 'se01.contoso.com', script);
      assert.equal(errors, '');
      found = commands.parse(JSON.parse(output));
    } finally {
      await remove();
    }
  });

  it('are all there', () => {
    const names = new Set(found.map(command => command.name));
    const missing = Object.keys(official).filter(name => !names.has(name));
    assert.deepEqual(missing, []);
    assert.ok(Object.keys(official).length >= 115);
  });

  it('have the parameter sets of the reference, with the same mandatory parameters', () => {
    for (const [name, { sets }] of Object.entries(official)) {
      const command = found.find(one => one.name === name);
      assert.ok(command, name);
      assert.deepEqual(setTexts(command).sort(), sets.map(setText).sort(), name);
    }
  });

  it('have the types and the allowed values of the reference', () => {
    for (const [name, { types: wanted }] of Object.entries(official)) {
      const parameters = found.find(one => one.name === name)?.sets.flatMap(set => set.parameters);
      for (const [parameter, type] of Object.entries(wanted)) {
        const actual = parameters?.find(one => one.name === parameter);
        const where = `${name} -${parameter}`;
        assert.ok(actual, where);
        if (anything.includes(type)) continue;
        assert.equal(actual.type, types[type] ?? 'System.String', where);
        if (type.includes(' | ') && types[type] === undefined) {
          assert.deepEqual([...actual.values].sort(), type.split(' | ').sort(), where);
        }
      }
    }
  });
});
