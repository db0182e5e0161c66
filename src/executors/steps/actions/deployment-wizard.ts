import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { needsAlso, notWith } from '../../../errors/step-cells.ts';
import {
  bootstrapperFailed,
  wizardNoEffect,
  wizardTooEarly,
  wizardWrongName,
} from '../../../errors/wizard.ts';
import { poolOf, sameName } from '../../../estate/lookup.ts';
import type { Server } from '../../../estate/model.ts';
import type { ActionPlanContext, ActionRunContext, ActionServices, StepAction } from '../action.ts';
import { certificatesOf } from '../certificate-uses.ts';
import { computerName } from '../checks/fqdn.ts';
import { nonEmpty, schemaOf, secret } from '../fields.ts';
import { requireServer } from '../servers.ts';
import { pathInShell } from '../shell-paths.ts';
import { act } from '../shell.ts';
import { assignments, storedCertificates } from '../stored-certificates.ts';
import * as commands from '../wizard-scripts.ts';
import { notDone, readWizardState, wizardFacts, type WizardState } from '../wizard-state.ts';

const schema = schemaOf(() =>
  z
    .strictObject({
      server: nonEmpty(
        l10n.t('Server on which it runs; by default the target of the step.'),
      ).optional(),
      step: z
        .literal([1, 2, 3, 4])
        .describe(
          l10n.t(
            '1 local configuration store, 2 components of the roles, 3 certificates, 4 start services.',
          ),
        ),
      source: nonEmpty(
        l10n.t(
          'For step 1 of an Edge server: file of Export-CsConfiguration that fills the local store.',
        ),
      ).optional(),
      certificates: z
        .enum(['assign', 'restore', 'request'])
        .optional()
        .describe(
          l10n.t(
            'For step 3. assign (the default): those in the store of the computer; restore: import them from file first; request: have them issued first.',
          ),
        ),
      file: nonEmpty(l10n.t('For restore: the PFX file.')).optional(),
      password: secret(
        l10n.t('For restore: variable of type secret with the password of the file.'),
      ).optional(),
      authority: nonEmpty(
        l10n.t('For request: the certification authority, as in ca01.contoso.com\\CA.'),
      ).optional(),
    })
    .refine(value => value.certificates !== 'restore' || value.file !== undefined, {
      error: () => needsAlso('file', 'certificates: restore'),
    })
    .refine(value => value.certificates !== 'request' || value.authority !== undefined, {
      error: () => needsAlso('authority', 'certificates: request'),
    })
    .refine(value => value.certificates === undefined || value.step === 3, {
      error: () => notWith('certificates', l10n.t('a step other than 3')),
    })
    .refine(value => value.source === undefined || value.step === 1, {
      error: () => notWith('source', l10n.t('a step other than 1')),
    }),
);

type Parameters = z.output<ReturnType<typeof schema>>;

/** Commands before the stored certificates are known: all of them, but for step 3 its assignments. */
function commandsOf(
  parameters: Parameters,
  server: Server,
  { estate }: ActionServices,
): readonly commands.WizardCommand[] {
  const { bootstrapper, media } = server.deployment;
  switch (parameters.step) {
    case 1: {
      const { source } = parameters;
      const native = source === undefined ? undefined : pathInShell(source, estate, server);
      return [
        commands.bootstrapLocalStore(bootstrapper, media),
        commands.fillLocalStore(native),
        commands.enableReplica(),
      ];
    }
    case 2:
      return [commands.bootstrapRoles(bootstrapper, media), commands.enableComputer()];
    case 3:
      return certificateCommands(parameters, server, estate);
    case 4:
      return [commands.startServices()];
  }
}

function certificateCommands(
  { certificates, file, password, authority }: Parameters,
  server: Server,
  estate: ActionServices['estate'],
): readonly commands.WizardCommand[] {
  if (certificates === 'restore' && file !== undefined) {
    return [commands.importCertificate(pathInShell(file, estate, server), password)];
  }
  if (certificates === 'request' && authority !== undefined) {
    const name = poolOf(estate, server.fqdn)?.fqdn ?? server.fqdn;
    return certificatesOf(estate, server).map(one =>
      commands.requestCertificate(one.use, authority, name),
    );
  }
  return [];
}

/** The name must be right and the step before done. Throws a refusal. */
async function requireReady(
  { step }: Parameters,
  server: Server,
  state: WizardState,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<void> {
  const { fqdn } = await computerName(server.fqdn, context, services);
  if (!sameName(fqdn, server.fqdn)) throw wizardWrongName(server.fqdn, fqdn);
  if (step === 1) return;
  const before = step === 2 ? 1 : step === 3 ? 2 : 3;
  const missing = notDone(before, state);
  if (missing.length > 0) throw wizardTooEarly(server.fqdn, step, before, missing);
}

/** What step 3 would assign, as lines; with certificates to come, only what is wanted is known. */
async function certificateLines(
  parameters: Parameters,
  server: Server,
  context: ActionPlanContext,
  services: ActionServices,
): Promise<string[]> {
  if (parameters.step !== 3) return [];
  const toCome = parameters.certificates === 'restore' || parameters.certificates === 'request';
  if (toCome || context.mode === 'rehearse') {
    return certificatesOf(services.estate, server).map(one =>
      l10n.t('Assign the certificate {0} to {1}.', one.subject, one.use.join(', ')),
    );
  }
  const stored = await storedCertificates(server, context, services);
  return assignments(server, stored, services).map(({ use, certificate }) =>
    l10n.t('Assign {0} ({1}) to {2}.', certificate.Subject, certificate.Thumbprint, use.join(', ')),
  );
}

function sentence(doing: string): string {
  return `${doing.charAt(0).toUpperCase()}${doing.slice(1)}.`;
}

async function runCommands(
  step: number,
  list: readonly commands.WizardCommand[],
  server: Server,
  context: ActionRunContext,
  services: ActionServices,
): Promise<void> {
  for (const { doing, text, parameters = {}, native = false } of list) {
    context.output.progress({ activity: sentence(doing) });
    const result = await act(
      {
        server: server.fqdn,
        doing,
        changed: l10n.t('What step {0} installed so far stays on {1}.', step, server.fqdn),
        text,
        parameters,
      },
      context,
      services,
    );
    if (native && result.exitCode !== undefined && result.exitCode !== 0) {
      throw bootstrapperFailed(server.fqdn, step, result.exitCode);
    }
  }
}

async function assignStored(
  server: Server,
  context: ActionRunContext,
  services: ActionServices,
): Promise<void> {
  const stored = await storedCertificates(server, context, services);
  const list = assignments(server, stored, services).map(({ use, certificate }) =>
    commands.assignCertificate(use, certificate.Thumbprint),
  );
  await runCommands(3, list, server, context, services);
}

function stateText(state: WizardState): string {
  return Object.entries(wizardFacts(state))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Steps 1 to 4 of the Lync Server Deployment Wizard, by their command-line equivalents. */
export function deploymentWizard(): StepAction<ReturnType<typeof schema>> {
  return {
    name: 'deployment-wizard',
    description: l10n.t(
      'Runs a step of the Lync Server Deployment Wizard on a server, and checks that it is done.',
    ),
    example: 'deployment-wizard:\n  server: $Server\n  step: 1',
    schema: schema(),
    plan: async (parameters, context, services) => {
      const server = requireServer(services.estate, parameters.server, context.target);
      const rehearsed = context.mode === 'rehearse';
      const state = rehearsed ? undefined : await readWizardState(server, context, services);
      if (state !== undefined) await requireReady(parameters, server, state, context, services);
      const done = state !== undefined && notDone(parameters.step, state).length === 0;
      const lines = [
        ...commandsOf(parameters, server, services).map(one => sentence(one.doing)),
        ...(await certificateLines(parameters, server, context, services)),
      ];
      if (done)
        lines.unshift(
          l10n.t('This step is done already; repeating it changes nothing that is right.'),
        );
      if (rehearsed && parameters.step > 1) {
        lines.push(l10n.t('Step {0} must be done by then.', parameters.step - 1));
      }
      return {
        lines,
        effect: { kind: 'changes', servers: [server.fqdn] },
        losses: [],
        facts: state === undefined ? {} : wizardFacts(state),
      };
    },
    run: async (parameters, _plan, context, services) => {
      const server = requireServer(services.estate, parameters.server, context.target);
      const { step } = parameters;
      await runCommands(step, commandsOf(parameters, server, services), server, context, services);
      if (step === 3) await assignStored(server, context, services);
      const state = await readWizardState(server, context, services);
      const missing = notDone(step, state);
      if (missing.length > 0) throw wizardNoEffect(server.fqdn, step, missing);
      const text = l10n.t('Step {0} of the deployment wizard is done on {1}.', step, server.fqdn);
      return { summary: text, evidence: [{ kind: 'text', title: text, text: stateText(state) }] };
    },
    reconcile: async (parameters, context, services) => {
      const server = requireServer(services.estate, parameters.server, context.target);
      const state = await readWizardState(server, context, services);
      const missing = notDone(parameters.step, state);
      const lines = [...stateText(state).split('\n'), ...missing];
      return { finding: missing.length === 0 ? 'done' : 'not-done', lines };
    },
  };
}
