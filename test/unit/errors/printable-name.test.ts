import assert from 'node:assert/strict';
import { printableName } from '../../../src/errors/printable-name.ts';

describe('a name in a message', () => {
  for (const [name, shown] of [
    ['plain Zoë 雪 😀.txt', 'plain Zoë 雪 😀.txt'],
    ['\u001b[2Jgone', '\\u001b[2Jgone'],
    ['two\nlines\u0085\u2028', 'two\\u000alines\\u0085\\u2028'],
    ['invoice\u202egpj.exe', 'invoice\\u202egpj.exe'],
  ] as const) {
    it(`shows ${JSON.stringify(name)} as it is, but for what would act on its reader`, () => {
      assert.equal(printableName(name), shown);
    });
  }
});
