import * as l10n from '@vscode/l10n';
import type { TheirWords } from '../../../errors/problem.ts';
import { knownSqlError } from '../../../errors/sql-catalogue.ts';
import {
  sqlBatchFailed,
  sqlCancelled,
  sqlConnectionLost,
  sqlTransactionOpen,
} from '../../../errors/sql.ts';
import type { RunContext, StepResult } from '../../../runbook/execution.ts';
import {
  errorSeverity,
  type SqlBackend,
  type SqlEnd,
  type SqlListener,
  type SqlMessage,
  type SqlOutcome,
  type SqlProfile,
  type SqlSession,
} from '../backend.ts';
import { serverWords } from '../connection/connect-failure.ts';
import { rootCauseFirst } from '../root-cause.ts';
import { lookAfterwards } from '../running/aftermath.ts';
import { Watchdog, type WatchTimes } from '../running/watchdog.ts';
import { hearAnswer } from '../server/ask.ts';
import type { CellBatch, SqlCell } from './cell.ts';
import { ResultTables } from './result-tables.ts';

export interface CellRunOptions {
  readonly step: string;
  readonly cell: SqlCell;
  readonly profile: SqlProfile;
  readonly backend: SqlBackend;
  readonly context: RunContext;
  readonly watch: WatchTimes;
}

const percentDone = 3211;
const openTransactions = 'SELECT @@TRANCOUNT AS open_transactions';

/** One attempt of a SQL cell. */
export class CellRun {
  readonly #options: CellRunOptions;
  readonly #tables: ResultTables;
  #sets = 0;
  #rows = 0;

  constructor(options: CellRunOptions) {
    this.#options = options;
    this.#tables = new ResultTables(options.context.output);
  }

  /** Throws a `Problem` when there is no session. */
  async result(): Promise<StepResult> {
    const { backend, profile, cell, context, watch } = this.#options;
    await using session = await backend.open(profile, context.signal);
    this.#tellSession(session);
    const second = (signal: AbortSignal): Promise<SqlSession> => backend.open(profile, signal);
    await using watchdog = new Watchdog(session.facts, second, context.output, watch);
    for (const [i, batch] of cell.batches.entries()) {
      const outcome = await session.execute(batch, this.#listener(batch, watchdog), context.signal);
      this.#tables.end();
      if (outcome.end.kind !== 'completed') return await this.#stopped(outcome, batch, i);
    }
    if (await this.#leftTransaction(session)) {
      const { step } = this.#options;
      return failed(sqlTransactionOpen({ step, instance: profile.instance }).data);
    }
    return { outcome: 'succeeded', variables: new Map(), summary: this.#summary() };
  }

  /** A transaction that is still open is undone with the connection: nothing of it would stay. */
  async #leftTransaction(session: SqlSession): Promise<boolean> {
    const { cell, context } = this.#options;
    if (cell.kind === 'reads') return false;
    const { rows } = await hearAnswer(session, { text: openTransactions }, context.signal);
    return (rows[0]?.number('open_transactions') ?? 0) > 0;
  }

  #tellSession({ facts }: SqlSession): void {
    const { output } = this.#options.context;
    const { instance } = this.#options.profile;
    const { version, edition, spid } = facts;
    output.write(
      'information',
      `${l10n.t('{0}: SQL Server {1}, {2}, session {3}', instance, version, edition, spid)}\n`,
    );
    if (facts.encrypted) return;
    const warning = l10n.t('The connection is not encrypted: the login went readable as well.');
    output.write('warning', `${warning}\n`);
  }

  #summary(): string {
    const { profile, cell } = this.#options;
    return l10n.t(
      'Ran on {0}: {1} batches, {2} result sets, {3} rows.',
      profile.instance,
      cell.batches.length,
      this.#sets,
      this.#rows,
    );
  }

  #listener(batch: CellBatch, watchdog: Watchdog): SqlListener {
    const { output } = this.#options.context;
    return {
      message: message => {
        watchdog.heard();
        if (message.severity >= errorSeverity) output.write('error', errorText(message, batch));
        else if (message.number === percentDone) this.#percent(message);
        else output.write('information', infoText(message));
      },
      columns: names => {
        watchdog.heard();
        this.#sets += 1;
        this.#tables.begin(names);
      },
      row: row => {
        watchdog.heard();
        this.#rows += 1;
        this.#tables.row(row);
      },
      rowCount: count => {
        watchdog.heard();
        this.#tables.end();
        output.write('information', `${l10n.t('({0} rows)', count)}\n`);
      },
    };
  }

  /** The number is in the text, whatever the server's language. At 100 the work is not over. */
  #percent(message: SqlMessage): void {
    const { output } = this.#options.context;
    output.write('information', infoText(message));
    const percent = Number(/\d+/u.exec(message.text)?.[0]);
    const activity =
      percent === 100 ? l10n.t('100 percent, recovering') : l10n.t('{0} percent', percent);
    output.progress({ activity, percent });
  }

  async #stopped(
    { end, errors }: SqlOutcome,
    batch: CellBatch,
    index: number,
  ): Promise<StepResult> {
    const { step, profile, cell } = this.#options;
    const place = { step, instance: profile.instance };
    const { lines, ways } = await this.#lookAfter(end);
    const changed = [this.#changed(index), ...lines].join('\n');
    const words = rootCauseFirst(errors).map(each => serverWords(each, batch.lineOf(each.line)));
    if (end.kind === 'lost' && !end.cancelUnconfirmed) {
      const lost: TheirWords = { source: profile.instance, text: end.reason };
      const next = [
        ...ways,
        ...(cell.kind === 'reads' ? [l10n.t('run the step again.')] : []),
        l10n.t('check that the server is up and reachable.'),
      ];
      return failed(sqlConnectionLost(place, [...words, lost], changed, next).data);
    }
    if (end.kind === 'failed') {
      const [cause] = rootCauseFirst(errors);
      const known = cause === undefined ? undefined : knownSqlError(cause.number, cause.text);
      const remedies =
        known === undefined ? undefined : { ...known, next: [...known.next, ...ways] };
      const own = end.reason === undefined ? [] : [{ source: l10n.t('Driver'), text: end.reason }];
      return failed(sqlBatchFailed(place, [...words, ...own], remedies, changed).data);
    }
    const how = end.kind === 'cancelled' ? end.how : 'unconfirmed';
    const { data } = sqlCancelled(place, how, changed, ways);
    return { outcome: 'cancelled', problem: data, variables: new Map() };
  }

  #changed(index: number): string {
    const { cell } = this.#options;
    if (cell.kind === 'reads') return l10n.t('Nothing was changed: the step only reads.');
    const count = cell.batches.length;
    const last = l10n.t(
      'Statements of the batch before the one that failed may have been carried out.',
    );
    return count === 1
      ? last
      : `${l10n.t('{0} of {1} batches were carried out before it.', index, count)} ${last}`;
  }

  /** The databases as a fresh connection sees them, said in the output and kept in the problem. */
  async #lookAfter(end: SqlEnd): Promise<{ lines: string[]; ways: string[] }> {
    const { cell, backend, profile, context } = this.#options;
    if (cell.kind === 'reads' || cell.databases.length === 0) return { lines: [], ways: [] };
    const { lines, ways } = await lookAfterwards(
      signal => backend.open(profile, signal),
      cell.databases,
      end.kind === 'lost',
    );
    for (const line of lines) context.output.write('information', `${line}\n`);
    return { lines, ways };
  }
}

function failed(
  problem: Extract<StepResult, { outcome: 'failed' | 'cancelled' }>['problem'],
): StepResult {
  return { outcome: 'failed', problem, variables: new Map() };
}

function infoText({ text, number }: SqlMessage): string {
  return number === 0 ? `${text}\n` : `${text} [${number}]\n`;
}

/** As SQL Server's own tools write it, with the line of the cell. */
function errorText(message: SqlMessage, batch: CellBatch): string {
  const { number, severity, state, text, line, procedure } = message;
  const place =
    procedure === ''
      ? l10n.t('line {0}', batch.lineOf(line))
      : l10n.t('procedure {0}, line {1}', procedure, line);
  return `${l10n.t('Error {0}, severity {1}, state {2}, {3}:', number, severity, state, place)} ${text}\n`;
}
