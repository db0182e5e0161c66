import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../../src/errors/diagnostic.ts';
import { checkCell, checkStep } from '../../../../src/executors/steps/check-step.ts';
import { stepActions } from '../../../../src/executors/steps/registry.ts';
import { stepOf } from './fakes.ts';

const actions = stepActions();

function found(text: string): readonly Diagnostic[] {
  return checkCell(text, actions);
}

/** `code line:column-endLine:endColumn` of each diagnostic. */
function places(text: string): string[] {
  return found(text).map(
    one => `${one.code} ${one.line}:${one.column}-${one.endLine}:${one.endColumn}`,
  );
}

describe('the text of a step cell', () => {
  const right: readonly [string, string][] = [
    ['a mapping with one action', 'check:\n  fqdn:\n    server: se01.contoso.com'],
    ['an action without keys', 'seal-backup-set:'],
    ['an action with an empty mapping', 'seal-backup-set: {}'],
    ['a comment before the action', '# closes it\nseal-backup-set:\n  set: $Backup # now'],
    ['CRLF line ends', 'check:\r\n  fqdn:\r\n    server: se01\r\n'],
    ['a variable where a list of words is expected', 'verify-backup-set:\n  level: $Level'],
    ['a variable where a number is expected', 'check:\n  port: {host: se01, port: $Port}'],
    ['a variable where a duration is expected', 'verify-backup-set:\n  max-age: "${Age}"'],
    ['a number where a text is expected', 'new-backup-set:\n  name: 20261122'],
    ['anchors and aliases', 'check:\n  port: &p {host: se01, port: 443}\n  dns: {name: se01}'],
  ];
  for (const [what, text] of right) {
    it(`may be ${what}`, () => {
      assert.deepEqual(found(text), []);
    });
  }

  const wrong: readonly [string, string, string[]][] = [
    ['nothing', '', ['step-empty 1:1-1:1']],
    ['only a comment', '# later', ['step-empty 1:1-1:8']],
    ['an empty mapping', '{}', ['step-empty 1:1-1:3']],
    ['a list', '- check', ['step-not-a-mapping 1:1-1:8']],
    ['a word', 'check', ['step-not-a-mapping 1:1-1:6']],
    ['an unknown action', 'copy-file:\n  x: 1', ['step-unknown-action 1:1-1:10']],
    ['two actions', 'seal-backup-set:\nmanual:', ['step-several-actions 2:1-2:7']],
    ['an unknown key', 'seal-backup-set:\n  sets: x', ['step-unknown-key 2:3-2:7']],
    [
      'an unknown key deep inside',
      'check:\n  fqdn:\n    servers: x',
      ['step-unknown-key 3:5-3:12'],
    ],
    ['a missing key', 'manual:\n  task: x', ['step-missing-key 1:1-1:7']],
    ['a missing key deep inside', 'check:\n  dns: {}', ['step-missing-key 2:3-2:6']],
    ['a list for a text', 'manual:\n  instruction: [a]', ['step-wrong-type 2:16-2:19']],
    [
      'a text for a list',
      'manual:\n  instruction: a\n  evidence: b',
      ['step-wrong-type 3:13-3:14'],
    ],
    [
      'a variable for a list',
      'manual:\n  instruction: a\n  evidence: $L',
      ['step-wrong-type 3:13-3:15'],
    ],
    ['a word out of the list', 'verify-backup-set:\n  level: ful', ['step-wrong-value 2:10-2:13']],
    [
      'a number out of range',
      'check:\n  port: {host: a, port: 70000}',
      ['step-wrong-value 2:25-2:30'],
    ],
    ['a fraction', 'check:\n  port: {host: a, port: 4.5}', ['step-wrong-type 2:25-2:28']],
    ['no duration', 'verify-backup-set:\n  max-age: 24', ['step-wrong-value 2:12-2:14']],
    ['an empty text', 'manual:\n  instruction: ""', ['step-wrong-value 2:16-2:18']],
    ['a check without a kind', 'check: {}', ['step-wrong-value 1:8-1:10']],
    [
      'a $ before a name that is set',
      'new-backup-set:\n  variable: $Backup',
      ['step-wrong-value 2:13-2:20'],
    ],
    ['a tab as indentation', 'manual:\n\tinstruction: x', ['step-yaml 2:1-2:2']],
    ['an unclosed quote', 'manual:\n  instruction: "x', ['step-yaml 2:18-2:18']],
    ['a key twice', 'manual:\n  instruction: a\n  instruction: b', ['step-yaml 3:3-3:14']],
    ['an alias of nothing', 'manual:\n  instruction: *.tmp', ['step-yaml 2:16-2:21']],
    ['two documents', 'seal-backup-set:\n---\nmanual:', ['step-yaml 2:1-2:4']],
    ['a key that is a list', '? [a]\n: b', ['step-yaml 1:3-1:6']],
  ];
  for (const [what, text, expected] of wrong) {
    it(`must not be ${what}, and says where`, () => {
      assert.deepEqual(places(text), expected);
    });
  }

  it('names the nearest action, key and value, with the text that mends it', () => {
    const cases = [
      ['seal-backupset:', 'seal-backup-set'],
      ['Check:\n  fqdn: {}', 'check'],
      ['seal_backup_set:', 'seal-backup-set'],
      ['check:\n  fqnd: {}', 'fqdn'],
      ['verify-backup-set:\n  levle: full', 'level'],
      ['verify-backup-set:\n  level: ful', 'full'],
    ] as const;
    for (const [text, fix] of cases) {
      const mended = found(text).find(one => one.fix !== undefined);
      assert.equal(mended?.fix, fix, text);
      assert.ok(mended.message.includes(fix), mended.message);
    }
  });

  it('lists all actions where none is near', () => {
    const [one] = found('frobnicate:');
    assert.equal(one?.fix, undefined);
    for (const action of actions) assert.ok(one?.message.includes(action.name), action.name);
  });

  it('tells a missing key together with what the key is for', () => {
    assert.match(
      found('check:\n  dns: {}')[0]?.message ?? '',
      /needs the key name: Name to look up/u,
    );
  });

  it('takes a dollar sign before no name for text, not for a variable', () => {
    assert.deepEqual(places("check:\n  port: {host: 'fs01\\c$\\x', port: '$5'}"), [
      'step-wrong-type 2:35-2:39',
    ]);
  });

  it('refuses a bomb of aliases without expanding it', () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const before = i === 0 ? 'x' : `*a${i - 1}`;
      return `  k${i}: &a${i} [${Array.from({ length: 10 }, () => before).join(', ')}]`;
    });
    const text = ['manual:', ...levels].join('\n');
    assert.equal(found(text)[0]?.code, 'step-yaml');
  });

  it('cannot reach the prototype of anything', () => {
    assert.deepEqual(places('seal-backup-set:\n  __proto__: {set: x}'), [
      'step-unknown-key 2:3-2:12',
    ]);
    assert.deepEqual(places('__proto__:\n  a: b'), ['step-unknown-action 1:1-1:10']);
    assert.deepEqual(places('toString:'), ['step-unknown-action 1:1-1:9']);
  });

  it('is placed in the file by where the cell begins', () => {
    const step = { ...stepOf('seal-backup-set:\n  sets: x'), textStart: { line: 41, column: 3 } };
    const [one] = checkStep(step, actions);
    assert.deepEqual([one?.line, one?.column, one?.endLine, one?.endColumn], [42, 5, 42, 9]);
  });

  it('of another language is not looked at', () => {
    assert.deepEqual(checkStep({ ...stepOf('- no'), language: 'sql' }, actions), []);
  });
});
