import * as l10n from '@vscode/l10n';
import { say } from '../../errors/language.ts';
import { eventLines } from '../../log/account/event-lines.ts';
import { printable } from '../../log/account/printable.ts';
import { verificationParts } from '../../log/chain/verification-text.ts';
import { readLog, type LoggedLine } from '../../log/reader.ts';
import type { LogRecord, Verification } from '../../log/record.ts';
import { applyRecord, emptyState, type RunState } from '../../log/state.ts';
import { summarise } from '../../log/summary.ts';
import type { CliContext } from '../command.ts';
import { durationText } from '../text.ts';

/**
 * Prints a log as a person reads it, or as one JSON document with every record. The log is read
 * piece by piece: its length does not matter.
 */
export async function showLog(
  file: string,
  found: Verification,
  json: boolean,
  context: CliContext,
): Promise<void> {
  const state = json ? await showJson(file, found, context) : await showText(file, found, context);
  const summary = state.finished?.summary ?? summarise(state);
  if (json) context.out(`\n  ],\n  "summary": ${JSON.stringify(summary)}\n}\n`);
  else print(summaryLines(state), context);
}

async function showJson(file: string, found: Verification, context: CliContext): Promise<RunState> {
  context.out(`{\n  "file": ${JSON.stringify(file)},\n`);
  context.out(`  "verification": ${JSON.stringify(found)},\n  "records": [`);
  let between = '\n    ';
  return fold(file, context.signal, line => {
    const shown = 'record' in line ? line.record : { line: line.line, problem: line.problem };
    context.out(`${between}${JSON.stringify(shown)}`);
    between = ',\n    ';
  });
}

async function showText(file: string, found: Verification, context: CliContext): Promise<RunState> {
  print(
    [
      l10n.t('Recovery log {0}', found.run ?? l10n.t('unknown')),
      `  ${file}`,
      `  ${verificationParts(found).map(say).join(', ')}`,
      ...found.remarks.map(remark => `  ${l10n.t('note: {0}', say(remark))}`),
    ],
    context,
  );
  return fold(file, context.signal, line => {
    if ('record' in line) print(recordLines(line.record), context);
    else print([l10n.t('line {0}: {1}', line.line, line.problem.message)], context);
  });
}

async function fold(
  file: string,
  signal: AbortSignal,
  each: (line: LoggedLine) => void,
): Promise<RunState> {
  let state = emptyState();
  for await (const line of readLog(file)) {
    signal.throwIfAborted();
    each(line);
    if ('record' in line) state = applyRecord(state, line.record);
  }
  return state;
}

function recordLines(record: LogRecord): string[] {
  const [first, ...rest] = eventLines(record.event);
  if (first === undefined) return [];
  const time = record.time.slice(0, 19).replace('T', ' ');
  return [`${time}  ${first}`, ...rest.map(line => `    ${line}`)];
}

function summaryLines(state: RunState): string[] {
  const ending =
    state.finished === undefined
      ? l10n.t('Not finished.')
      : l10n.t('Finished: {0}.', state.finished.outcome);
  return ['', ending, ...figures(state).map(line => `  ${line}`)];
}

function figures(state: RunState): string[] {
  const summary = state.finished?.summary ?? summarise(state);
  const target = (ms: number | undefined): string =>
    ms === undefined ? '' : ` ${l10n.t('(target {0})', durationText(ms))}`;
  const lines = [
    ...summary.steps.map(({ step, outcome, attempts, durationMs }) =>
      l10n.t('{0}: {1}, attempts {2}, {3}', step, outcome, attempts, durationText(durationMs)),
    ),
    l10n.t('duration {0}', durationText(summary.durationMs)),
    l10n.t('waiting for people {0}', durationText(summary.waitingMs)),
  ];
  if (summary.recoveryTimeMs !== undefined) {
    const time = durationText(summary.recoveryTimeMs);
    lines.push(l10n.t('recovery time {0}', time) + target(summary.recoveryTimeTargetMs));
  }
  if (summary.dataAgeMs !== undefined) {
    const age = durationText(summary.dataAgeMs);
    lines.push(l10n.t('age of the restored data {0}', age) + target(summary.dataAgeTargetMs));
  }
  const { confirmations, overrides, evidence } = summary;
  lines.push(
    l10n.t('confirmations {0}, overrides {1}, evidence {2}', confirmations, overrides, evidence),
  );
  return lines;
}

function print(lines: readonly string[], context: CliContext): void {
  for (const line of lines) context.out(`${printable(line)}\n`);
}
