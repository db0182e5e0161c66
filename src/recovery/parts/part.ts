import type { CellValue, StepDraft } from '../draft.ts';
import { idFor, type Named } from '../writing/named.ts';

/** A server that is rebuilt by the runbook. */
export interface Rebuilt {
  readonly server: Named;
  /** Whether step ids carry its name, because the runbook rebuilds more than one. */
  readonly many: boolean;
}

/** `base`, with the server's name where the runbook rebuilds several. */
export function idOf(base: string, { server, many }: Rebuilt): string {
  return idFor(base, many ? server : undefined);
}

type More = Partial<Omit<StepDraft, 'id' | 'say' | 'body'>>;

/** A step that is a typed action. */
export function actionStep(
  id: string,
  say: readonly string[],
  body: readonly [action: string, parameters?: CellValue],
  more: More = {},
): StepDraft {
  const [action, parameters] = body;
  return {
    id,
    say,
    body: { kind: 'action', action, ...(parameters === undefined ? {} : { parameters }) },
    ...more,
  };
}

/** A step that is a script of the management shell. Every session begins without the module. */
export function shellStep(
  id: string,
  say: readonly string[],
  lines: readonly string[],
  more: More = {},
): StepDraft {
  const usesModule = lines.some(line => /\b[A-Z][a-z]+-Cs[A-Z]/u.test(line));
  const script = [...(usesModule ? ['Import-Module Lync'] : []), ...lines].join('\n');
  return { id, say, body: { kind: 'powershell', script }, ...more };
}
