import * as l10n from '@vscode/l10n';
import type { ProblemData } from '../../errors/problem.ts';
import type { LoggedPlan, RunEvent } from '../../log/events.ts';
import type { LogRecord } from '../../log/record.ts';
import { spokenEvent } from '../../log/spoken-event.ts';
import { MemberLines } from '../../run/member-lines.ts';
import type { Step } from '../../runbook/model.ts';
import type { Panel } from '../panel.ts';
import { shortDuration } from '../words.ts';
import { askText } from './ask-panels.ts';
import type { CellRun } from './cell-run.ts';
import { DisplayBatch } from './display-batch.ts';
import type { AskPlace, ShownAsk } from './people-in-cell.ts';
import { problemButtons, problemPanel, problemText } from './problem-panel.ts';
import { harmless } from './stream-text.ts';

type Of<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** Text that is remembered of what a step wrote, UTF-16 units. */
const longestSaid = 8 * 1024;

/** Makes the execution of a step's cell; `undefined` where the notebook has no such cell now. */
export type MakeCellRun = (step: string, batch: DisplayBatch) => CellRun | undefined;

/**
 * Shows the records of a run in the cells of its steps. Only what is on disk is shown, and a record of
 * a step that no cell stands for is passed by.
 */
export class RunDisplay implements AskPlace {
  readonly notebook: string;
  readonly #make: MakeCellRun;
  readonly #batch = new DisplayBatch();
  readonly #members = new MemberLines();
  readonly #cells = new Map<string, CellRun>();
  readonly #retriesLeft = new Map<string, number>();
  readonly #failed = new Set<string>();
  /** What each running step wrote last, so that nothing is said twice. */
  readonly #said = new Map<string, string>();

  constructor(notebook: string, make: MakeCellRun) {
    this.notebook = notebook;
    this.#make = make;
  }

  /** Step whose cell is running now, if any. */
  get running(): string | undefined {
    for (const [step, cell] of this.#cells) if (cell.running) return step;
    return undefined;
  }

  /** Shows the steps as pending, in order; returns their executions. */
  prepare(steps: readonly Step[]): CellRun[] {
    return steps.flatMap(step => {
      const cell = this.#cell(step.id);
      const { onError } = step.attributes;
      this.#retriesLeft.set(step.id, onError.kind === 'retry' ? onError.times : 0);
      this.#failed.delete(step.id);
      return cell ?? [];
    });
  }

  /** Ends what is still open of these steps: a step that failed as failed, the others without a mark. */
  settle(steps: readonly string[]): void {
    for (const id of steps) {
      this.#cells.get(id)?.end(this.#failed.has(id) ? false : undefined);
      this.#cells.delete(id);
    }
    this.#batch.flush();
  }

  /** A problem that belongs to no record, shown in a step's cell and ending it. */
  problem(step: string, data: ProblemData): void {
    const cell = this.#cell(step);
    if (cell === undefined) return;
    cell.start();
    cell.panel(problemPanel(step, data, problemButtons(data)), problemText(data));
    cell.end(false);
    this.#cells.delete(step);
  }

  show(step: string, panel: Extract<Panel, { panel: 'ask' }>): ShownAsk {
    const cell = this.#cell(step);
    const output = cell?.panel(panel, askText(panel));
    cell?.reveal('top');
    return {
      answered: text => {
        if (output === undefined) return;
        const notice = { panel: 'notice', step, tone: 'plain', lines: [], buttons: [] } as const;
        cell?.replace(output, { ...notice, title: text }, text);
      },
    };
  }

  record(record: LogRecord<RunEvent>): void {
    const event = spokenEvent(record.event);
    switch (event.type) {
      case 'step-started':
        this.#members.begin(event.targets ?? []);
        this.#cell(event.step)?.start();
        break;
      case 'waiting-started':
        this.#cell(event.step)?.start();
        break;
      case 'member-ended':
        this.#memberEnded(event);
        break;
      case 'output':
        this.#output(event);
        break;
      case 'table':
        this.#table(event);
        break;
      case 'progress':
        this.#cells.get(event.step)?.progress(event.progress);
        break;
      case 'evidence':
        this.#evidence(event);
        break;
      case 'step-ended':
        this.#ended(event);
        break;
      case 'step-passed-over':
        this.#passedOver(event);
        break;
      default:
        break;
    }
  }

  #cell(step: string): CellRun | undefined {
    const known = this.#cells.get(step);
    if (known !== undefined && !known.ended) return known;
    const made = this.#make(step, this.#batch);
    if (made !== undefined) this.#cells.set(step, made);
    return made;
  }

  #output(event: Of<'output'>): void {
    const { step, stream } = event;
    const text = this.#members.take(event) ?? event.text;
    this.#said.set(step, ((this.#said.get(step) ?? '') + text).slice(-longestSaid));
    this.#cells.get(step)?.write(stream, text);
  }

  /** What a server of several still had to say, and how it ended there. */
  #memberEnded({ step, server, outcome, durationMs, summary }: Of<'member-ended'>): void {
    const cell = this.#cells.get(step);
    for (const { stream, text } of this.#members.rest(server)) cell?.write(stream, text);
    const mark = outcome === 'succeeded' ? '✓' : '✗';
    const line = `${mark} ${server}  ${shortDuration(durationMs)}  ${summary}`;
    cell?.write(outcome === 'succeeded' ? 'information' : 'error', `${harmless(line)}\n`);
  }

  /** PowerShell prints its objects as text and gives them as a table too; one of them is enough. */
  #table({ step, table }: Of<'table'>): void {
    const said = this.#said.get(step) ?? '';
    const printed = table.columns.length > 0 && table.columns.every(name => said.includes(name));
    if (!printed) this.#cells.get(step)?.table(table);
  }

  /** A line that the step itself has not just written. */
  #add(step: string, line: string, told: string): void {
    if (line.trim() === '' || this.#said.get(step)?.includes(told.trim()) === true) return;
    this.#cells.get(step)?.write('information', `${harmless(line)}\n`);
  }

  #evidence(event: Of<'evidence'>): void {
    if (event.step === undefined) return;
    const { title, text, path } = event.evidence;
    const told = text ?? path ?? '';
    this.#add(event.step, `${title}: ${told}`, told);
  }

  #ended(event: Of<'step-ended'>): void {
    const cell = this.#cell(event.step);
    if (cell === undefined) return;
    if (event.problem !== undefined) {
      this.#failure(cell, event.step, event.problem);
      return;
    }
    this.#failed.delete(event.step);
    this.#add(event.step, event.summary, event.summary);
    this.#said.delete(event.step);
    cell.end(event.outcome === 'succeeded' ? true : undefined);
  }

  /** A step that will be tried again keeps its cell running. */
  #failure(cell: CellRun, step: string, data: ProblemData): void {
    const left = this.#retriesLeft.get(step) ?? 0;
    const again = left > 0 && data.kind === 'failed';
    cell.panel(problemPanel(step, data, again ? [] : problemButtons(data)), problemText(data));
    this.#failed.add(step);
    if (again) this.#retriesLeft.set(step, left - 1);
    else {
      cell.reveal('if-hidden');
      cell.end(false);
    }
  }

  #passedOver(event: Of<'step-passed-over'>): void {
    const cell = this.#cell(event.step);
    if (cell === undefined) return;
    if (event.problem !== undefined) {
      this.#failure(cell, event.step, event.problem);
      return;
    }
    const panel = passedOverPanel(event);
    cell.panel(panel, [panel.title, ...panel.lines].join('\n'));
    cell.end(undefined);
  }
}

type Notice = Extract<Panel, { panel: 'notice' }>;

function planLines(plan: LoggedPlan | undefined): string[] {
  if (plan === undefined) return [];
  const losses = plan.losses.map(loss => l10n.t('Will be lost: {0}', loss));
  return [...plan.lines, ...losses].map(harmless);
}

/** A step that did not run: why, and the plan where there was one. */
export function passedOverPanel(
  event: Pick<Of<'step-passed-over'>, 'step' | 'outcome' | 'why' | 'plan'>,
): Notice {
  const { step, outcome, why, plan } = event;
  const title =
    outcome === 'rehearsed'
      ? l10n.t('Rehearsed. This would be done:')
      : l10n.t('Skipped: {0}', harmless(why));
  const lossy = (plan?.losses.length ?? 0) > 0;
  const tone = lossy ? 'danger' : 'plain';
  return { panel: 'notice', step, tone, title, lines: planLines(plan), buttons: [] };
}
