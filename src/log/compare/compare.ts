import { objectivesOf } from '../account/objectives.ts';
import type { Part } from '../account/parts.ts';
import type { RunFold } from '../account/run-fold.ts';
import { summarise } from '../summary.ts';
import { renamedSteps } from './renamed.ts';

/** A step of one run: its latest attempt, with the figures of all. Durations are ms. */
export interface ComparedStep {
  readonly step: string;
  readonly title: string;
  readonly outcome: string;
  readonly attempts: number;
  readonly durationMs: number;
  readonly waitingMs: number;
  readonly servers: readonly string[];
  /** Record of the latest attempt's start, or of the step being passed over. */
  readonly seq: number;
}

/** What became of a step from one run to the other; several may be true at once. */
export type StepChange =
  'added' | 'removed' | 'renamed' | 'changed' | 'slower' | 'faster' | 'other-outcome' | 'moved';

export interface StepDifference {
  /** Its name in the later run, where it is there; `before` has the old one of a renamed step. */
  readonly step: string;
  readonly before?: ComparedStep;
  readonly after?: ComparedStep;
  readonly changes: readonly StepChange[];
  /** Lines of the text that went and came, with `- ` and `+ `; set where it changed. */
  readonly text?: readonly string[];
  /** Duration without waiting for people, after less before; ms. */
  readonly slowerMs?: number;
}

/** A run as it is compared. */
export interface ComparedRun {
  readonly file: string;
  readonly run: string;
  readonly title: string;
  readonly runbookHash: string;
  readonly commit?: string;
  readonly estate: string;
  readonly mode: string;
  readonly started: string;
  readonly outcome: string;
  readonly durationMs: number;
  readonly waitingMs: number;
  readonly recoveryTimeMs?: number;
  readonly dataAgeMs?: number;
  readonly confirmations: number;
  readonly overrides: number;
  readonly evidence: number;
}

/** Two runs side by side. */
export interface Comparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** In the order of the later run, steps that it does not have where they were. */
  readonly steps: readonly StepDifference[];
  /** Values of variables that differ; `undefined`: the run has no such variable. */
  readonly variables: readonly {
    readonly name: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  /** What should be known before the two are held against each other. */
  readonly remarks: readonly ComparisonRemark[];
}

/** `other-runbook`: different titles and texts. `rehearsal`: one of the two only planned. */
export type ComparisonRemark =
  'other-runbook' | 'other-version' | 'other-estate' | 'rehearsal' | 'not-finished';

/** A run to be compared: its log, folded, and the texts of its steps. */
export interface RunToCompare {
  readonly file: string;
  readonly fold: RunFold;
}

/** From this much on, and this share, a step counts as slower or faster; ms. */
const worthSaying = { leastMs: 1000, share: 0.2 };

/** Holds two runs against each other, step by step. Pure: nothing is read. */
export function compareRuns(before: RunToCompare, after: RunToCompare): Comparison {
  const renamed = renamedSteps(before.fold, after.fold);
  const newNames = new Map([...renamed].map(([name, oldName]) => [oldName, name]));
  const old = new Map(
    [...stepsOf(before.fold)].map(([step, each]) => [newNames.get(step) ?? step, each]),
  );
  const now = stepsOf(after.fold);
  const moved = movedSteps([...old.keys()], [...now.keys()]);
  const steps = inOrder([...old.keys()], [...now.keys()]).map(step => {
    const difference = differenceOf(step, old.get(step), now.get(step), before.fold, after.fold);
    return moved.has(step)
      ? { ...difference, changes: [...difference.changes, 'moved' as const] }
      : difference;
  });
  return {
    before: comparedRun(before),
    after: comparedRun(after),
    steps,
    variables: variableDifferences(before.fold, after.fold),
    remarks: remarksOf(before.fold, after.fold),
  };
}

function comparedRun({ file, fold }: RunToCompare): ComparedRun {
  const { state } = fold;
  const summary = state.finished?.summary ?? summarise(state);
  const times = objectivesOf(fold);
  const longest = (kind: 'recovery-time' | 'data-age'): number | undefined => {
    const values = times.flatMap(each => (each.kind === kind ? (each.valueMs ?? []) : []));
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const recoveryTimeMs = summary.recoveryTimeMs ?? longest('recovery-time');
  const dataAgeMs = summary.dataAgeMs ?? longest('data-age');
  return {
    file,
    run: state.run,
    title: state.runbook.title,
    runbookHash: state.runbook.hash,
    ...(state.runbook.commit === undefined ? {} : { commit: state.runbook.commit }),
    estate: state.estate.name,
    mode: state.mode,
    started: state.started ?? '',
    outcome: state.finished?.outcome ?? 'open',
    durationMs: summary.durationMs,
    waitingMs: summary.waitingMs,
    ...(recoveryTimeMs === undefined ? {} : { recoveryTimeMs }),
    ...(dataAgeMs === undefined ? {} : { dataAgeMs }),
    confirmations: summary.confirmations,
    overrides: summary.overrides,
    evidence: summary.evidence,
  };
}

function stepsOf(fold: RunFold): Map<string, ComparedStep> {
  const steps = new Map<string, ComparedStep>();
  for (const part of fold.attempts) {
    const step = part.step ?? '';
    const before = steps.get(step);
    steps.set(step, comparedStep(step, part, before));
  }
  // steps of the runbook that the run never came to
  for (const { step, outcome } of fold.state.finished?.summary.steps ?? []) {
    if (steps.has(step)) continue;
    const none = { attempts: 0, durationMs: 0, waitingMs: 0, servers: [], seq: -1 };
    steps.set(step, { step, title: '', outcome, ...none });
  }
  return steps;
}

function comparedStep(step: string, part: Part, before: ComparedStep | undefined): ComparedStep {
  return {
    step,
    title: part.title ?? before?.title ?? '',
    outcome: part.outcome,
    attempts: Math.max(part.attempt, before?.attempts ?? 0),
    durationMs: (before?.durationMs ?? 0) + (part.durationMs ?? 0),
    waitingMs: (before?.waitingMs ?? 0) + part.waitingMs,
    servers: part.servers,
    seq: part.startSeq ?? part.firstSeq,
  };
}

function differenceOf(
  step: string,
  before: ComparedStep | undefined,
  after: ComparedStep | undefined,
  oldRun: RunFold,
  newRun: RunFold,
): StepDifference {
  if (before === undefined || after === undefined) {
    return {
      step,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      changes: [before === undefined ? 'added' : 'removed'],
    };
  }
  const changes: StepChange[] = before.step === step ? [] : ['renamed'];
  const text = changedText(oldRun, newRun, before.step, step);
  if (text !== undefined) changes.push('changed');
  if (before.outcome !== after.outcome) changes.push('other-outcome');
  const slowerMs = workOf(after) - workOf(before);
  const both = before.outcome === 'succeeded' && after.outcome === 'succeeded';
  if (both && isWorthSaying(slowerMs, workOf(before))) {
    changes.push(slowerMs > 0 ? 'slower' : 'faster');
  }
  return {
    step,
    before,
    after,
    changes,
    ...(text === undefined ? {} : { text }),
    ...(both ? { slowerMs } : {}),
  };
}

/** Waiting for people is theirs, not the step's. */
function workOf({ durationMs, waitingMs }: ComparedStep): number {
  return Math.max(0, durationMs - waitingMs);
}

function isWorthSaying(differenceMs: number, beforeMs: number): boolean {
  const least = Math.max(worthSaying.leastMs, beforeMs * worthSaying.share);
  return Math.abs(differenceMs) >= least;
}

function changedText(
  before: RunFold,
  after: RunFold,
  oldStep: string,
  step: string,
): string[] | undefined {
  const old = before.state.steps.get(oldStep);
  const now = after.state.steps.get(step);
  if (old?.textHash === undefined || now?.textHash === undefined) return undefined;
  if (old.textHash === now.textHash) return undefined;
  return lineDifference(old.text ?? '', now.text ?? '');
}

/** Lines that went and came, in place; attributes alone may have changed, then there are none. */
export function lineDifference(before: string, after: string): string[] {
  const old = before.split('\n');
  const now = after.split('\n');
  if (old.length * now.length > 4_000_000) {
    return [...old.map(line => `- ${line}`), ...now.map(line => `+ ${line}`)];
  }
  const lengths = commonLengths(old, now);
  const lines: string[] = [];
  let at = 0;
  let to = 0;
  while (at < old.length || to < now.length) {
    const here = lengths[at]?.[to] ?? 0;
    if (at < old.length && to < now.length && old[at] === now[to]) {
      at += 1;
      to += 1;
    } else if (at < old.length && (lengths[at + 1]?.[to] ?? 0) === here) {
      lines.push(`- ${old[at] ?? ''}`);
      at += 1;
    } else {
      lines.push(`+ ${now[to] ?? ''}`);
      to += 1;
    }
  }
  return lines;
}

/** Length of the longest common part of the lines from each position on. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let at = old.length - 1; at >= 0; at -= 1) {
    const row = lengths[at];
    const below = lengths[at + 1];
    if (row === undefined || below === undefined) continue;
    for (let to = now.length - 1; to >= 0; to -= 1) {
      row[to] =
        old[at] === now[to] ? (below[to + 1] ?? 0) + 1 : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return lengths;
}

/** Names of both runs: those of the later one in its order, the others behind the one before them. */
function inOrder(before: readonly string[], after: readonly string[]): string[] {
  const order = [...after];
  const known = new Set(after);
  for (const [at, step] of before.entries()) {
    if (known.has(step)) continue;
    const previous = before.slice(0, at).findLast(each => order.includes(each));
    order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, step);
  }
  return order;
}

/** Steps that both runs have, and that stand elsewhere among the others. */
function movedSteps(before: readonly string[], after: readonly string[]): Set<string> {
  const old = before.filter(step => after.includes(step));
  const now = after.filter(step => before.includes(step));
  return new Set(
    lineDifference(old.join('\n'), now.join('\n'))
      .filter(line => line.startsWith('- '))
      .map(line => line.slice(2)),
  );
}

function variableDifferences(before: RunFold, after: RunFold): Comparison['variables'] {
  const old = before.state.variables;
  const now = after.state.variables;
  const text = (run: RunFold, name: string): string | undefined => {
    const value = run.state.variables.get(name);
    return typeof value === 'object' ? `(${value.secret})` : value;
  };
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap(name => {
    const was = text(before, name);
    const is = text(after, name);
    if (was === is) return [];
    return [
      {
        name,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
      },
    ];
  });
}

function fileName(path: string): string {
  return path.replace(/^.*[\\/]/, '').toLowerCase();
}

function remarksOf(before: RunFold, after: RunFold): ComparisonRemark[] {
  const old = before.state;
  const now = after.state;
  const sameText = old.runbook.hash === now.runbook.hash;
  const sameName =
    old.runbook.title === now.runbook.title ||
    fileName(old.runbook.file) === fileName(now.runbook.file);
  const remarks: ComparisonRemark[] = [];
  if (!sameText) remarks.push(sameName ? 'other-version' : 'other-runbook');
  if (old.estate.name !== now.estate.name) remarks.push('other-estate');
  if ((old.mode === 'rehearse') !== (now.mode === 'rehearse')) remarks.push('rehearsal');
  if (old.finished === undefined || now.finished === undefined) remarks.push('not-finished');
  return remarks;
}
