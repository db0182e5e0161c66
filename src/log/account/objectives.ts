import type { RunFold } from './run-fold.ts';

/** A server of the run, or data that was put back, against its target. Durations are ms. */
export interface Objective {
  readonly kind: 'recovery-time' | 'data-age';
  /** FQDN, or what was restored; empty for the run as a whole. */
  readonly name: string;
  /** For data: the backup set. */
  readonly from?: string;
  readonly valueMs?: number;
  /** Recovery time less the time that people were waited for. */
  readonly withoutWaitingMs?: number;
  readonly targetMs?: number;
  /** `undefined` where value or target is missing. */
  readonly met?: boolean;
  /** Records that it is computed from. */
  readonly evidence: readonly number[];
}

/** What a run was to reach, ms. */
export interface Targets {
  readonly recoveryTimeMs?: number;
  readonly dataAgeMs?: number;
}

/** The targets that the log names: those of its summary, else those of the estate at its start. */
export function targetsOf({ state }: RunFold): Targets {
  const recoveryTimeMs = state.finished?.summary.recoveryTimeTargetMs ?? state.estate.rtoMs;
  const dataAgeMs = state.finished?.summary.dataAgeTargetMs ?? state.estate.rpoMs;
  return {
    ...(recoveryTimeMs === undefined ? {} : { recoveryTimeMs }),
    ...(dataAgeMs === undefined ? {} : { dataAgeMs }),
  };
}

function against(
  valueMs: number | undefined,
  targetMs: number | undefined,
): Pick<Objective, 'valueMs' | 'targetMs' | 'met'> {
  return {
    ...(valueMs === undefined ? {} : { valueMs }),
    ...(targetMs === undefined ? {} : { targetMs }),
    ...(valueMs === undefined || targetMs === undefined ? {} : { met: valueMs <= targetMs }),
  };
}

/**
 * Recovery time of each server that the run changed or checked, and the age of everything that it put
 * back, each against its target. Recovery time runs from the declared incident to the last check of
 * that server that passed after it; data age from the finish of the backup to the incident. Without an incident
 * there is neither.
 */
export function objectivesOf(fold: RunFold, targets: Targets = targetsOf(fold)): Objective[] {
  const { incident } = fold.state;
  if (incident === undefined) return [];
  const declared = Date.parse(incident.declared);
  if (Number.isNaN(declared)) return [];
  return [...recoveryTimes(fold, declared, targets), ...dataAges(fold, declared, targets)];
}

function recoveryTimes(fold: RunFold, declared: number, targets: Targets): Objective[] {
  const servers = new Map<string, { readonly name: string; at?: number; seq?: number }>();
  const of = (name: string): { readonly name: string; at?: number; seq?: number } => {
    const key = name.toLowerCase();
    const known = servers.get(key) ?? { name };
    servers.set(key, known);
    return known;
  };
  for (const part of fold.attempts) {
    if (part.attempt === 0 || part.plan === undefined) continue;
    const { kind, servers: touched } = part.plan.effect;
    if (kind !== 'reads') for (const name of touched) of(name);
  }
  for (const check of fold.checks) {
    for (const name of check.servers) {
      const server = of(name);
      server.at = check.at;
      server.seq = check.seq;
    }
  }
  const started = fold.of('run-started')[0]?.seq;
  return [...servers.values()].map(({ name, at, seq }) => {
    const value = at === undefined || at < declared ? undefined : at - declared;
    const waited = at === undefined ? 0 : waitedUntil(fold, declared, at);
    return {
      kind: 'recovery-time',
      name,
      ...against(value, targets.recoveryTimeMs),
      ...(value === undefined ? {} : { withoutWaitingMs: Math.max(0, value - waited) }),
      evidence: [started, seq].filter(each => each !== undefined),
    };
  });
}

function waitedUntil(fold: RunFold, from: number, to: number): number {
  let waited = 0;
  for (const wait of fold.waits) {
    const end = Math.min(wait.to ?? to, to);
    waited += Math.max(0, end - Math.max(wait.from, from));
  }
  return waited;
}

function dataAges(fold: RunFold, declared: number, targets: Targets): Objective[] {
  return fold.restored.map(({ seq, what, set, finished }) => {
    const age = declared - Date.parse(finished);
    const value = Number.isNaN(age) ? undefined : Math.max(0, age);
    return {
      kind: 'data-age',
      name: what,
      from: set,
      ...against(value, targets.dataAgeMs),
      evidence: [seq],
    };
  });
}
