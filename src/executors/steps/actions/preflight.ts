import * as l10n from '@vscode/l10n';
import { preflightFindings } from '../../../errors/checks.ts';
import { describeProblem, Problem } from '../../../errors/problem.ts';
import type { ActionPlanContext, ActionServices, StepAction } from '../action.ts';
import type { Check, CheckReport, Finding } from '../checks/check.ts';
import { preflightItems, type PreflightItem } from '../preflight/items.ts';
import { preflightSchema, type PreflightParameters } from '../preflight/parameters.ts';
import { examineSet } from '../preflight/set.ts';

interface Asked {
  readonly item: PreflightItem;
  readonly check: Check;
  readonly parameters: unknown;
}

/** The items with their checks; parameters take the defaults of each check's own schema. */
function askedOf(items: readonly PreflightItem[], kinds: readonly Check[]): readonly Asked[] {
  return items.flatMap(item => {
    const check = kinds.find(one => one.kind === item.kind);
    return check === undefined
      ? []
      : [{ item, check, parameters: check.schema.parse(item.parameters) }];
  });
}

/** What could not be looked at is a finding too: it may be as it must be or not. */
function unseen({ data }: Problem, item: PreflightItem): Finding {
  return {
    where: data.where ?? item.kind,
    expected: l10n.t('it can be looked at ({0})', item.kind),
    found: [data.what, ...(data.theirs ?? []).map(words => words.text)].join(' '),
    why: l10n.t('What cannot be seen may be wrong, and shows in the middle of the recovery.'),
    mend: data.next ?? [],
  };
}

/** A report, and whether the server that it is about gave no answer. */
interface Look extends CheckReport {
  readonly silent: boolean;
}

async function look(
  asked: Asked,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<Look> {
  const { item, check, parameters } = asked;
  try {
    return { ...(await check.examine(parameters, context, services)), silent: false };
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (!(thrown instanceof Problem) || thrown.kind === 'cancelled') throw thrown;
    if (item.mayBeSilent === undefined || thrown.kind !== 'failed') {
      return { findings: [unseen(thrown, item)], seen: [], silent: false };
    }
    const seen = l10n.t('{0} does not answer yet: {1}', item.mayBeSilent, thrown.data.what);
    return { findings: [], seen: [seen], silent: true };
  }
}

async function examineAll(
  parameters: PreflightParameters,
  kinds: readonly Check[],
  context: ActionPlanContext,
  services: ActionServices,
): Promise<CheckReport> {
  const { items, later } = preflightItems(parameters, services);
  const findings: Finding[] = [];
  const seen: string[] = [];
  const silent = new Set<string>();
  for (const asked of askedOf(items, kinds)) {
    context.signal.throwIfAborted();
    const { mayBeSilent } = asked.item;
    // A server that did not answer once is not waited for again.
    if (mayBeSilent !== undefined && silent.has(mayBeSilent)) continue;
    const report = await look(asked, context, services);
    if (mayBeSilent !== undefined && report.silent) silent.add(mayBeSilent);
    findings.push(...report.findings);
    seen.push(...report.seen);
  }
  if (parameters.set !== undefined) {
    const report = await setReport(parameters.set, parameters, services);
    findings.push(...report.findings);
    seen.push(...report.seen);
  }
  return { findings, seen: [...seen, ...later] };
}

async function setReport(
  set: string,
  parameters: PreflightParameters,
  services: ActionServices,
): Promise<CheckReport> {
  try {
    return await examineSet(set, parameters, services);
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    return { findings: [unseen(thrown, { kind: 'set', parameters: {} })], seen: [] };
  }
}

/** Everything that must be as it was, in one look: the first step of a recovery. */
export function preflight(kinds: readonly Check[]): StepAction<ReturnType<typeof preflightSchema>> {
  return {
    name: 'preflight',
    description: l10n.t(
      'Looks at everything that must be as it was before a recovery begins, and says all that is not.',
    ),
    example: [
      'preflight:',
      '  servers: [$Server]',
      '  at: fe02.contoso.com',
      '  set: $Backup',
    ].join('\n'),
    schema: preflightSchema(),
    plan: (parameters, context, services) =>
      Promise.resolve().then(() => {
        const { items, later } = preflightItems(parameters, services);
        const plans = askedOf(items, kinds).map(({ check, parameters: given }) =>
          check.plan(given, context, services),
        );
        const set =
          parameters.set === undefined
            ? []
            : [l10n.t('Look whether {0} is sealed, young enough and complete.', parameters.set)];
        return {
          lines: [...plans.map(plan => plan.line), ...set, ...later],
          effect: {
            kind: 'reads' as const,
            servers: [...new Set(plans.flatMap(one => one.servers))],
          },
          losses: [],
          facts: {},
        };
      }),
    run: async (parameters, _plan, context, services) => {
      const { findings, seen } = await examineAll(parameters, kinds, context, services);
      for (const line of seen) context.output.write('output', `${line}\n`);
      if (findings.length > 0) throw preflightFindings(findings);
      return {
        summary: l10n.t('Everything that can be seen now is as it must be.'),
        evidence: [{ kind: 'text', title: 'preflight', text: seen.join('\n') }],
      };
    },
    reconcile: async (parameters, context, services) => {
      const { findings, seen } = await examineAll(parameters, kinds, context, services);
      return findings.length === 0
        ? { finding: 'done', lines: seen }
        : { finding: 'not-done', lines: describeProblem(preflightFindings(findings).data) };
    },
  };
}
