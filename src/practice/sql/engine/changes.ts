import type { Database } from './database.ts';
import type { Execution } from './execution.ts';
import type { Change } from './log-records.ts';
import { advanceLsn } from './lsn.ts';

/** Writes a change to the database's log and moves its LSN on. */
export function recordChange(execution: Execution, database: Database, change: Change): void {
  const { facts } = database;
  facts.lsn = advanceLsn(facts.lsn, JSON.stringify(change).length);
  const record = { lsn: facts.lsn, at: execution.instance.world.now(), change };
  database.record(record);
  execution.session.transactions.remember(() => {
    facts.log = facts.log.filter(one => one !== record);
  });
  database.dirty = true;
}
