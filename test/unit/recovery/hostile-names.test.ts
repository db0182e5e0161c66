import fc from 'fast-check';
import assert from 'node:assert/strict';
import { scanPowerShell } from '../../../src/authoring/powershell/scanner.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { makeRecoveryRunbook } from '../../../src/recovery/make.ts';
import { Situation } from '../../../src/recovery/situation.ts';
import {
  cellLiteral,
  codeSpan,
  powershellLiteral,
} from '../../../src/recovery/writing/literals.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { substituteText } from '../../../src/runbook/variables/substitution.ts';
import { Scope } from '../executors/steps/fakes.ts';
import { estateOf } from './estates.ts';

const hostile = [
  "a'; Remove-Item *",
  'a\u2019; Remove-Item *',
  'a"; $(Remove-Item *)',
  '$Backup',
  '${estate.backup.location}',
  '`$(x)`',
  '```',
  'a} confirm=false {b',
  '#id requires=none',
  ': {a: b}',
  '- list',
  '<script>alert(1)</script>',
  '[x](command:evil)',
  "]; DROP DATABASE xds; --'",
  'a, b',
];

/** The estate with one server under a name that would do harm as text. */
function renamed(name: string): Estate {
  const estate = estateOf();
  const change = (fqdn: string): string => (fqdn === 'fe02.contoso.com' ? name : fqdn);
  return {
    ...estate,
    pools: estate.pools.map(pool => ({ ...pool, servers: pool.servers.map(change) })),
    servers: estate.servers.map(server => ({ ...server, fqdn: change(server.fqdn) })),
  };
}

describe('Names of the estate are data', () => {
  for (const name of hostile) {
    it(`a server called ${JSON.stringify(name)} becomes nothing else`, () => {
      const plain = makeRecoveryRunbook(estateOf(), ['fe02', 'fe01']);
      const made = makeRecoveryRunbook(renamed(name), [name, 'fe01']);
      const read = (text: string): ReturnType<typeof readRunbook> =>
        readRunbook(new TextEncoder().encode(text), 'x.runbook.md');
      const [expected, found] = [read(plain.runbook), read(made.runbook)];
      assert.equal(found.steps.length, expected.steps.length);
      assert.deepEqual(
        found.steps.map(({ language, attributes }) => [language, attributes.confirm]),
        expected.steps.map(({ language, attributes }) => [language, attributes.confirm]),
      );
      assert.deepEqual(
        found.diagnostics.filter(({ severity }) => severity === 'error'),
        [],
      );
      for (const [i, step] of found.steps.entries()) {
        const same = expected.steps[i];
        if (step.language !== 'powershell' || same === undefined) continue;
        assert.deepEqual(
          scanPowerShell(step.text).commands.map(one => one.name),
          scanPowerShell(same.text).commands.map(one => one.name),
          step.text,
        );
      }
      assert.match(made.fileName, /^recover-[a-z0-9.-]+\.runbook\.md$/u);
    });
  }

  it('no text leaves the quotes of PowerShell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), value => {
        if (/\p{Cc}|[\u2028\u2029]/u.test(value)) return;
        const quoted = powershellLiteral(value);
        const inside = quoted.slice(1, -1).replace(/['\u2018\u2019\u201A\u201B]{2}/gu, '');
        assert.doesNotMatch(inside, /['\u2018\u2019\u201A\u201B]/u);
        const { commands } = scanPowerShell(`Test-It ${quoted}`);
        assert.equal(commands.length, 1);
      }),
    );
  });

  it('no value is looked at for references', () => {
    const scope = new Scope({ Backup: 'SECRET-PLACE' });
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), value => {
        if (/\p{Cc}/u.test(value)) return;
        assert.equal(substituteText(cellLiteral(`$Backup${value}`), scope), `$Backup${value}`);
      }),
    );
  });

  it('a name with a line end is refused', () => {
    for (const write of [powershellLiteral, cellLiteral, codeSpan]) {
      assert.throws(() => write('a\nb'), { code: 'RECOVERY-NAME' });
    }
  });

  it('a situation knows a server in any case of letters', () => {
    const estate = estateOf();
    const [server] = estate.servers;
    assert.ok(server);
    const situation = new Situation(estate, { kind: 'server', name: server.fqdn, server }, []);
    assert.ok(situation.serverLost(server.fqdn.toUpperCase()));
  });
});
