import type { Instance, OtherSession } from '../instance/instance.ts';
import { sqlError } from '../messages/sql-error.ts';
import { isSysadmin } from '../principals/access.ts';
import type { Execution } from '../sessions/execution.ts';

/** A fault: the application that was cut off connects again, and again. */
function comesBack(
  instance: Instance,
  other: OtherSession,
  returns: { ms: number; times: number },
): void {
  const again = (left: number): void => {
    const timer = setTimeout(() => {
      const database = instance.find(other.database);
      const open = database?.facts.state === 'ONLINE';
      const taken =
        database?.facts.access === 'SINGLE_USER' && instance.usersOf(other.database).length > 0;
      if (open && !taken && instance.listening)
        instance.others = [...instance.others, { ...other, spid: instance.freeSpid() }];
      else if (left > 1) again(left - 1);
    }, returns.ms);
    timer.unref();
  };
  again(returns.times);
}

/** Ends sessions of other applications; faults decide whether they come back. */
export function cutOthers(instance: Instance, gone: readonly OtherSession[]): void {
  instance.others = instance.others.filter(other => !gone.includes(other));
  for (const other of gone) {
    const actions = instance.faults.strike({
      at: 'kill',
      instance: instance.name,
      text: other.database,
    });
    for (const action of actions)
      if (action.kind === 'session-returns') comesBack(instance, other, action);
  }
}

/** KILL; throws 6102, 6104, 6106. */
export function killSession(execution: Execution, spid: number, statusOnly: boolean): void {
  const { session, instance } = execution;
  if (!isSysadmin(session.login) && !session.login.roles.includes('processadmin'))
    throw sqlError(6102);
  if (!Number.isInteger(spid) || spid <= 0) throw sqlError(6101, spid);
  if (spid === session.spid) throw sqlError(6104);
  if (spid <= 50) throw sqlError(6107);
  const other = instance.others.find(one => one.spid === spid);
  const found = instance.sessions.get(spid);
  if (other === undefined && found === undefined) throw sqlError(6106, spid);
  if (statusOnly) throw sqlError(6120, spid);
  if (other !== undefined) cutOthers(instance, [other]);
  found?.end();
}
