import assert from 'node:assert/strict';
import {
  restoreExtent,
  type InterruptedRestore,
} from '../../../../src/executors/sql/restore/interrupted.ts';

const began = '2026-11-22 03:00:00.000';
const before = '2026-11-22 02:59:59.999';
const after = '2026-11-22 03:10:00.000';

function row(guid: string, at: string, id = 1): InterruptedRestore['history'][number] {
  return { id, guid, at, user: 'recovery' };
}

/** The facts of a restore of full, differential and log over a database that was there. */
function facts(
  more: Partial<Omit<InterruptedRestore, 'state'>> & {
    readonly state?: string | undefined;
    readonly access?: string;
  } = {},
): InterruptedRestore {
  const { state, access = 'MULTI_USER', ...others } = { state: 'ONLINE', ...more };
  return {
    chain: ['FULL', 'DIFF', 'LOG'],
    began,
    history: [],
    created: '2020-01-01 00:00:00.000',
    recovery: true,
    running: false,
    ...others,
    state: { name: 'LcsCDR', state, access, recovery: 'FULL', lastBackup: '', lastRestore: '' },
  };
}

const whole = [row('LOG', after, 3), row('DIFF', after, 2), row('FULL', began, 1)];

describe('An interrupted restore, by the facts of the server', () => {
  const cases: readonly [string, InterruptedRestore, ReturnType<typeof restoreExtent>][] = [
    ['is restored with every backup in its order', facts({ history: whole }), 'restored'],
    [
      'is restored where it waits for more, as asked',
      facts({ history: whole, recovery: false, state: 'RESTORING' }),
      'restored',
    ],
    [
      'is untouched where msdb has no row since',
      facts({ history: [row('LOG', before)] }),
      'untouched',
    ],
    [
      'is untouched where there is no database',
      facts({ state: undefined, created: '' }),
      'untouched',
    ],
    ['is begun while it is RESTORING', facts({ state: 'RESTORING' }), 'begun'],
    ['is begun with a part of the backups', facts({ history: whole.slice(1) }), 'begun'],
    ['is begun where sessions were cut for it', facts({ access: 'SINGLE_USER' }), 'begun'],
    ['is foreign with another backup', facts({ history: [row('OTHER', after)] }), 'foreign'],
    ['is foreign with one more', facts({ history: [row('X', after), ...whole] }), 'foreign'],
    ['is foreign in another order', facts({ history: whole.toReversed() }), 'foreign'],
    ['is running while the server works', facts({ history: whole, running: true }), 'running'],
    ['is unclear without the moment', facts({ began: undefined, history: whole }), 'unclear'],
    ['is unclear without the chain', facts({ chain: undefined, history: whole }), 'unclear'],
    ['is unclear where the database is newer than msdb', facts({ created: after }), 'unclear'],
    ['is unclear where it is not ONLINE', facts({ history: whole, state: 'SUSPECT' }), 'unclear'],
    [
      'is unclear where it waits for more and msdb has no row',
      facts({ recovery: false, state: 'RESTORING' }),
      'unclear',
    ],
  ];
  for (const [title, found, extent] of cases) {
    it(title, () => {
      assert.equal(restoreExtent(found), extent);
    });
  }
});
