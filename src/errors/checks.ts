import * as l10n from '@vscode/l10n';
import { Problem, type TheirWords } from './problem.ts';

/** Something that a check found to be wrong. */
export interface CheckFinding {
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly why: string;
  readonly mend: readonly string[];
  readonly theirs?: readonly TheirWords[];
}

function findingLines(finding: CheckFinding): TheirWords[] {
  return [
    {
      source: finding.where,
      text: l10n.t('expected {0}, found {1}', finding.expected, finding.found),
    },
    ...(finding.theirs ?? []).filter(words => words.text !== finding.found),
    { source: l10n.t('Why it matters'), text: finding.why },
  ];
}

/** What checks found, all of it: expected, found, why it matters, how to mend it. */
export function checkFailed(kinds: readonly string[], findings: readonly CheckFinding[]): Problem {
  const [first] = findings;
  return new Problem({
    code: 'CHECK-FAILED',
    kind: 'failed',
    what:
      findings.length === 1
        ? l10n.t('The check {0} found something that is not as it must be.', kinds.join(', '))
        : l10n.t(
            'The check {0} found {1} things that are not as they must be.',
            kinds.join(', '),
            findings.length,
          ),
    ...(first === undefined ? {} : { where: first.where }),
    theirs: findings.flatMap(findingLines),
    changed: l10n.t('Nothing was changed: a check only reads.'),
    next: [...new Set(findings.flatMap(finding => finding.mend))],
  });
}

/** The guard against a restore onto a server that holds Lync's state. */
export function serverNotClean(
  kinds: readonly string[],
  findings: readonly CheckFinding[],
): Problem {
  const { data } = checkFailed(kinds, findings);
  return new Problem({
    ...data,
    code: 'CHECK-NOT-CLEAN',
    kind: 'refused',
    what: l10n.t('The server is not clean: a restore goes onto new or clean servers only.'),
  });
}

export function nameLookupFailed(name: string, error: unknown): Problem {
  return new Problem({
    code: 'CHECK-DNS-FAILED',
    kind: 'failed',
    what: l10n.t('DNS gave no answer for {0}.', name),
    where: name,
    theirs: [
      { source: l10n.t('Resolver'), text: error instanceof Error ? error.message : String(error) },
    ],
    changed: l10n.t('Nothing was changed: a check only reads.'),
    next: [l10n.t('check that this computer reaches its DNS servers, then run the step again.')],
  });
}

export function portUnknown(host: string): Problem {
  return new Problem({
    code: 'CHECK-PORT-UNKNOWN',
    kind: 'usage',
    what: l10n.t('The step names no port, and the estate file gives none for {0}.', host),
    where: host,
    changed: l10n.t('Nothing was changed: a check only reads.'),
    next: [
      l10n.t(
        'write the key "port", or add {0} with its address and port under "addresses:" in the estate file.',
        host,
      ),
    ],
  });
}

/** A wait ended before what was waited for came true. */
export function waitTimedOut(waitedSeconds: number, last: Problem): Problem {
  return new Problem(
    {
      ...last.data,
      code: 'WAIT-TIMED-OUT',
      kind: 'failed',
      what: l10n.t('Waited {0} s in vain. {1}', waitedSeconds, last.data.what),
    },
    { cause: last },
  );
}

/** A check names a pool that the estate file does not have. */
export function notAPool(name: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'CHECK-NO-POOL',
    kind: 'usage',
    what: l10n.t('The estate file has no pool {0}.', name),
    where: name,
    changed: l10n.t('Nothing was changed: a check only reads.'),
    next: [l10n.t('name one of its pools: {0}.', known.join(', ') || '-')],
  });
}

/** Everything that a preflight found; the recovery does not begin by itself. */
export function preflightFindings(findings: readonly CheckFinding[]): Problem {
  return new Problem({
    code: 'PREFLIGHT-FINDINGS',
    kind: 'refused',
    what:
      findings.length === 1
        ? l10n.t('The preflight found something that is not as it must be.')
        : l10n.t('The preflight found {0} things that are not as they must be.', findings.length),
    theirs: findings.flatMap(finding => [
      ...findingLines(finding),
      ...finding.mend.map(text => ({ source: l10n.t('To mend it'), text })),
    ]),
    changed: l10n.t('Nothing was changed: a preflight only reads.'),
    next: [
      l10n.t('mend what was found, then run the preflight again;'),
      l10n.t(
        'to go on all the same, start the next step in the editor or at a terminal and give your reason: the log keeps it.',
      ),
    ],
  });
}
