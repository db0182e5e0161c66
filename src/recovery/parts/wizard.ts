import * as l10n from '@vscode/l10n';
import type { CellValue, SectionDraft, StepDraft } from '../draft.ts';
import { actionStep, idOf, type Rebuilt } from './part.ts';

function wizardStep(
  rebuilt: Rebuilt,
  step: 1 | 2 | 3 | 4,
  say: readonly string[],
  times: Pick<StepDraft, 'timeout' | 'expect'>,
  more: Readonly<Record<string, CellValue>> = {},
): StepDraft {
  return actionStep(
    idOf(`wizard-${step}`, rebuilt),
    say,
    ['deployment-wizard', { server: rebuilt.server.cell, step, ...more }],
    times,
  );
}

/** What a runbook does between the steps of the wizard. */
export interface WizardOptions {
  /** File that fills the local store of a server outside the domain. */
  readonly source?: string;
  /** What step 2 makes beside the roles, one paragraph. */
  readonly step2?: string;
  /** Steps between 3 and 4. */
  readonly beforeStart?: readonly StepDraft[];
  /** `false` where something else starts the services later. */
  readonly start?: boolean;
}

/** Deployment Wizard, steps 1 to 4: local configuration store, roles, certificates, start. */
export function wizardSection(rebuilt: Rebuilt, options: WizardOptions = {}): SectionDraft {
  const { source, step2, beforeStart = [], start = true } = options;
  const first =
    source === undefined
      ? l10n.t(
          '**Step 1** installs the local configuration store and fills it from the Central Management store.',
        )
      : l10n.t(
          '**Step 1** installs the local configuration store and fills it from the file: this server reads no Central Management store.',
        );
  const steps = [
    wizardStep(
      rebuilt,
      1,
      [first],
      { timeout: '1h', expect: '10m' },
      source === undefined ? {} : { source },
    ),
    wizardStep(
      rebuilt,
      2,
      [
        l10n.t('**Step 2** installs the roles that the topology gives to this server.'),
        ...(step2 === undefined ? [] : [step2]),
      ],
      { timeout: '2h', expect: '20m' },
    ),
    actionStep(
      idOf('version-as-others', rebuilt),
      [
        l10n.t(
          'Install the cumulative update that the other servers have before you go on. You should see the same version on all of them.',
        ),
      ],
      ['check', { versions: { server: rebuilt.server.cell } }],
      { aside: true },
    ),
    wizardStep(
      rebuilt,
      3,
      [l10n.t('**Step 3** assigns the certificates. It is green only when every use has one.')],
      { timeout: '1h' },
    ),
    ...beforeStart,
    ...(start
      ? [
          wizardStep(rebuilt, 4, [l10n.t('**Step 4** starts the services.')], {
            timeout: '1h',
            expect: '10m',
          }),
        ]
      : []),
  ];
  return {
    heading: rebuilt.many
      ? l10n.t('{0}: Deployment Wizard', rebuilt.server.prose)
      : l10n.t('Deployment Wizard'),
    say: [],
    steps,
  };
}
