import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { evidenceMissing, manualNotDone, nobodyThere } from '../../../errors/manual.ts';
import { needsAlso } from '../../../errors/step-cells.ts';
import type { ManualAnswer, ManualForm } from '../../../runbook/execution.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { nonEmpty, schemaOf } from '../fields.ts';
import { useHands } from '../hands.ts';
import { requireServer } from '../servers.ts';

const schema = schemaOf(() =>
  z
    .strictObject({
      instruction: nonEmpty(l10n.t('What is to be done, as it is told to the person.')),
      evidence: z
        .array(nonEmpty(l10n.t('One thing to show.')))
        .default([])
        .describe(l10n.t('What must be shown to prove it, one line each.')),
      server: nonEmpty(
        l10n.t('Server on which it is done; by default the target of the step, if it has one.'),
      ).optional(),
      task: nonEmpty(
        l10n.t(
          'Name of the task that the "hands:" command of the estate file performs, if it has one.',
        ),
      ).optional(),
      destroys: z
        .array(nonEmpty(l10n.t('One thing that is lost.')))
        .default([])
        .describe(
          l10n.t(
            'What is lost by it, one line each; the step is then confirmed as one that destroys.',
          ),
        ),
      parameters: z
        .record(z.string(), z.unknown())
        .optional()
        .describe(l10n.t('More for the command, given on to it as it is.')),
    })
    .refine(value => value.parameters === undefined || value.task !== undefined, {
      error: () => needsAlso('task', 'parameters'),
    }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

/** How often a person who forgot the evidence is asked again. */
const timesAskedAgain = 2;

function serverOf(
  { server }: Parameters,
  { target }: ActionPlanContext,
  { estate }: ActionServices,
): string | undefined {
  if (server === undefined && target === undefined) return undefined;
  return requireServer(estate, server, target).fqdn;
}

function hasEvidence({ evidence, note }: ManualAnswer): boolean {
  return evidence.length > 0 || note.trim() !== '';
}

async function askPerson(
  parameters: Parameters,
  server: string | undefined,
  context: ActionRunContext,
): Promise<ManualAnswer> {
  const { instruction, evidence: evidenceAsked, task } = parameters;
  const form: ManualForm = {
    instruction,
    evidenceAsked,
    ...(server === undefined ? {} : { server }),
  };
  for (let again = timesAskedAgain; ; again -= 1) {
    const answer = await context.people.manual(form);
    context.signal.throwIfAborted();
    if (answer === undefined) throw nobodyThere(instruction, server, evidenceAsked, task);
    if (!answer.done) throw manualNotDone(instruction, server, answer.by, answer.note);
    if (evidenceAsked.length === 0 || hasEvidence(answer)) return answer;
    context.output.write(
      'warning',
      `${l10n.t('Evidence is needed: {0}.', evidenceAsked.join(', '))}\n`,
    );
    if (again === 0) throw evidenceMissing(evidenceAsked, answer.by);
  }
}

/** What is done outside: by the estate's `hands` where it names a task, else by a person. */
export function manualAction(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'manual',
    description: l10n.t(
      'Has a person, or the "hands:" command of the estate, do what is done outside.',
    ),
    example: [
      'manual:',
      '  instruction: Install the operating system under the same name.',
      '  task: install-os',
      '  server: $Server',
      '  evidence:',
      '    - name and version as the computer shows them',
    ].join('\n'),
    schema: schema(),
    plan: (parameters, context, services) => {
      const server = serverOf(parameters, context, services);
      const { hands } = services.estate;
      const lines = [parameters.instruction.trim()];
      if (parameters.task !== undefined && hands !== undefined) {
        const words = [
          ...hands.command,
          parameters.task,
          ...(server === undefined ? [] : [server]),
        ];
        lines.push(l10n.t('Done by the command: {0}', words.join(' ')));
      } else {
        lines.push(l10n.t("Done by a person, who is asked when it is this step's turn."));
      }
      if (parameters.evidence.length > 0) {
        lines.push(l10n.t('Evidence: {0}', parameters.evidence.join(', ')));
      }
      return Promise.resolve({
        lines,
        effect: {
          kind: parameters.destroys.length > 0 ? 'destroys' : 'changes',
          servers: server === undefined ? [] : [server],
        },
        losses: parameters.destroys,
        facts: {},
      });
    },
    run: async (parameters, _plan, context, services) => {
      const server = serverOf(parameters, context, services);
      const { task, instruction } = parameters;
      const { hands } = services.estate;
      if (task !== undefined && hands !== undefined) {
        const title = parameters.evidence.length > 0 ? parameters.evidence.join(', ') : task;
        const asked = { task, server, parameters: parameters.parameters ?? {}, title };
        const evidence = await useHands(asked, hands.command, context, services);
        return {
          summary: l10n.t('{0}: done by the command of the estate.', task),
          evidence: [evidence],
        };
      }
      const answer = await askPerson(parameters, server, context);
      const note = answer.note.trim();
      return {
        summary: l10n.t('Done, says {0}.', answer.by),
        evidence: [
          ...answer.evidence,
          ...(note === '' ? [] : [{ kind: 'text' as const, title: instruction, text: note }]),
        ],
      };
    },
  };
}
