import type { LoggedPlan, RunEvent, RunSummary } from '../../../src/log/events.ts';

export const plan: LoggedPlan = {
  hash: 'a'.repeat(64),
  lines: ['Restores LcsCDR'],
  losses: [],
  effect: { kind: 'changes', servers: ['se01.contoso.com'] },
};

export const summary: RunSummary = {
  steps: [],
  durationMs: 5,
  waitingMs: 0,
  overrides: 0,
  confirmations: 0,
  evidence: 0,
};

export const started: RunEvent = {
  type: 'run-started',
  runbook: { file: 'recover.runbook.md', title: 'Recover se01', hash: 'b'.repeat(64) },
  estate: { file: 'estate.yaml', name: 'Contoso', kind: 'practice', hash: 'c'.repeat(64) },
  mode: 'practice',
  operator: { user: 'ann', host: 'ws01' },
  tool: { version: '0.1.0', node: '24.0.0', platform: 'linux', front: 'cli' },
  variables: { Backup: '\\\\bk01\\LyncBackup\\2026-11-22_0200', Sql: { secret: 'SqlPassword' } },
  incident: { id: 'INC-7', declared: '2026-11-22T03:12:00.000Z' },
};

export function stepStarted(step: string, attempt = 1): RunEvent {
  return {
    type: 'step-started',
    step,
    attempt,
    title: `Step ${step}`,
    language: 'step',
    target: 'se01.contoso.com',
    text: `check:\n  fqdn: ${step}`,
    textHash: 'd'.repeat(64),
    values: { Backup: '\\\\bk01\\LyncBackup\\2026-11-22_0200' },
    plan,
  };
}

export function stepEnded(
  step: string,
  more: Partial<Extract<RunEvent, { type: 'step-ended' }>> = {},
): RunEvent {
  return {
    type: 'step-ended',
    step,
    attempt: 1,
    outcome: 'succeeded',
    durationMs: 10,
    waitingMs: 0,
    summary: 'done',
    values: {},
    ...more,
  };
}

export function output(step: string, text: string, attempt = 1): RunEvent {
  return { type: 'output', step, attempt, stream: 'output', text };
}

export const finished: RunEvent = { type: 'run-finished', outcome: 'succeeded', summary };

/** A small run from its start to its end. */
export const smallRun: readonly RunEvent[] = [
  started,
  stepStarted('verify-set'),
  output('verify-set', 'Vérifié: 12 files “ok”\n'),
  stepEnded('verify-set', { values: { Server: 'se01.contoso.com' } }),
  stepStarted('restore'),
  output('restore', 'LcsCDR: 40 %\n'),
  stepEnded('restore'),
  finished,
];
