import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { BackupHeader } from '../../../../src/executors/sql/restore/backup-header.ts';
import { solveChain, type ChainBackup } from '../../../../src/executors/sql/restore/chain.ts';
import { header, start } from './samples.ts';

type Act = 'write' | 'full' | 'copy' | 'differential' | 'log' | 'restore';

/** A database whose owner backs up and restores it in any order; a little SQL Server. */
class History {
  readonly backups: ChainBackup[] = [];
  #lsn = start;
  #fork = 0;
  #firstFork = 0;
  #forkPoint: bigint | undefined;
  #logFrom: bigint | undefined;
  #base: BackupHeader | undefined;
  #minute = 0;

  act(act: Act, step: bigint): void {
    this.#lsn += step;
    this.#minute += 1;
    if (act === 'write') return;
    if (act === 'restore') {
      this.#firstFork = this.#fork;
      this.#fork += 1;
      this.#forkPoint = this.#lsn;
      this.#logFrom = this.#lsn;
      return;
    }
    if (act === 'differential' && this.#base === undefined) return;
    if (act === 'log' && this.#logFrom === undefined) return;
    const made = this.#make(act);
    this.backups.push({ header: made });
    if (act === 'full') this.#base = made;
    if (act === 'full' || act === 'copy') this.#logFrom ??= made.firstLsn;
    if (act === 'log') {
      this.#logFrom = made.lastLsn;
      this.#firstFork = this.#fork;
      this.#forkPoint = undefined;
    }
  }

  #make(act: 'full' | 'copy' | 'differential' | 'log'): BackupHeader {
    const checkpointLsn = this.#lsn;
    this.#lsn += 1n;
    const isLog = act === 'log';
    return header({
      kind: isLog ? 'log' : act === 'differential' ? 'differential' : 'full',
      guid: `G${this.backups.length}`,
      copyOnly: act === 'copy',
      firstLsn: isLog ? (this.#logFrom ?? checkpointLsn) : checkpointLsn,
      lastLsn: this.#lsn,
      checkpointLsn,
      databaseBackupLsn: this.#base?.checkpointLsn ?? 0n,
      ...(act === 'differential' && this.#base !== undefined
        ? {
            differentialBaseGuid: this.#base.guid,
            differentialBaseLsn: this.#base.checkpointLsn,
          }
        : {}),
      fork: `FORK-${this.#fork}`,
      firstFork: isLog ? `FORK-${this.#firstFork}` : `FORK-${this.#fork}`,
      forkPointLsn: isLog ? this.#forkPoint : undefined,
      finished: `2026-11-22 ${String(Math.floor(this.#minute / 60)).padStart(2, '0')}:${String(this.#minute % 60).padStart(2, '0')}:00.000`,
    });
  }
}

/** Restores as SQL Server does, error numbers and all; the LSN that was reached. */
function restore(steps: readonly ChainBackup[]): bigint {
  let lsn = 0n;
  let fork = '';
  let base = '';
  let logs = false;
  for (const [i, { header: one }] of steps.entries()) {
    if ((one.kind === 'full') !== (i === 0)) throw new Error('3117');
    if (one.kind === 'differential') {
      if (logs || one.differentialBaseGuid !== base) throw new Error('3136');
    } else if (one.kind === 'log') {
      const onPath =
        one.fork === fork || (one.firstFork === fork && lsn <= (one.forkPointLsn ?? lsn));
      if (!onPath) throw new Error('4330');
      if (one.firstLsn > lsn) throw new Error('4305');
      if (one.lastLsn < lsn) throw new Error('4326');
      logs = true;
    } else base = one.guid;
    ({ lastLsn: lsn, fork } = one);
  }
  return lsn;
}

const acts = fc.array(
  fc.tuple(
    fc.constantFrom<Act>('write', 'full', 'copy', 'differential', 'log', 'log'),
    fc.bigInt({ min: 1n, max: 9n }),
  ),
  { minLength: 1, maxLength: 25 },
);
const wish = { database: 'mgc' };

function historyOf(list: readonly (readonly [Act, bigint])[]): readonly ChainBackup[] {
  const history = new History();
  for (const [act, step] of list) history.act(act, step);
  return history.backups;
}

function guids(backups: readonly ChainBackup[]): string[] {
  return backups.map(one => one.header.guid);
}

function solved(backups: readonly ChainBackup[], more = {}): readonly ChainBackup[] {
  const { chain, fault } = solveChain(backups, { ...wish, ...more });
  assert.ok(
    chain !== undefined,
    JSON.stringify(fault, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    ),
  );
  return chain.steps;
}

describe('The chain of backups', () => {
  it('of any history can be restored as it is solved, and reaches the newest backup', () => {
    fc.assert(
      fc.property(acts, fc.array(fc.nat(), { minLength: 25, maxLength: 25 }), (list, keys) => {
        const backups = historyOf(list);
        const shuffled = backups
          .map((backup, i) => ({ backup, key: keys[i] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ backup }) => backup);
        const { chain, fault } = solveChain(shuffled, wish);
        if (!backups.some(({ header: one }) => one.kind === 'full')) {
          assert.equal(fault?.kind, backups.length === 0 ? 'other-database' : 'no-full');
          return;
        }
        assert.ok(chain !== undefined, fault?.kind);
        const newest = backups.reduce(
          (most, { header: one }) => (one.lastLsn > most ? one.lastLsn : most),
          0n,
        );
        assert.equal(restore(chain.steps), newest);
        assert.equal(chain.steps.length + chain.unused.length, backups.length);
      }),
      { numRuns: 400 },
    );
  });

  it('without one of its logs is refused, and the two that do not meet are shown', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }),
        fc.nat(),
        fc.array(fc.bigInt({ min: 1n, max: 9n }), { minLength: 9, maxLength: 9 }),
        (logs, pick, gaps) => {
          const list: [Act, bigint][] = [['full', 1n]];
          for (let i = 0; i < logs; i++) list.push(['log', gaps[i] ?? 1n]);
          const backups = historyOf(list);
          const lost = 1 + (pick % (logs - 1));
          const left = backups.filter((_, i) => i !== lost);
          const { fault } = solveChain(left, wish);
          assert.equal(fault?.kind, 'gap');
          assert.equal(fault.after, backups[lost - 1]);
          assert.equal(fault.next, backups[lost + 1]);
        },
      ),
    );
  });

  it('takes the differential in place of the logs before it', () => {
    const backups = historyOf([
      ['full', 1n],
      ['log', 1n],
      ['log', 1n],
      ['differential', 1n],
      ['log', 1n],
    ]);
    assert.deepEqual(guids(solved(backups)), ['G0', 'G3', 'G4']);
  });

  it('goes over a copy-only backup in the middle without minding it', () => {
    const backups = historyOf([
      ['full', 1n],
      ['copy', 1n],
      ['differential', 1n],
    ]);
    assert.deepEqual(guids(solved(backups)), ['G0', 'G2']);
  });

  it('refuses a differential whose full backup is not there', () => {
    const backups = historyOf([
      ['full', 1n],
      ['write', 3n],
      ['full', 1n],
      ['differential', 2n],
    ]);
    const { fault } = solveChain(
      [backups[0], backups[2]].filter(one => one !== undefined),
      wish,
    );
    assert.equal(fault?.kind, 'wrong-base');
  });

  it('tells LSNs apart that a double cannot', () => {
    const full = { header: header({ lastLsn: start, guid: 'A' }) };
    const log = {
      header: header({ kind: 'log', firstLsn: start + 1n, lastLsn: start + 2n, guid: 'B' }),
    };
    assert.equal(Number(start), Number(start + 1n));
    assert.equal(solveChain([full, log], wish).fault?.kind, 'gap');
  });

  it('goes through a fork where the database was restored and went on', () => {
    const backups = historyOf([
      ['full', 1n],
      ['log', 2n],
      ['restore', 1n],
      ['write', 1n],
    ]);
    const fork = { fork: 'FORK-1', firstFork: 'FORK-0', guid: 'X' };
    const last = backups[1]?.header.lastLsn ?? 0n;
    const after = header({
      kind: 'log',
      ...fork,
      firstLsn: last,
      lastLsn: last + 9n,
      forkPointLsn: last,
    });
    assert.deepEqual(guids(solved([...backups, { header: after }])), ['G0', 'G1', 'X']);
  });

  it('refuses logs of two recovery paths instead of choosing one', () => {
    const [full, log] = historyOf([
      ['full', 1n],
      ['log', 2n],
    ]);
    assert.ok(full !== undefined && log !== undefined);
    const { lastLsn } = full.header;
    const other = header({
      kind: 'log',
      firstLsn: lastLsn,
      lastLsn: lastLsn + 4n,
      fork: 'FORK-9',
      guid: 'X',
      forkPointLsn: lastLsn,
    });
    const { fault } = solveChain([full, log, { header: other }], wish);
    assert.equal(fault?.kind, 'fork');
  });

  it('does not mind two paths that a newer full backup leaves behind', () => {
    const [full, log] = historyOf([
      ['full', 1n],
      ['log', 2n],
    ]);
    assert.ok(full !== undefined && log !== undefined);
    const { lastLsn } = full.header;
    const other = header({
      kind: 'log',
      firstLsn: lastLsn,
      lastLsn: lastLsn + 4n,
      fork: 'FORK-9',
      guid: 'X',
    });
    const newer = header({ guid: 'NEW', firstLsn: lastLsn + 9n, lastLsn: lastLsn + 9n });
    const steps = solved([full, log, { header: other }, { header: newer }]);
    assert.deepEqual(guids(steps), ['NEW']);
  });

  it('refuses a log of a path that parted before the point that was reached', () => {
    const [full, log] = historyOf([
      ['full', 1n],
      ['log', 5n],
    ]);
    assert.ok(full !== undefined && log !== undefined);
    const late = header({
      kind: 'log',
      guid: 'X',
      firstLsn: full.header.lastLsn,
      lastLsn: log.header.lastLsn + 5n,
      fork: 'FORK-9',
      forkPointLsn: full.header.lastLsn + 1n,
    });
    const { fault } = solveChain([full, log, { header: late }], wish);
    assert.equal(fault?.kind, 'fork');
  });

  it('stops at a moment inside a log, and takes no backup that ends later', () => {
    const backups = historyOf([
      ['full', 1n],
      ['log', 1n],
      ['log', 1n],
      ['differential', 1n],
      ['log', 1n],
    ]);
    const at = backups[2]?.header.finished.replace(':00.000', ':30.000') ?? '';
    const before = backups[1]?.header.finished.replace(':00.000', ':30.000') ?? '';
    assert.deepEqual(guids(solved(backups, { stopAt: before })), ['G0', 'G1', 'G2']);
    assert.deepEqual(guids(solved(backups, { stopAt: at })), ['G0', 'G1', 'G2', 'G4']);
  });

  it('refuses a moment before the full backup and one after the last log', () => {
    const backups = historyOf([
      ['full', 1n],
      ['log', 1n],
    ]);
    for (const stopAt of ['2026-11-21 00:00:00.000', '2026-11-23 00:00:00.000'])
      assert.equal(solveChain(backups, { ...wish, stopAt }).fault?.kind, 'stop-outside');
  });

  it('names what else is in the files when the database is not', () => {
    const { fault } = solveChain(historyOf([['full', 1n]]), { database: 'LcsCDR' });
    assert.deepEqual(fault, { kind: 'other-database', found: ['mgc'] });
  });

  it('takes names without their letter case', () => {
    assert.equal(solved(historyOf([['full', 1n]]), { database: 'MGC' }).length, 1);
  });

  it('takes the newest of several full backups of a file, or the one at the place named', () => {
    const backups = historyOf([
      ['full', 1n],
      ['write', 1n],
      ['full', 1n],
    ]).map((one, i) => ({
      header: { ...one.header, position: i + 1 },
    }));
    assert.deepEqual(guids(solved(backups)), ['G1']);
    assert.deepEqual(guids(solved(backups, { position: 1 })), ['G0']);
    const { fault } = solveChain(backups, { ...wish, position: 7 });
    assert.deepEqual(fault, { kind: 'no-position', positions: [1, 2] });
  });

  it('refuses two databases of one name, an upgrade in between, and backups of single files', () => {
    const [full, log] = historyOf([
      ['full', 1n],
      ['log', 1n],
    ]);
    assert.ok(full !== undefined && log !== undefined);
    const stranger = { header: { ...log.header, familyGuid: 'OTHER' } };
    assert.equal(solveChain([full, stranger], wish).fault?.kind, 'two-families');
    const upgraded = { header: { ...log.header, databaseVersion: 782 } };
    assert.equal(solveChain([full, upgraded], wish).fault?.kind, 'version-change');
    const files = { header: { ...log.header, kind: 'other' as const } };
    assert.equal(solveChain([full, files], wish).fault?.kind, 'unsupported');
  });

  it('counts a backup that is named twice once', () => {
    const backups = historyOf([
      ['full', 1n],
      ['log', 1n],
    ]);
    assert.deepEqual(guids(solved([...backups, ...backups])), ['G0', 'G1']);
  });
});
