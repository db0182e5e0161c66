import * as l10n from '@vscode/l10n';
import { destroyNotNamed, notConfirmed, planKeepsChanging } from '../errors/run.ts';
import type { LoggedPlan } from '../log/events.ts';
import type { LogSink } from '../log/sink.ts';
import type { RunMode, StepPlan } from '../runbook/execution.ts';
import type { Step } from '../runbook/model.ts';
import type { AttemptPeople } from './attempt.ts';
import type { ConfirmationAnswer, ConfirmationRequest, RunPeople } from './people.ts';
import { loggedPlan } from './plan-hash.ts';

/** A plan that may be carried out, as it was agreed to. */
export interface AgreedPlan {
  readonly plan: StepPlan;
  readonly logged: LoggedPlan;
}

/** How often a plan may change under the operator's eyes before the step is refused. */
const mostPlans = 5;

/** The plan as the operator reads it. */
export function planText(plan: LoggedPlan): string[] {
  return [...plan.lines, ...plan.losses.map(loss => l10n.t('Will be lost: {0}', loss))];
}

/**
 * Asks for the confirmation that a step needs, bound to the plan that was shown: when the world has
 * changed by the time of the answer, the new plan is shown and asked for. Throws a `Problem` of kind
 * `refused` where it is not given.
 */
export async function agree(
  step: Step,
  mode: RunMode,
  makePlan: () => Promise<StepPlan>,
  asking: {
    readonly log: LogSink;
    readonly people: RunPeople;
    readonly waiting: AttemptPeople;
    readonly signal: AbortSignal;
  },
): Promise<AgreedPlan> {
  let plan = await makePlan();
  let logged = loggedPlan(plan);
  for (let shown = 1; shown <= mostPlans; shown += 1) {
    const destroysData = plan.effect.kind === 'destroys';
    if (!step.attributes.confirm && !destroysData) return { plan, logged };
    const destroys = destroysData && mode === 'live' ? plan.effect.servers : [];
    const answer = await confirm({ step, plan: logged, destroys }, asking);
    if (answer.how.startsWith('--')) return { plan, logged };
    plan = await makePlan();
    const now = loggedPlan(plan);
    if (now.hash === logged.hash) return { plan, logged };
    logged = now;
  }
  throw planKeepsChanging(step.id);
}

async function confirm(
  request: ConfirmationRequest,
  asking: Parameters<typeof agree>[3],
): Promise<ConfirmationAnswer> {
  const { step, plan } = request;
  const text = planText(plan);
  const answer = await asking.waiting.wait<ConfirmationAnswer | undefined>(
    'confirmation',
    text.join('\n'),
    () => asking.people.confirm(request, asking.signal),
  );
  if (answer === undefined) throw notConfirmed(step.id, text, true);
  const { unnamed = [], by, how } = answer;
  const agreed = answer.answer === 'yes' && unnamed.length === 0;
  await asking.log.append({
    type: 'confirmation',
    step: step.id,
    plan,
    answer: agreed ? 'yes' : 'no',
    by,
    how,
  });
  if (unnamed.length > 0) throw destroyNotNamed(step.id, unnamed, plan.losses);
  if (!agreed) throw notConfirmed(step.id, text, false);
  return answer;
}
