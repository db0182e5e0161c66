import fc from 'fast-check';
import assert from 'node:assert/strict';
import { Problem } from '../../../src/errors/problem.ts';
import { sqlRegions } from '../../../src/runbook/sql/text.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import {
  executableBatches,
  renderBatch,
  splitBatches,
  sqlReferences,
} from '../../../src/runbook/variables/substitution.ts';
import { scopeOf } from './scope.ts';

const scope = scopeOf(
  {
    Server: "o'brien",
    Database: 'Lcs]CDR',
    Backup: '\\\\bk01\\x',
    Unset: undefined,
    SecretPw: 's3',
  },
  { 'estate.name': 'Contoso "EU"' },
);

function render(text: string): string {
  return renderBatch({ text, line: 1 }, scope).text;
}

function parameters(text: string): string[] {
  return renderBatch({ text, line: 1 }, scope).parameters.map(({ name }) => name);
}

describe('SQL text', () => {
  it('is cut into code, strings, names and comments, without a gap', () => {
    const text = `a 'b''c' [d]]e] "f""g" -- h ' \n/* i /* j */ ' */ k 'open`;
    assert.deepEqual(
      sqlRegions(text).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`),
      [
        'code:a ',
        "string:'b''c'",
        'code: ',
        'bracket:[d]]e]',
        'code: ',
        'quoted:"f""g"',
        'code: ',
        "comment:-- h ' ",
        'code:\n',
        "comment:/* i /* j */ ' */",
        'code: k ',
        "string:'open",
      ],
    );
    const parts = fc.constantFrom(
      "'",
      '"',
      '[',
      ']',
      '--',
      '/*',
      '*/',
      '\n',
      'GO',
      ' ',
      '@a',
      '${A}',
    );
    fc.assert(
      fc.property(
        fc.array(parts).map(all => all.join('')),
        sql => {
          const regions = sqlRegions(sql);
          assert.equal(regions.map(({ start, end }) => sql.slice(start, end)).join(''), sql);
          assert.equal(
            sqlReferences(sql).every(({ start, end }) => start < end),
            true,
          );
          splitBatches(sql);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('batches', () => {
  it('end at lines with nothing but GO, in any case, with a comment or not', () => {
    const { batches, refused } = splitBatches(
      'SELECT 1\nGO\n\nSELECT 2\n  go  -- next\n\tGo\nSELECT 3',
    );
    assert.deepEqual(refused, []);
    assert.deepEqual(batches, [
      { text: 'SELECT 1', line: 1 },
      { text: '\nSELECT 2', line: 3 },
      { text: 'SELECT 3', line: 7 },
    ]);
  });

  it('do not end inside strings, names and comments, nor at words that begin with GO', () => {
    const text = "SELECT '\nGO\n', [\nGO\n] /*\nGO\n*/\nGOTO x\nGO_ON\nSELECT 'a' -- '\nGO";
    assert.equal(splitBatches(text).batches.length, 1);
    assert.equal(splitBatches("-- it's\nGO\nSELECT 1").batches.length, 1);
  });

  it('leave out what holds no statement', () => {
    assert.deepEqual(splitBatches('\nGO\n-- only a comment\nGO\n/* x */ ').batches, []);
    assert.deepEqual(splitBatches('').batches, []);
  });

  it('report GO with a count, with its place', () => {
    const { batches, refused } = splitBatches('SELECT 1\n  GO 5\nSELECT 2\ngo;');
    assert.equal(batches.length, 2);
    assert.deepEqual(refused, [
      { text: 'GO 5', line: 2, column: 3 },
      { text: 'go;', line: 4, column: 1 },
    ]);
    assert.throws(() => executableBatches('SELECT 1\n  GO 5'), /GO 5 is refused/);
    assert.equal(executableBatches('SELECT 1\nGO\nSELECT 2').length, 2);
  });
});

describe('values in SQL text', () => {
  it('are parameters, written as they are declared', () => {
    const text = "SELECT @server, @@VERSION, @other, N'@Server' -- @Server";
    assert.equal(render(text), "SELECT @Server, @@VERSION, @other, N'@Server' -- @Server");
    assert.deepEqual(parameters(text), ['Server']);
    assert.deepEqual(parameters('SELECT @Server + @SERVER, @Database'), ['Server', 'Database']);
    assert.deepEqual(parameters('SELECT @Server_x, @Serverx, a@Server, @#Server'), []);
  });

  it('are escaped where they are part of a text or a name', () => {
    assert.equal(render("N'${Server}'"), "N'o''brien'");
    assert.equal(render('[${Database}]'), '[Lcs]]CDR]');
    assert.equal(render('"${estate.name}"'), '"Contoso ""EU"""');
    assert.equal(render("N'${Backup}\\${Database}.bak'"), "N'\\\\bk01\\x\\Lcs]CDR.bak'");
    assert.equal(
      render("-- ${Nope}\n/* ${Nope} */ N'$${Server}'"),
      "-- ${Nope}\n/* ${Nope} */ N'${Server}'",
    );
  });

  it('cannot end the text or name that holds them, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), value => {
        const own = scopeOf({ A: value });
        for (const [open, close] of [
          ["N'", "'"],
          ['[', ']'],
          ['"', '"'],
        ] as const) {
          const { text } = renderBatch({ text: `x ${open}\${A}${close} y`, line: 1 }, own);
          const [before, held, after] = sqlRegions(text);
          assert.equal(held && text.slice(held.end), ' y');
          assert.equal(before?.kind, 'code');
          assert.equal(after?.kind, 'code');
          const inner = text.slice((held?.start ?? 0) + 1, (held?.end ?? 0) - 1);
          assert.equal(inner.replaceAll(close + close, close), value);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are refused bare, unknown, malformed, without a value, and as secrets in text', () => {
    const refused = (text: string, code: string): void => {
      assert.throws(
        () => renderBatch({ text: `SELECT 1,\n ${text}`, line: 5 }, scope),
        (error: unknown) => {
          assert.ok(error instanceof Problem);
          assert.equal(error.code, code);
          assert.match(error.data.where ?? '', /line 6/);
          assert.doesNotMatch(JSON.stringify(error.data), /s3/);
          return true;
        },
      );
    };
    refused('${Server}', 'RUNBOOK-BARE-SQL-REFERENCE');
    refused('${estate.name}', 'RUNBOOK-BARE-SQL-REFERENCE');
    refused("N'${Nope}'", 'RUNBOOK-UNKNOWN-VARIABLE');
    refused("N'${Server'", 'RUNBOOK-BAD-REFERENCE');
    refused('[${Unset}]', 'RUNBOOK-NO-VALUE');
    refused('@Unset', 'RUNBOOK-NO-VALUE');
    refused("N'${SecretPw}'", 'RUNBOOK-SECRET-IN-SQL');
  });

  it('may be facts that a variable names', () => {
    const own = scopeOf({ S: 'se01.a.b' }, { 'estate.servers.se01.a.b.site': "P'is" });
    const batch = { text: "SELECT N'${estate.servers.$S.site}'", line: 1 };
    assert.deepEqual(renderBatch(batch, own), { text: "SELECT N'P''is'", parameters: [] });
  });

  it('may be secrets as parameters', () => {
    const [parameter] = renderBatch({ text: 'EXEC p @SecretPw', line: 1 }, scope).parameters;
    assert.ok(parameter?.value instanceof Secret);
  });

  it('leave variables alone that the batch declares itself', () => {
    assert.deepEqual(parameters("DECLARE @Server sysname = N'x'; SELECT @Server"), []);
    assert.deepEqual(parameters('declare @x int = 1, @SERVER nvarchar(10)\nselect @server'), []);
    assert.deepEqual(parameters('DECLARE @x sysname = @Server, @y int'), ['Server']);
    assert.deepEqual(parameters('DECLARE @t TABLE (a int, b int) INSERT @t VALUES (@Server, 1)'), [
      'Server',
    ]);
    assert.deepEqual(parameters('DECLARE c CURSOR FOR SELECT name FROM t WHERE n = @Server'), [
      'Server',
    ]);
    assert.deepEqual(
      parameters('CREATE PROCEDURE p @Server sysname, @z int AS SELECT @Server'),
      [],
    );
  });
});
