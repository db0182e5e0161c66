import * as l10n from '@vscode/l10n';
import { printableName } from '../../errors/printable-name.ts';
import { durationText } from '../text.ts';

export interface MonitoredRun {
  readonly title: string;
  readonly mode: string;
  /** Exit status. */
  readonly status: number;
  readonly done: number;
  readonly steps: number;
  readonly durationMs: number;
  /** What failed first, if anything did. */
  readonly problem: string | undefined;
  readonly set: string | undefined;
  readonly log: string;
}

/**
 * The last line of a run, for monitoring: `OK` or `FAILED` first, everything else after it, no line
 * break whatever the other side's words hold.
 */
export function monitorLine(run: MonitoredRun): string {
  const parts = [
    `${run.status === 0 ? 'OK' : 'FAILED'} ${run.title} (${run.mode})`,
    l10n.t('{0} of {1} steps', run.done, run.steps),
    durationText(run.durationMs),
    ...(run.problem === undefined ? [] : [run.problem]),
    ...(run.set === undefined ? [] : [l10n.t('set {0}', run.set)]),
    l10n.t('log {0}', run.log),
  ];
  return lineOf(parts);
}

/** The last line of a run that could not begin, or could not go on. `log`: its log, where it has one. */
export function brokenOffLine(title: string, problem: string, log: string | undefined): string {
  const where = log === undefined ? l10n.t('no run was begun') : l10n.t('log {0}', log);
  return lineOf([`FAILED ${title}`, problem, where]);
}

function lineOf(parts: readonly string[]): string {
  return printableName(parts.join('; ').replaceAll(/\s+/g, ' '));
}
