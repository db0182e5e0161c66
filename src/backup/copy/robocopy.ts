/** What robocopy is asked to carry over onto files that are there already. */
export interface RobocopyOrder {
  readonly from: string;
  readonly to: string;
  /** File that receives robocopy's own log, UTF-16. */
  readonly log: string;
}

/** Threads of robocopy, as the documentation of backups has it. */
const threads = 16;

/**
 * robocopy's words for carrying attributes, times and access lists over, after contents were copied and
 * hashed: `/SECFIX` and `/TIMFIX` mend files that are there, `/XL` keeps it from copying what was left out,
 * `/XJ` from following junctions, `/B` from being stopped by access lists. Two tries with 5 s between,
 * because its own default is a million with 30 s. `/MIR` and `/PURGE` are never among them: nothing is
 * deleted. A path that ended in a backslash would swallow the quote after it, so none does.
 */
export function robocopyArguments({ from, to, log }: RobocopyOrder): string[] {
  const plain = (path: string): string => {
    const cut = path.replace(/[\\/]+$/, '');
    return /^[A-Za-z]:$/.test(cut) ? `${cut}\\.` : cut;
  };
  const what = ['/E', '/XL', '/XJ', '/B', '/COPY:DATS', '/DCOPY:T', '/SECFIX', '/TIMFIX'];
  const how = ['/R:2', '/W:5', `/MT:${threads}`, '/NP', '/NJH', '/BYTES', `/UNILOG:${log}`];
  return [plain(from), plain(to), ...what, ...how];
}

/** What robocopy's exit status says: a mask of bits. */
export interface RobocopyExit {
  /** Below 8 nothing failed, whatever else there is to tell. */
  readonly ok: boolean;
  readonly copied: boolean;
  /** Files at the destination that the source does not have. */
  readonly extra: boolean;
  /** Files and folders of one name. */
  readonly mismatched: boolean;
  /** Files were not copied. */
  readonly failed: boolean;
  /** Nothing was copied: wrong use, or no access at all. */
  readonly fatal: boolean;
}

/** Reads the exit status; one that robocopy does not give (it was killed) is a failure. */
export function readRobocopyExit(status: number): RobocopyExit {
  const bit = (value: number): boolean => (status & value) !== 0;
  const known = Number.isInteger(status) && status >= 0 && status <= 31;
  return {
    ok: known && status < 8,
    copied: known && bit(1),
    extra: known && bit(2),
    mismatched: known && bit(4),
    failed: !known || bit(8),
    fatal: !known || bit(16),
  };
}

/** A file that robocopy names as not copied: `ERROR 32 (0x00000020) Copying File C:\x`. */
export interface RobocopyFailure {
  readonly number: number;
  readonly path: string;
  /** The system's own words, from the line after. */
  readonly text: string;
}

const errorLine = /\b(?:ERROR|ERREUR|FEHLER|ERRORE)\s*:?\s*(\d+)\s+\(0x[0-9A-Fa-f]{8}\)\s+(.*)$/;

/** The files that its log names as not copied; each once, with the last that was said of it. */
export function failuresInLog(log: string): RobocopyFailure[] {
  const lines = log.replace(/^\ufeff/, '').split(/\r?\n/);
  const found = new Map<string, RobocopyFailure>();
  lines.forEach((line, i) => {
    const [, number, rest] = errorLine.exec(line) ?? [];
    if (number === undefined || rest === undefined) return;
    const path = /(?:[A-Za-z]:\\|\\\\).*$/.exec(rest)?.[0].trim() ?? rest.trim();
    found.set(path.toLowerCase(), {
      number: Number(number),
      path,
      text: (lines[i + 1] ?? '').trim(),
    });
  });
  return [...found.values()];
}
