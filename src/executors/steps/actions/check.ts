import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { StepAction } from '../action.ts';
import type { Check } from '../checks/check.ts';
import {
  askedChecks,
  examineAll,
  kindShape,
  lookAgain,
  namesKind,
  planChecks,
} from '../checks/examination.ts';
import { schemaOf } from '../fields.ts';

const schema = schemaOf((kinds: readonly Check[]) =>
  z.strictObject(kindShape(kinds)).refine(...namesKind(kinds)),
);

/** Looks and says what is wrong; changes nothing. */
export function checkAction(kinds: readonly Check[]): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'check',
    description: l10n.t(
      'Reads the state of servers and names, and fails with what is not as it must be.',
    ),
    example: ['check:', '  fqdn:', '    server: $Server'].join('\n'),
    schema: schema(kinds),
    plan: (parameters, context, services) => {
      const plans = planChecks(askedChecks(kinds, parameters), context, services);
      return Promise.resolve({
        lines: plans.map(plan => plan.line),
        effect: { kind: 'reads', servers: [...new Set(plans.flatMap(plan => plan.servers))] },
        losses: [],
        facts: {},
      });
    },
    run: async (parameters, _plan, context, services) => {
      const asked = askedChecks(kinds, parameters);
      const { seen, problem } = await examineAll(asked, context, services);
      for (const line of seen) context.output.write('output', `${line}\n`);
      if (problem !== undefined) throw problem;
      const names = asked.map(one => one.check.kind).join(', ');
      return {
        summary: seen.length === 1 ? seen.join('') : l10n.t('All is as it must be: {0}.', names),
        evidence: [{ kind: 'text', title: names, text: seen.join('\n') }],
        checkPassed: true,
      };
    },
    reconcile: (parameters, context, services) =>
      lookAgain(askedChecks(kinds, parameters), context, services),
  };
}
