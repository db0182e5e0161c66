import type { Database } from '../instance/database.ts';
import type { Change } from '../instance/log-records.ts';
import { advanceLsn } from '../instance/lsn.ts';
import type { Execution } from '../sessions/execution.ts';

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
