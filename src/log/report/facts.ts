import { objectivesOf, type Objective } from '../account/objectives.ts';
import { participantsOf, type Participant } from '../account/participants.ts';
import type { Part } from '../account/parts.ts';
import type { RunFold } from '../account/run-fold.ts';
import type { ReportTexts } from '../account/text-keepers.ts';
import type { RunOutcome } from '../events.ts';
import type { TrustedKey } from '../keys/trusted-keys.ts';
import type { Decision, Note } from '../notes/entry.ts';
import type { Notes } from '../notes/notes-file.ts';
import type { Verification } from '../record.ts';

/** What a report is made from. */
export interface ReportSource {
  /** Path of the log. */
  readonly file: string;
  readonly fold: RunFold;
  readonly verification: Verification;
  readonly notes: Notes;
  /** What was kept of texts in the fold; those of the notes are cut alike. */
  readonly texts: ReportTexts;
  /** The keys that the reader trusts. */
  readonly trustedKeys: readonly TrustedKey[];
}

/** A finding as it stands now. */
export interface OpenFinding {
  readonly id: string;
  readonly severity: string;
  readonly text: string;
  readonly owner: string;
  readonly due: string;
  readonly records: readonly number[];
  readonly by: string;
  /** Its entry of the notes file. */
  readonly note: number;
  readonly closed: string | undefined;
}

/** Why a run is not simply passed. */
export type Condition =
  | { readonly what: 'outcome'; readonly outcome: RunOutcome }
  | { readonly what: 'integrity' }
  | { readonly what: 'not-finished' }
  | { readonly what: 'unknown-signer' }
  /** Entries of the notes file, by their `seq`, whose keys the reader does not trust. */
  | { readonly what: 'unknown-note-signers'; readonly notes: readonly number[] }
  | { readonly what: 'notes-damaged'; readonly line: number; readonly reason: string }
  | { readonly what: 'target-missed'; readonly objective: Objective }
  | { readonly what: 'target-unknown'; readonly objective: Objective }
  | { readonly what: 'overrides'; readonly count: number }
  | { readonly what: 'finding'; readonly id: string; readonly severity: string };

/** What the records and notes of a run come to. */
export interface ReportFacts {
  readonly objectives: readonly Objective[];
  readonly participants: readonly Participant[];
  readonly roles: readonly {
    readonly name: string;
    readonly role: string;
    readonly note: number;
  }[];
  readonly findings: readonly OpenFinding[];
  readonly signOffs: readonly Note[];
  readonly decision: Decision;
  readonly conditions: readonly Condition[];
  /** Attempts that did not succeed, and steps that were passed over. */
  readonly deviations: readonly Part[];
}

/** Draws the conclusions of a report. Pure: nothing is read. */
export function reportFacts(source: ReportSource): ReportFacts {
  const { fold, notes } = source;
  const objectives = objectivesOf(fold);
  const findings = findingsOf(notes.notes);
  const conditions = conditionsOf(source, objectives, findings);
  return {
    objectives,
    participants: participantsOf(fold),
    roles: notes.notes.flatMap(({ seq, entry }) =>
      entry.type === 'participant' ? [{ name: entry.name, role: entry.role, note: seq }] : [],
    ),
    findings,
    signOffs: notes.notes.filter(({ entry }) => entry.type === 'sign-off'),
    decision: decide(conditions),
    conditions,
    deviations: fold.attempts.filter(
      ({ outcome }) => outcome !== 'succeeded' && outcome !== 'rehearsed',
    ),
  };
}

/** Findings with what became of them. */
export function findingsOf(notes: readonly Note[]): OpenFinding[] {
  const closed = new Map<string, string>();
  for (const { entry } of notes) {
    if (entry.type === 'finding-closed') closed.set(entry.id, entry.text);
  }
  return notes.flatMap(({ entry, by, seq: note }) => {
    if (entry.type !== 'finding') return [];
    const { id, severity, text, owner = '', due = '', records = [] } = entry;
    return [{ id, severity, text, owner, due, records, by, note, closed: closed.get(id) }];
  });
}

function conditionsOf(
  { fold, verification, notes, trustedKeys }: ReportSource,
  objectives: readonly Objective[],
  findings: readonly OpenFinding[],
): Condition[] {
  const { integrity, finished, signer } = verification;
  const outcome = fold.state.finished?.outcome;
  const good = outcome === 'succeeded' || outcome === 'rehearsed';
  const overrides = fold.of('override').length;
  const strangers = notes.notes
    .filter(({ publicKey }) => !trustedKeys.some(key => key.publicKey === publicKey))
    .map(({ seq }) => seq);
  return [
    ...(integrity.state === 'intact' ? [] : [{ what: 'integrity' } as const]),
    ...(finished ? [] : [{ what: 'not-finished' } as const]),
    ...(outcome === undefined || good ? [] : [{ what: 'outcome', outcome } as const]),
    ...(finished && signer.state !== 'trusted' ? [{ what: 'unknown-signer' } as const] : []),
    ...(strangers.length === 0
      ? []
      : [{ what: 'unknown-note-signers', notes: strangers } as const]),
    ...(notes.fault === undefined ? [] : [{ what: 'notes-damaged', ...notes.fault } as const]),
    ...objectives.flatMap((objective): Condition[] => {
      if (objective.met === false) return [{ what: 'target-missed', objective }];
      const unknown = objective.targetMs !== undefined && objective.valueMs === undefined;
      return unknown ? [{ what: 'target-unknown', objective }] : [];
    }),
    ...(overrides === 0 ? [] : [{ what: 'overrides', count: overrides } as const]),
    ...findings
      .filter(({ closed }) => closed === undefined)
      .map(({ id, severity }) => ({ what: 'finding', id, severity }) as const),
  ];
}

/** Failed: the run did not succeed, its record cannot be trusted, or a critical finding is open. */
function decide(conditions: readonly Condition[]): Decision {
  const fatal = conditions.some(
    condition =>
      condition.what === 'outcome' ||
      condition.what === 'integrity' ||
      condition.what === 'not-finished' ||
      (condition.what === 'finding' && condition.severity === 'critical'),
  );
  if (fatal) return 'failed';
  return conditions.length === 0 ? 'passed' : 'passed-with-conditions';
}
