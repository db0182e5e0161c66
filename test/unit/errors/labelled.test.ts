import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chooseLanguage, labelled, say } from '../../../src/errors/language.ts';
import { describeProblem } from '../../../src/errors/problem.ts';

function french(): Record<string, string> {
  const read: unknown = JSON.parse(readFileSync('l10n/bundle.l10n.fr.json', 'utf8'));
  assert.ok(typeof read === 'object' && read !== null);
  return Object.fromEntries(Object.entries(read).map(([key, text]) => [key, String(text)]));
}

describe('Texts in French', () => {
  before(() => {
    chooseLanguage(french());
  });
  after(() => {
    chooseLanguage(undefined);
  });

  it('have the colon of a label set as French sets it', () => {
    assert.equal(labelled('SQL Server 3154', 'x: y'), 'SQL Server 3154\u00A0: x: y');
    const theirs = [{ source: 'SQL Server', text: 'no', number: 3154 }];
    const lines = describeProblem({ code: 'X', kind: 'failed', what: 'x', theirs });
    assert.deepEqual(lines, ['x', 'SQL Server 3154\u00A0: no']);
  });

  it('never have one word of an English sentence translated', () => {
    const unknown = 'Zorp the flange, and that you may gleep the folder.';
    assert.equal(say(unknown), unknown);
    assert.equal(
      say('se01.contoso.com and se02.contoso.com'),
      'se01.contoso.com et se02.contoso.com',
    );
  });
});
