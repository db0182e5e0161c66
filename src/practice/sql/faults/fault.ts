/** Where a fault strikes. */
export type FaultPoint =
  /** A TCP connection was accepted. */
  | 'connect'
  /** LOGIN7 was received. */
  | 'login'
  /** A batch or RPC was received and is about to run. */
  | 'batch'
  /** BACKUP, RESTORE or DBCC reached a percentage. */
  | 'progress'
  /** The first page of a backup or restore is about to be written. */
  | 'write'
  /** SQL Browser got a request. */
  | 'browser'
  /** A session was ended by another one. */
  | 'kill';

/** What it does. */
export type FaultAction =
  /** Resets the TCP connection. */
  | { readonly kind: 'cut' }
  /** Sends part of a message, then resets the connection. */
  | { readonly kind: 'cut-in-message'; readonly bytes: number }
  /** Nothing more is sent; the connection stays open. With `ms`, it speaks again after that time. */
  | { readonly kind: 'silence'; readonly ms?: number }
  /** Every write waits `ms`; every percent of a backup or restore takes `percentMs`. */
  | { readonly kind: 'slow'; readonly ms: number; readonly percentMs?: number }
  /** Every write goes out in pieces of `bytes`, each in a TCP segment of its own. */
  | { readonly kind: 'split'; readonly bytes: number }
  /** TDS packets carry at most `bytes` of data. */
  | { readonly kind: 'packets'; readonly bytes: number }
  /** PRELOGIN answers this value for encryption, whatever was negotiated. */
  | { readonly kind: 'encryption-answer'; readonly value: number }
  /** Writing to a path that starts with `path` (any, without it) fails after `bytes`. */
  | { readonly kind: 'disk-full'; readonly path?: string; readonly bytes?: number }
  /** The page with this number (0-based, in order of writing) is damaged as it is written. */
  | { readonly kind: 'damage-page'; readonly page: number }
  /** The service stops in mid-message, is away for `ms`, and comes back. */
  | { readonly kind: 'restart'; readonly ms: number }
  /** A session that was killed is back in its database after `ms`, `times` times. */
  | { readonly kind: 'session-returns'; readonly ms: number; readonly times: number }
  /** The acknowledgement of a cancel comes after `ms`; never without it. */
  | { readonly kind: 'attention'; readonly ms?: number }
  /** The login is refused with this error. */
  | { readonly kind: 'login-error'; readonly number: number; readonly state: number }
  /** The statement fails with this error. */
  | { readonly kind: 'error'; readonly number: number; readonly text?: string }
  /** Messages of this number are never sent, though the work goes on. */
  | { readonly kind: 'unsaid'; readonly number: number }
  /** SQL Browser does not answer. */
  | { readonly kind: 'browser-silent' };

/** A fault: what, where, and how often. Everything that is given must fit. */
export interface Fault {
  readonly at: FaultPoint;
  readonly action: FaultAction;
  /** Name of the instance, `host\instance`. */
  readonly instance?: string;
  /** The batch contains this text; letter case does not matter. */
  readonly contains?: string;
  /** At `progress`: from this percentage on. */
  readonly percent?: number;
  /** How many fitting events pass unharmed before. */
  readonly skip?: number;
  /** How often it strikes; 1 by default. */
  readonly times?: number;
}

/** What happened, for the faults to fit. */
export interface FaultEvent {
  readonly at: FaultPoint;
  readonly instance: string;
  readonly text?: string;
  readonly percent?: number;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

function fits(fault: Fault, event: FaultEvent): boolean {
  if (fault.at !== event.at) return false;
  if (fault.instance !== undefined && fault.instance.toLowerCase() !== event.instance.toLowerCase())
    return false;
  const text = (event.text ?? '').toLowerCase();
  if (fault.contains !== undefined && !text.includes(fault.contains.toLowerCase())) return false;
  return fault.percent === undefined || (event.percent ?? -1) >= fault.percent;
}

/** The faults that are set, and which of them strike now. */
export class Faults {
  #armed: Armed[] = [];

  add(fault: Fault): void {
    this.#armed.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The faults that are still to strike. */
  list(): readonly Fault[] {
    return this.#armed.map(armed => ({ ...armed.fault, skip: armed.skip, times: armed.left }));
  }

  /** The actions that this event sets off, in the order they were set; uses them up. */
  strike(event: FaultEvent): FaultAction[] {
    const actions: FaultAction[] = [];
    for (const armed of this.#armed) {
      if (armed.left <= 0 || !fits(armed.fault, event)) continue;
      if (armed.skip > 0) {
        armed.skip--;
        continue;
      }
      armed.left--;
      actions.push(armed.fault.action);
    }
    this.#armed = this.#armed.filter(armed => armed.left > 0);
    return actions;
  }
}
