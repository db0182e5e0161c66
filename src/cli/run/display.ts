import * as l10n from '@vscode/l10n';
import { describeProblem } from '../../errors/problem.ts';
import { canonicalText } from '../../log/chain/canonical.ts';
import type { RunEvent } from '../../log/events.ts';
import type { LogRecord } from '../../log/record.ts';
import { spokenEvent } from '../../log/spoken-event.ts';
import { MemberLines } from '../../run/member-lines.ts';
import type { Progress, Table } from '../../runbook/execution.ts';
import type { StepLanguage } from '../../runbook/model.ts';
import type { CliStreams } from '../command.ts';
import { bytesText, durationText } from '../text.ts';

/** Shows records of a run as they come. Only what the log holds is shown. */
export interface RunDisplay {
  show(record: LogRecord<RunEvent>): void;
  close(): void;
}

/** `--json`: one line a record, exactly as it lies in the log. */
export class JsonDisplay implements RunDisplay {
  readonly #streams: CliStreams;

  constructor(streams: CliStreams) {
    this.#streams = streams;
  }

  show(record: LogRecord<RunEvent>): void {
    this.#streams.out(`${canonicalText(record)}\n`);
  }

  close(): void {
    // Every line is complete already.
  }
}

/** Plain lines; on a terminal the last line shows the progress of the running step. */
export class TextDisplay implements RunDisplay {
  readonly #streams: CliStreams;
  readonly #total: number;
  readonly #ordinal: ReadonlyMap<string, number>;
  readonly #members = new MemberLines();
  readonly #languages = new Map<string, StepLanguage>();
  #live = '';
  #atLineStart = true;
  #lastPercent = -25;

  constructor(streams: CliStreams, stepIds: readonly string[]) {
    this.#streams = streams;
    this.#total = stepIds.length;
    this.#ordinal = new Map(stepIds.map((id, index) => [id, index + 1]));
  }

  show(record: LogRecord<RunEvent>): void {
    const event = spokenEvent(record.event);
    switch (event.type) {
      case 'output':
        this.#output(this.#members.take(event) ?? event.text);
        return;
      case 'table':
        // PowerShell has written its tables as text already; these are for displays that draw them.
        if (this.#languages.get(event.step) === 'powershell') return;
        for (const line of tableLines(event.table)) this.#line(`    ${line}`);
        return;
      case 'progress':
        this.#progress(event.progress);
        return;
      default:
        if (event.type === 'member-ended') this.#rest(event.server);
        for (const line of this.#lines(event)) this.#line(hanging(line));
    }
  }

  #rest(server: string): void {
    for (const { text } of this.#members.rest(server)) this.#output(text);
  }

  close(): void {
    this.#clear();
    if (!this.#atLineStart) this.#streams.out('\n');
    this.#atLineStart = true;
  }

  #place(step: string): string {
    const width = String(this.#total).length;
    return `[${String(this.#ordinal.get(step) ?? 0).padStart(width)}/${this.#total}]`;
  }

  #begun(event: RunEvent & { readonly type: 'step-started' }): string[] {
    this.#languages.set(event.step, event.language);
    this.#lastPercent = -25;
    this.#members.begin(event.targets ?? []);
    const where = placeText(event);
    const { kind, servers } = event.plan.effect;
    const effect =
      kind === 'reads' ? l10n.t('reads only') : [kind, servers.join(', ')].join(' ').trim();
    return [
      `${this.#place(event.step)} ${event.step}${where}: ${event.title} (${effect})`,
      ...event.plan.lines.map(line => `      ${line}`),
    ];
  }

  #lines(event: RunEvent): string[] {
    switch (event.type) {
      case 'run-started':
        return [
          l10n.t('{0}: {1}', event.runbook.title, event.mode),
          l10n.t('estate {0} ({1})', event.estate.name, event.estate.file),
        ];
      case 'run-resumed':
        return [l10n.t('resumed by {0} on {1}', event.operator.user, event.operator.host)];
      case 'step-started':
        return this.#begun(event);
      case 'step-ended': {
        const time = durationText(event.durationMs);
        if (event.problem === undefined) {
          return [`  ok  ${event.step}  ${time}  ${event.summary}`];
        }
        return [`  x   ${event.step}  ${time}`, ...problemLines(event.problem)];
      }
      case 'member-ended': {
        const time = durationText(event.durationMs);
        const mark = event.outcome === 'succeeded' ? 'ok' : 'x ';
        return [`    ${mark}  ${event.server}  ${time}  ${event.summary}`];
      }
      case 'step-passed-over':
        return [
          `${this.#place(event.step)} ${event.step}: ${event.outcome}: ${event.why}`,
          ...(event.plan?.lines ?? []).map(line => `      ${line}`),
          ...(event.plan?.losses ?? []).map(loss => `      ${l10n.t('Will be lost: {0}', loss)}`),
          ...(event.problem === undefined ? [] : problemLines(event.problem)),
        ];
      case 'confirmation':
        return [l10n.t('  confirmed: {0} by {1} ({2})', event.answer, event.by, event.how)];
      case 'command-approval':
        return [
          l10n.t(
            '  command {0}: {1} by {2} ({3})',
            event.answer,
            event.command.join(' '),
            event.by,
            event.how,
          ),
        ];
      case 'override':
        return [l10n.t('  override of {0} by {1}: {2}', event.rule, event.by, event.reason)];
      case 'evidence':
        return [l10n.t('    evidence kept: {0}', event.evidence.title)];
      case 'reconciled':
        return [
          `${event.step}: ${event.reconciliation.finding}: ${event.decision}`,
          ...event.reconciliation.lines.map(line => `    ${line}`),
        ];
      case 'note':
        return [l10n.t('  note by {0}: {1}', event.by, event.text)];
      case 'torn-tail-put-aside':
        return [l10n.t('  the log ended in a torn line; it was put aside: {0}', event.file)];
      default:
        return [];
    }
  }

  #output(text: string): void {
    this.#clear();
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#streams.out(`${this.#atLineStart ? '    ' : ''}${line.replace(/\r$/, '')}\n`);
      this.#atLineStart = true;
    }
    if (last !== '') {
      this.#streams.out(`${this.#atLineStart ? '    ' : ''}${last}`);
      this.#atLineStart = false;
    }
  }

  #line(text: string): void {
    this.#clear();
    this.#streams.out(`${this.#atLineStart ? '' : '\n'}${text}\n`);
    this.#atLineStart = true;
  }

  #progress(progress: Progress): void {
    const text = progressText(progress);
    if (this.#streams.terminal) {
      this.#clear();
      this.#live = text.slice(0, Math.max(10, this.#streams.columns - 5));
      this.#streams.out(`    ${this.#live}`);
      return;
    }
    const percent = progress.percent ?? 0;
    if (percent - this.#lastPercent < 25) return;
    this.#lastPercent = percent;
    this.#line(`    ${text}`);
  }

  #clear(): void {
    if (this.#live === '') return;
    this.#streams.out('\r\x1b[2K');
    this.#live = '';
  }
}

function placeText({ target, targets }: Extract<RunEvent, { type: 'step-started' }>): string {
  if (targets !== undefined) return ` ${l10n.t('on {0} servers', targets.length)}`;
  return target === undefined ? '' : ` ${l10n.t('on {0}', target)}`;
}

/** Lines after the first begin where the first one does. */
function hanging(text: string): string {
  const indent = /^ */.exec(text)?.[0] ?? '';
  return text.replaceAll('\n', `\n${indent}`);
}

function problemLines(problem: Parameters<typeof describeProblem>[0]): string[] {
  return describeProblem(problem).map(line => `      ${line}`);
}

/** One line of progress: what, how far, how fast, how long yet. */
export function progressText(progress: Progress): string {
  const parts: string[] = [];
  if (progress.percent !== undefined && progress.percent >= 0) parts.push(`${progress.percent} %`);
  if (progress.bytesDone !== undefined) {
    const total = progress.bytesTotal === undefined ? '' : ` of ${bytesText(progress.bytesTotal)}`;
    parts.push(`${bytesText(progress.bytesDone)}${total}`);
  }
  if (progress.filesDone !== undefined) {
    const total = progress.filesTotal === undefined ? '' : ` of ${progress.filesTotal}`;
    parts.push(`${progress.filesDone}${total} files`);
  }
  if (progress.bytesPerSecond !== undefined) parts.push(`${bytesText(progress.bytesPerSecond)}/s`);
  if (progress.remainingMs !== undefined) parts.push(`${durationText(progress.remainingMs)} left`);
  return parts.length === 0 ? progress.activity : `${progress.activity}: ${parts.join(', ')}`;
}

/** A table in columns, as wide as their content; a missing value is `NULL`. */
export function tableLines(table: Table): string[] {
  const rows = [table.columns, ...table.rows.map(row => row.map(cell => cell ?? 'NULL'))];
  const widths = table.columns.map((_, column) =>
    Math.min(60, Math.max(...rows.map(row => (row[column] ?? '').length))),
  );
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
