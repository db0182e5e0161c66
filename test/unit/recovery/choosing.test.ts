import assert from 'node:assert/strict';
import { Problem } from '../../../src/errors/problem.ts';
import { makeRecoveryRunbook } from '../../../src/recovery/make.ts';
import { cases } from './cases.ts';
import { estateOf } from './estates.ts';

function problemOf(lost: readonly string[]): Problem {
  try {
    makeRecoveryRunbook(estateOf(), lost);
  } catch (thrown) {
    assert.ok(thrown instanceof Problem);
    return thrown;
  }
  assert.fail('nothing was refused');
}

describe('The procedure for what is lost', () => {
  for (const { title, estate, lost, failOver, procedure } of cases) {
    it(`${title} (${lost.join(', ')}): ${procedure}`, () => {
      const made = makeRecoveryRunbook(
        estateOf(estate),
        lost,
        failOver === undefined ? {} : { failOver },
      );
      assert.equal(made.procedure, procedure);
      assert.ok(made.reasons.length > 0, 'says why');
      assert.ok(made.meanwhile.length > 0, 'says what is affected');
    });
  }

  it('names what is near when a name is wrong', () => {
    const { data } = problemOf(['fe0l.contoso.com']);
    assert.equal(data.code, 'RECOVERY-UNKNOWN');
    assert.match(data.next?.[0] ?? '', /fe01\.contoso\.com/u);
  });

  it('refuses what is lost beside it when it does not know that', () => {
    assert.equal(problemOf(['fe01', 'be99.contoso.com']).code, 'RECOVERY-UNKNOWN');
  });

  it('says that the Central Management store comes first where it is lost as well', () => {
    const { reasons } = makeRecoveryRunbook(estateOf(), ['dir01', 'se01']);
    assert.ok(
      reasons.some(reason => reason.includes('se01.contoso.com')),
      reasons.join('\n'),
    );
  });

  it('says that the pool is down when too few Front Ends are left', () => {
    const one = makeRecoveryRunbook(estateOf(), ['fe02']);
    const two = makeRecoveryRunbook(estateOf(), ['fe02', 'fe03']);
    assert.doesNotMatch(one.runbook, /QuorumLossRecovery/u);
    assert.match(two.runbook, /-ResetType QuorumLossRecovery/u);
    assert.match(two.meanwhile.join(' '), /down/u);
  });
});

describe('A site that is lost altogether', () => {
  const made = makeRecoveryRunbook(estateOf({ central: 'pool01' }), ['Paris']);
  const files = made.others.map(({ fileName }) => fileName);

  it('has a runbook for every server of the site, and each server in one of them', () => {
    const sites = estateOf().servers.filter(({ site }) => site === 'Paris');
    for (const { fqdn } of sites) {
      const holding = made.others.filter(({ runbook }) => runbook.includes(fqdn));
      assert.ok(holding.length > 0, fqdn);
    }
  });

  it('links them in the order of what needs what', () => {
    const at = (name: string): number => files.findIndex(file => file.includes(name));
    const order = ['fs01', 'be01', 'se01', 'sqlpc01', 'sqlmon01', 'dir01', 'edge01'];
    const found = order.map(at);
    assert.ok(!found.includes(-1), `${order.join()} ${files.join()}`);
    assert.deepEqual(
      found,
      [...found].sort((a, b) => a - b),
      files.join('\n'),
    );
    for (const file of files) assert.match(made.runbook, new RegExp(`\\(${file}\\)`, 'u'));
  });

  it('makes one runbook for a pool with its back end, not one for each of its servers', () => {
    assert.ok(!files.some(file => file.includes('fe02') || file.includes('be02')), files.join());
  });
});
