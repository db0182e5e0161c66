import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { waitTimedOut } from '../../../errors/checks.ts';
import { Problem } from '../../../errors/problem.ts';
import { formatDuration } from '../../../runbook/durations.ts';
import type { ActionRunContext, ActionServices, StepAction } from '../action.ts';
import type { Check } from '../checks/check.ts';
import {
  askedChecks,
  examineAll,
  kindShape,
  lookAgain,
  namesKind,
  planChecks,
  type AskedCheck,
  type Examination,
} from '../checks/examination.ts';
import { schemaOf, waitingTime } from '../fields.ts';

const schema = schemaOf((kinds: readonly Check[]) =>
  z
    .strictObject({
      ...kindShape(kinds),
      timeout: waitingTime(l10n.t('How long to wait at most.')).prefault('10m'),
      every: waitingTime(l10n.t('How long to wait between two looks.')).prefault('15s'),
    })
    .refine(...namesKind(kinds)),
);

/** A look that could not be made counts as "not yet": the server may be starting. Wrong use does not. */
async function look(
  asked: readonly AskedCheck[],
  context: ActionRunContext,
  services: ActionServices,
): Promise<Examination> {
  try {
    return await examineAll(asked, context, services);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof Problem && error.kind === 'failed') return { seen: [], problem: error };
    throw error;
  }
}

interface Wait {
  readonly timeoutMs: number;
  readonly everyMs: number;
}

async function waitUntilWell(
  asked: readonly AskedCheck[],
  { timeoutMs, everyMs }: Wait,
  context: ActionRunContext,
  services: ActionServices,
): Promise<{ readonly seen: readonly string[]; readonly looks: number; readonly ms: number }> {
  const began = services.now();
  for (let looks = 1; ; looks += 1) {
    const { seen, problem } = await look(asked, context, services);
    const ms = services.now() - began;
    if (problem === undefined) return { seen, looks, ms };
    const leftMs = timeoutMs - ms;
    if (leftMs <= 0) throw waitTimedOut(Math.round(ms / 1000), problem);
    context.output.progress({
      activity: l10n.t(
        'Waiting, look {0}: {1}',
        looks,
        problem.data.theirs?.[0]?.text ?? problem.data.what,
      ),
      percent: Math.min(100, Math.floor((ms / timeoutMs) * 100)),
      remainingMs: leftMs,
    });
    await services.sleep(Math.min(everyMs, leftMs), context.signal);
  }
}

/** A check that may take its time to come true. */
export function waitForAction(kinds: readonly Check[]): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'wait-for',
    description: l10n.t(
      'Makes a check again and again until all is as it must be, or the time is over.',
    ),
    example: ['wait-for:', '  replication:', '    server: $Server', '  timeout: 10m'].join('\n'),
    schema: schema(kinds),
    plan: (parameters, context, services) => {
      const plans = planChecks(askedChecks(kinds, parameters), context, services);
      const { timeout, every } = parameters;
      return Promise.resolve({
        lines: [
          ...plans.map(plan => plan.line),
          l10n.t(
            'Look every {0}, for {1} at most.',
            formatDuration(every),
            formatDuration(timeout),
          ),
        ],
        effect: { kind: 'reads', servers: [...new Set(plans.flatMap(plan => plan.servers))] },
        losses: [],
        facts: {},
      });
    },
    run: async (parameters, _plan, context, services) => {
      const wait = { timeoutMs: parameters.timeout, everyMs: parameters.every };
      const asked = askedChecks(kinds, parameters);
      const { seen, looks, ms } = await waitUntilWell(asked, wait, context, services);
      for (const line of seen) context.output.write('output', `${line}\n`);
      return {
        summary: l10n.t('True after {0} s, at look {1}.', Math.round(ms / 1000), looks),
        evidence: [
          {
            kind: 'text',
            title: asked.map(one => one.check.kind).join(', '),
            text: seen.join('\n'),
          },
        ],
        checkPassed: true,
      };
    },
    reconcile: (parameters, context, services) =>
      lookAgain(askedChecks(kinds, parameters), context, services),
  };
}
