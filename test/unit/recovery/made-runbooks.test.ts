import assert from 'node:assert/strict';
import { runbookLinter } from '../../../src/compose/linting.ts';
import type { Estate } from '../../../src/estate/model.ts';
import { makeRecoveryRunbook, type RecoveryRunbook } from '../../../src/recovery/make.ts';
import type { Runbook } from '../../../src/runbook/model.ts';
import { readRunbook } from '../../../src/runbook/read.ts';
import { cases } from './cases.ts';
import { estateOf } from './estates.ts';

const linter = runbookLinter();

function read(text: string): Runbook {
  return readRunbook(new TextEncoder().encode(text), 'made.runbook.md');
}

function findings(text: string, estate: Estate): string[] {
  return linter
    .lint(read(text), estate)
    .filter(({ severity }) => severity !== 'information')
    .map(({ line, code, message }) => `${line} ${code} ${message}`);
}

/** Ids of steps that a step waits for, directly or not. */
function waitsFor(runbook: Runbook, id: string): Set<string> {
  const found = new Set<string>();
  const visit = (one: string): void => {
    const step = runbook.steps.find(each => each.id === one);
    for (const other of step?.attributes.requires ?? []) {
      if (found.has(other)) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(id);
  return found;
}

function stepIds({ steps }: Runbook): string[] {
  return steps.map(({ id }) => id);
}

for (const { title, estate: changes, lost, failOver } of cases) {
  describe(`The runbook for ${title} (${lost.join(', ')})`, () => {
    const estate = estateOf(changes);
    const options = failOver === undefined ? {} : { failOver };
    const made = makeRecoveryRunbook(estate, lost, options);
    const all: readonly RecoveryRunbook[] = [made, ...made.others];

    it('has neither errors nor warnings: cmdlets, parameters, actions, variables, order', () => {
      for (const { runbook, fileName } of all) {
        assert.deepEqual(findings(runbook, estate), [], `${fileName}\n${runbook}`);
      }
    });

    it('is the same every time', () => {
      assert.equal(makeRecoveryRunbook(estate, lost, options).runbook, made.runbook);
    });

    it('begins with the preflight, which every step that changes something waits for', () => {
      for (const { runbook, procedure } of all) {
        if (procedure === 'site') continue;
        const { steps } = read(runbook);
        assert.equal(steps[0]?.id, 'preflight');
        for (const step of steps.slice(1)) {
          assert.ok(waitsFor(read(runbook), step.id).has('preflight'), step.id);
        }
      }
    });

    it('says something above every step, and has its own id for each', () => {
      for (const { runbook } of all) {
        const { steps } = read(runbook);
        assert.equal(new Set(stepIds(read(runbook))).size, steps.length);
        for (const { id } of steps) {
          const above = runbook.slice(0, runbook.search(new RegExp(`\\{#${id}[ }]`, 'u')) + 1);
          assert.match(above, /[.:]\n\n(?:```|~~~)/u, id);
        }
      }
    });
  });
}

describe('Order rules in made runbooks', () => {
  function before(runbook: string, ...ids: readonly string[]): void {
    const order = stepIds(read(runbook));
    const places = ids.map(id => order.findIndex(one => one === id || one.startsWith(`${id}-`)));
    assert.ok(!places.includes(-1), `${ids.join()} in ${order.join()}`);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      order.join('\n'),
    );
  }
  const made = (lost: readonly string[], changes = {}): string =>
    makeRecoveryRunbook(estateOf(changes), lost).runbook;

  it('the Central Management store comes before topology, databases and data', () => {
    before(
      made(['be01', 'be02'], { central: 'pool01' }),
      'install-sql',
      'store-is-lost',
      'create-store',
      'point-directory',
      'import-configuration',
      'enable-topology',
      'download-topology',
      'create-databases',
      'import-users',
      'import-locations',
      'import-response-groups',
    );
  });

  it('the back end comes before the Front Ends, and they start together after the import', () => {
    before(
      made(['pool01.contoso.com']),
      'install-sql',
      'create-databases',
      'wizard-1',
      'wizard-2',
      'wizard-3',
      'stop-services',
      'services-stopped',
      'import-users',
      'start-services',
      'quorum',
    );
  });

  it('services are seen to be stopped on every member before users are imported', () => {
    const text = made(['be01', 'be02']);
    before(text, 'stop-services', 'services-stopped', 'import-users', 'start-services');
    assert.match(text, /pool-services:\n {4}pool: pool01\.contoso\.com\n {4}state: stopped/u);
    assert.match(text, /#stop-services target=pool01\.contoso\.com/u);
  });

  it('nothing is imported into a pool whose back end or partner is left', () => {
    for (const text of [
      made(['fe01', 'fe02', 'fe03']),
      made(['fe02']),
      made(['be01']),
      made(['pool02.contoso.com'], { paired: true }),
    ]) {
      assert.doesNotMatch(text, /Import-CsUserData/u);
    }
  });

  it('the store fails over before the Edge is turned, and that before the users', () => {
    const text = made(['pool01.contoso.com'], { paired: true, central: 'pool01' });
    before(
      text,
      'fail-over-central-store',
      'active-master',
      'turn-edge',
      'fail-over-pool',
      'install-os',
      'fail-back',
      'import-response-groups',
    );
  });

  it('file stores get their permissions once the store has failed over, and only then', () => {
    const enable = /Enable-CsTopology -Confirm:\$false/gu;
    const text = made(['pool01.contoso.com'], { paired: true, central: 'pool01' });
    before(text, 'active-master', 'file-store-permissions', 'install-os');
    assert.equal([...text.matchAll(enable)].length, 1);
    assert.doesNotMatch(made(['pool02.contoso.com'], { paired: true }), enable);
    // It would fail on a share that is not there; the recovery of the file store does it then.
    const gone = made(['pool01.contoso.com', 'fs01'], { paired: true, central: 'pool01' });
    assert.doesNotMatch(gone, enable);
  });

  it('location data is published after it is imported', () => {
    assert.match(made(['se01']), /Import-CsLisConfiguration[^\n]*\nPublish-CsLisConfiguration/u);
  });

  it('an Edge gets a configuration that is exported now', () => {
    before(
      made(['edge01']),
      'export-configuration',
      'install-os',
      'carry-configuration',
      'wizard-1',
    );
  });

  it('-Clean is asked for only on a server that was found clean, when no store answers', () => {
    const text = made(['se01']);
    before(text, 'computer-is-clean', 'store-is-lost', 'create-store');
    const step = read(text).steps.find(({ id }) => id === 'create-store');
    assert.equal(step?.attributes.confirm, true);
    assert.equal((text.match(/-Clean\b(?!`)/gu) ?? []).length, 1);
  });
});
