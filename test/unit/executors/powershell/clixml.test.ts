import assert from 'node:assert/strict';
import { readableError } from '../../../../src/executors/powershell/clixml.ts';

describe('CLIXML on standard error', () => {
  it('is read as its text', () => {
    const written =
      '#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">' +
      '<S S="Error">The term &apos;x&apos; &lt;here&gt;_x000D__x000A_</S><S S="Error">second</S></Objs>';
    assert.equal(readableError(written), "The term 'x' <here>\r\nsecond");
  });

  it('loses its progress records', () => {
    const written =
      '#< CLIXML\n<Objs><Obj S="progress" RefId="0"><MS><PR N="Record"><AV>Preparing</AV></PR></MS></Obj></Objs>';
    assert.equal(readableError(written), '');
  });

  it('keeps plain lines before and behind', () => {
    const written = 'plain\n#< CLIXML\n<Objs><S S="warning">careful</S></Objs>\nmore';
    assert.equal(readableError(written), 'plain\n\ncareful\nmore');
  });

  it('that was cut off is read as far as it goes', () => {
    assert.equal(readableError('#< CLIXML\n<Objs><S S="Error">whole</S><S S="Err'), 'whole');
  });

  it('is not looked for in other text', () => {
    assert.equal(readableError('<Objs> &lt; _x000A_'), '<Objs> &lt; _x000A_');
  });
});
