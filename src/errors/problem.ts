import * as l10n from '@vscode/l10n';
import { labelled, say } from './language.ts';

/**
 * How a problem ends what was going on, and so the exit status of the command line:
 * `failed` 1, `usage` 2, `refused` 3 (by a safety check), `cancelled` 4 (or interrupted).
 */
export type ProblemKind = 'failed' | 'usage' | 'refused' | 'cancelled';

/** What the other side said, in its own words and numbers. */
export interface TheirWords {
  /** Who spoke: `SQL Server`, `PowerShell`, `Windows`, a server's FQDN, a file system. */
  readonly source: string;
  readonly text: string;
  readonly number?: number | string;
  readonly severity?: number;
  readonly state?: number;
  /** 1-based line inside the step's text, where the other side named one. */
  readonly line?: number;
}

/** A problem as it is stored in a recovery log: codes, parameters and the other side's words. */
export interface ProblemData {
  /** Stable, `ROOM-NAME` in capitals, for example `BACKUP-EXISTS`. */
  readonly code: string;
  readonly kind: ProblemKind;
  /** What failed, one sentence. */
  readonly what: string;
  /** Where: server, database, path, or `file:line:column`. */
  readonly where?: string;
  readonly theirs?: readonly TheirWords[];
  /** What has and what has not changed. */
  readonly changed?: string;
  /** What to do next, most likely remedy first. */
  readonly next?: readonly string[];
}

/**
 * An expected failure, told to the person at the keyboard. Callers never write message text: each
 * room's file in this folder has one small factory per failure.
 */
export class Problem extends Error {
  readonly data: ProblemData;

  constructor(data: ProblemData, options?: ErrorOptions) {
    super(data.what, options);
    this.name = 'Problem';
    this.data = data;
  }

  get code(): string {
    return this.data.code;
  }

  get kind(): ProblemKind {
    return this.data.kind;
  }
}

/** Exit status of the command line for each kind of problem. */
export const exitStatus: Readonly<Record<ProblemKind, number>> = {
  failed: 1,
  usage: 2,
  refused: 3,
  cancelled: 4,
};

/** Anything thrown, as a problem; what is no `Problem` is a defect of ours and says so. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return cancelled();
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem(
    {
      code: 'INTERNAL',
      kind: 'failed',
      what: l10n.t('An unexpected error inside Recovery Runbooks.'),
      theirs: [{ source: 'Recovery Runbooks', text }],
      next: [l10n.t('Report it with the text above and the recovery log of this run.')],
    },
    { cause: thrown },
  );
}

/** The operator, or a signal, stopped what was going on. */
export function cancelled(where?: string): Problem {
  return new Problem({
    code: 'CANCELLED',
    kind: 'cancelled',
    what: l10n.t('Cancelled.'),
    ...(where === undefined ? {} : { where }),
  });
}

function theirLine(words: TheirWords): string {
  const parts = [
    words.number === undefined ? undefined : String(words.number),
    words.severity === undefined ? undefined : say(l10n.t('severity {0}', words.severity)),
    words.state === undefined ? undefined : say(l10n.t('state {0}', words.state)),
    words.line === undefined ? undefined : say(l10n.t('line {0}', words.line)),
  ].filter(part => part !== undefined);
  const numbers = parts.length > 0 ? ` ${parts.join(', ')}` : '';
  return labelled(`${words.source}${numbers}`, words.text);
}

/** The problem in the reader's language, for displays that show its parts; logs keep English. */
export function spokenProblem(data: ProblemData): ProblemData {
  const { theirs, changed, next } = data;
  return {
    ...data,
    what: say(data.what),
    ...(theirs === undefined
      ? {}
      : {
          theirs: theirs.map(words => ({
            ...words,
            source: say(words.source),
            text: say(words.text),
          })),
        }),
    ...(changed === undefined ? {} : { changed: say(changed) }),
    ...(next === undefined ? {} : { next: next.map(say) }),
  };
}

/**
 * The problem as lines of text, always in this order: what failed and where; the other side's own
 * words and numbers; what has and has not changed; what to do next. Cell, log, report and command
 * line show the same lines, in the reader's language.
 */
export function describeProblem(written: ProblemData): string[] {
  const data = spokenProblem(written);
  const lines = [data.where === undefined ? data.what : `${data.what} (${data.where})`];
  for (const words of data.theirs ?? []) lines.push(theirLine(words));
  if (data.changed !== undefined) lines.push(data.changed);
  const [first, ...others] = data.next ?? [];
  if (first !== undefined) lines.push(say(l10n.t('Next: {0}', first)), ...others);
  return lines;
}
