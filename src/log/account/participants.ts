import * as l10n from '@vscode/l10n';
import type { RunFold } from './run-fold.ts';

/** What someone did in a run. */
export type Part =
  'operator' | 'confirmed' | 'approved' | 'overrode' | 'noted' | 'gave evidence' | 'decided';

/** What someone did in a run, in a few words. */
export function partWord(part: Part): string {
  switch (part) {
    case 'operator':
      return l10n.t('operator');
    case 'confirmed':
      return l10n.t('confirmed');
    case 'approved':
      return l10n.t('approved commands');
    case 'overrode':
      return l10n.t('overrode');
    case 'noted':
      return l10n.t('wrote notes');
    case 'gave evidence':
      return l10n.t('gave evidence');
    case 'decided':
      return l10n.t('decided after an interruption');
  }
}

/** Someone who took part, with the records that say so. */
export interface Participant {
  readonly name: string;
  /** Computers of an operator. */
  readonly hosts: readonly string[];
  readonly parts: readonly Part[];
  /** The first record of each part. */
  readonly evidence: readonly number[];
}

/** Whether evidence was gathered by a step, and not brought by someone: a step has attempts. */
export function isOfStep({
  by,
  attempt,
}: {
  readonly by: string;
  readonly attempt?: number;
}): boolean {
  return by === 'step' && attempt !== undefined;
}

/** Everyone whom the log names, in the order in which they first appear. */
export function participantsOf(fold: RunFold): Participant[] {
  const people = new Map<
    string,
    { readonly hosts: Set<string>; readonly parts: Map<Part, number> }
  >();
  const note = (name: string, part: Part, seq: number, host?: string): void => {
    const known = people.get(name) ?? { hosts: new Set(), parts: new Map() };
    people.set(name, known);
    if (!known.parts.has(part)) known.parts.set(part, seq);
    if (host !== undefined) known.hosts.add(host);
  };
  for (const { seq, event } of fold.said) {
    switch (event.type) {
      case 'run-started':
      case 'run-resumed':
        note(event.operator.user, 'operator', seq, event.operator.host);
        break;
      case 'confirmation':
        note(event.by, 'confirmed', seq);
        break;
      case 'command-approval':
        note(event.by, 'approved', seq);
        break;
      case 'override':
        note(event.by, 'overrode', seq);
        break;
      case 'note':
        note(event.by, 'noted', seq);
        break;
      case 'evidence':
        if (!isOfStep(event)) note(event.by, 'gave evidence', seq);
        break;
      case 'reconciled':
        note(event.by, 'decided', seq);
        break;
      default:
        break;
    }
  }
  return [...people].map(([name, { hosts, parts }]) => ({
    name,
    hosts: [...hosts],
    parts: [...parts.keys()],
    evidence: [...parts.values()],
  }));
}
