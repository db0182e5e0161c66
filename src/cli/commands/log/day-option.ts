import * as l10n from '@vscode/l10n';
import { wrongUse } from '../../../errors/cli.ts';

/** A day as an option gives it, `2026-12-01`; throws a `Problem` for what is no day of the calendar. */
export function dayOption(
  day: string | undefined,
  option: string,
  usage: readonly string[],
): string | undefined {
  if (day === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(day)) return day;
  throw wrongUse(
    l10n.t('{0} is no day: it is written like 2026-12-01.', `${option} ${day}`),
    usage,
  );
}
