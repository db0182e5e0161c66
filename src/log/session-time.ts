import type { LogRecord } from './record.ts';

/**
 * Where a run stands in time. `mono` starts anew in each session (each time that the log is opened),
 * so durations are summed over sessions and what lies between them counts as interruption.
 */
export interface Session {
  /** Sessions so far; 0 before the first record. */
  readonly count: number;
  /** Wall clock of the session's first record, ms since 1970. */
  readonly startedAt: number;
  readonly startMono: number;
  readonly lastMono: number;
  /** Milliseconds of the sessions before this one. */
  readonly earlierMs: number;
  /** Time of the last record: the session's start plus the monotonic time since, ms since 1970. */
  readonly now: number;
}

export const firstSession: Session = {
  count: 0,
  startedAt: 0,
  startMono: 0,
  lastMono: 0,
  earlierMs: 0,
  now: 0,
};

/** The session after one more record. */
export function nextInSession(session: Session, record: LogRecord): Session {
  const { mono } = record;
  const begins =
    session.count === 0 || record.event.type === 'log-reopened' || mono < session.lastMono;
  if (begins) {
    const startedAt = Date.parse(record.time);
    return {
      count: session.count + 1,
      startedAt,
      startMono: mono,
      lastMono: mono,
      earlierMs: elapsedMs(session),
      now: startedAt,
    };
  }
  return { ...session, lastMono: mono, now: session.startedAt + (mono - session.startMono) };
}

/** Milliseconds that the run was open, interruptions apart. */
export function elapsedMs(session: Session): number {
  return session.earlierMs + (session.lastMono - session.startMono);
}
