import assert from 'node:assert/strict';
import { Language } from '../../../src/errors/language.ts';

const french = new Language({
  'Cancelled.': 'Annulé.',
  'Step {0} failed on {1}.': 'L’étape {0} a échoué sur {1}.',
  'Next: {0}': 'Ensuite : {0}',
  'copy {0} to {1}, {0} first': 'copier {0} vers {1}, {0} d’abord',
  '{1} of {0} files': '{1} fichiers sur {0}',
  '{0}: {1}': '{0} : {1}',
});

describe('a finished text in the reader’s language', () => {
  it('is made again from the template that it came from', () => {
    assert.equal(french.say('Cancelled.'), 'Annulé.');
    assert.equal(
      french.say('Step restore failed on se01.contoso.com.'),
      'L’étape restore a échoué sur se01.contoso.com.',
    );
    assert.equal(french.say('7 of 12 files'), '7 fichiers sur 12');
  });

  it('is translated inside its holes, too, and line by line with its indentation', () => {
    assert.equal(
      french.say('  Next: Step a failed on b.\nCancelled.'),
      '  Ensuite : L’étape a a échoué sur b.\nAnnulé.',
    );
  });

  it('fits a template only where a hole that stands twice is filled alike', () => {
    assert.equal(french.say('copy a to b, a first'), 'copier a vers b, a d’abord');
    assert.equal(french.say('copy a to b, c first'), 'copy a to b, c first');
  });

  it('leaves a single word in a hole alone: it may be a name', () => {
    const words = new Language({ Backup: 'Sauvegarde', 'Make ${0} lead there.': 'Y mener ${0}.' });
    assert.equal(words.say('Make $Backup lead there.'), 'Y mener $Backup.');
  });

  it('stays as it is where it is not ours', () => {
    for (const text of ['Msg 3154, Level 16', 'a: b', '', 'RESTORE DATABASE [x]', '$1 {0} \\']) {
      assert.equal(french.say(text), text);
    }
  });
});
