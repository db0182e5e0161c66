import fc from 'fast-check';
import assert from 'node:assert/strict';
import { Problem } from '../../../src/errors/problem.ts';
import { Secret } from '../../../src/runbook/variables.ts';
import { substitute, substituteText } from '../../../src/runbook/variables/substitution.ts';
import { scopeOf } from './scope.ts';

const scope = scopeOf(
  { Backup: '\\\\bk01\\x', Server: 'se01', Unset: undefined, SecretPw: 'hunter2', Modèle: 'm' },
  { 'estate.sql.be01.contoso.com\\rtc.version': '11' },
);

describe('values in the text of a step cell', () => {
  it('replace $Name, ${Name} and facts of the estate', () => {
    assert.equal(substitute('$Backup/sql/LcsCDR.bak', scope), '\\\\bk01\\x/sql/LcsCDR.bak');
    assert.equal(substitute('${server}_$Server-01', scope), 'se01_se01-01');
    assert.equal(substitute('v${estate.sql.be01.contoso.com\\rtc.version}', scope), 'v11');
    assert.equal(substitute('$Modèle', scope), 'm');
  });

  it('leave a dollar sign alone that begins no name', () => {
    for (const text of ['\\\\fs01\\C$\\x', 'costs 5 $', '$(Get-Date)', '$5', 'a', '']) {
      assert.equal(substitute(text, scope), text);
    }
    assert.equal(substitute('$$Server $${x} $$$Server', scope), '$Server ${x} $se01');
  });

  it('never contain references of their own', () => {
    assert.equal(substitute('$A', scopeOf({ A: '$B ${C} $$' })), '$B ${C} $$');
  });

  it('are refused with the place when a name is unknown, empty or malformed', () => {
    const refused = (text: string, code: string): void => {
      assert.throws(
        () => substitute(text, scope, { line: 3, column: 9 }),
        (error: unknown) => {
          assert.ok(error instanceof Problem);
          assert.equal(error.code, code);
          assert.equal(error.kind, 'usage');
          assert.match(error.data.where ?? '', /line 4, column 3/);
          return true;
        },
      );
    };
    refused('a\nb $Nope', 'RUNBOOK-UNKNOWN-VARIABLE');
    refused('a\nb $Unset', 'RUNBOOK-NO-VALUE');
    refused('a\nb ${estate.nothing}', 'RUNBOOK-UNKNOWN-FACT');
    refused('a\nb ${}', 'RUNBOOK-BAD-REFERENCE');
    refused('a\nb ${Server', 'RUNBOOK-BAD-REFERENCE');
    refused('a\nb $SecretPw', 'RUNBOOK-SECRET-IN-TEXT');
  });

  it('give a secret only as a whole value, and never as text', () => {
    const secret = substitute('$SecretPw', scope);
    assert.ok(secret instanceof Secret);
    assert.equal(secret.reveal(), 'hunter2');
    for (const text of ['x$SecretPw', '${SecretPw} ', '$Server$SecretPw']) {
      assert.throws(
        () => substitute(text, scope),
        (error: unknown) =>
          error instanceof Problem && !JSON.stringify(error.data).includes('hunter2'),
      );
    }
    assert.throws(() => substituteText('$SecretPw', scope), Problem);
  });

  it('come out of doubled dollar signs unchanged, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        assert.equal(substitute(text.replaceAll('$', '$$$$'), scope), text);
        assert.equal(substitute('[${A}]', scopeOf({ A: text })), `[${text}]`);
      }),
      { numRuns: 1000 },
    );
  });
});
