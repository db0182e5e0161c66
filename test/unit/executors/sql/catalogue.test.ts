import assert from 'node:assert/strict';
import { knownSqlError } from '../../../../src/errors/sql-catalogue.ts';
import { rootCauseFirst } from '../../../../src/executors/sql/root-cause.ts';

const numbers = [
  233, 53, 26, 40, 262, 911, 4060, 4064, 916, 924, 927, 942, 945, 954, 3059, 1105, 9002, 1416, 1418,
  1834, 3156, 5133, 5120, 1844, 3009, 3041, 3101, 3102, 3104, 3110, 3117, 3119, 3136, 3132, 3231,
  3141, 3154, 3159, 3169, 3183, 3189, 3203, 3187, 3201, 3202, 3257, 3205, 3234, 3241, 3242, 3143,
  15023, 15401, 15404, 18456, 18452, -1, 112, 3013, 3254, 3142, 3176, 3023, 3035, 3043, 4208, 33111,
  824, 5061,
];

describe('the catalogue of errors of SQL Server', () => {
  it('has a meaning and a remedy for each number that a recovery meets', () => {
    for (const number of numbers) {
      const known = knownSqlError(number);
      assert.ok(known !== undefined && known.means !== '' && known.next.length > 0, `${number}`);
    }
    assert.equal(knownSqlError(50_000), undefined);
    assert.match(knownSqlError(3254)?.means ?? '', /empty/u);
    assert.match(knownSqlError(3013)?.means ?? '', /another error names the cause/u);
  });

  it('reads the error of Windows off the text, in any language and not off the path', () => {
    const german =
      "Das Sicherungsmedium 'D:\\a5(x)\\b.bak' kann nicht geöffnet werden. Betriebssystemfehler 5(Zugriff verweigert).";
    assert.match(knownSqlError(3201, german)?.means ?? '', /\(5\)/u);
    assert.match(knownSqlError(3202, 'Write on "x" failed: 112(full)')?.means ?? '', /\(112\)/u);
  });

  it('puts the cause first and never 3013', () => {
    const message = (number: number): Parameters<typeof rootCauseFirst>[0][number] => ({
      number,
      severity: 16,
      state: 1,
      text: '',
      line: 1,
      procedure: '',
    });
    const order = rootCauseFirst([3119, 3013, 3156, 3013].map(message)).map(({ number }) => number);
    assert.deepEqual(order, [3156, 3119, 3013, 3013]);
  });
});
