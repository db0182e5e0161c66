import * as l10n from '@vscode/l10n';
import type { EffectKind, StepPlan } from '../runbook/execution.ts';

const strength: readonly EffectKind[] = ['reads', 'changes', 'destroys'];

/** Names shown of a group before the rest is only counted. */
const namesShown = 12;

/**
 * The plans of several targets as one: what is the same but for the target's name is said once for
 * all of them, what is not stands by itself, so that a plan for 500 servers can be read.
 */
export function mergedPlan(
  plans: ReadonlyMap<string, StepPlan>,
  kept: readonly string[],
): StepPlan {
  const kinds = [...plans.values()].map(plan => strength.indexOf(plan.effect.kind));
  const kind = strength[Math.max(0, ...kinds)] ?? 'changes';
  const servers = new Set([...plans.values()].flatMap(plan => plan.effect.servers));
  const facts = [...plans].flatMap(([server, plan]) =>
    Object.entries(plan.facts).map(([name, value]) => [`${server} ${name}`, value] as const),
  );
  const variables = commonVariables([...plans.values()]);
  return {
    lines: [
      ...grouped(plans, plan => plan.lines),
      ...(kept.length === 0 ? [] : [l10n.t('Done already on {0}: left alone.', named(kept))]),
    ],
    losses: grouped(plans, plan => plan.losses),
    effect: { kind, servers: [...servers] },
    facts: Object.fromEntries(facts),
    ...(variables.size === 0 ? {} : { variables }),
  };
}

/** Names with commas, the rest of many only counted. */
export function named(servers: readonly string[]): string {
  if (servers.length <= namesShown) return servers.join(', ');
  const shown = servers.slice(0, namesShown).join(', ');
  return l10n.t('{0} and {1} more', shown, servers.length - namesShown);
}

function grouped(
  plans: ReadonlyMap<string, StepPlan>,
  part: (plan: StepPlan) => readonly string[],
): string[] {
  const groups = new Map<string, { servers: string[]; lines: readonly string[] }>();
  for (const [server, plan] of plans) {
    const lines = part(plan).map(line => line.replaceAll(server, l10n.t('each')));
    if (lines.length === 0) continue;
    const key = JSON.stringify(lines);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { servers: [server], lines: part(plan) });
    else {
      group.servers.push(server);
      group.lines = lines;
    }
  }
  return [...groups.values()].flatMap(({ servers, lines }) => [
    servers.length === 1
      ? l10n.t('On {0}:', named(servers))
      : l10n.t('On {0} servers ({1}), each:', servers.length, named(servers)),
    ...lines.map(line => `  ${line}`),
  ]);
}

function commonVariables(plans: readonly StepPlan[]): Map<string, string> {
  const [first, ...rest] = plans;
  const common = [...(first?.variables ?? [])].filter(([name, value]) =>
    rest.every(plan => plan.variables?.get(name) === value),
  );
  return new Map(common);
}
