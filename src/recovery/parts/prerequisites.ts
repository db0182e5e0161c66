import * as l10n from '@vscode/l10n';
import type { SectionDraft, StepDraft } from '../draft.ts';
import { actionStep, idOf, shellStep, type Rebuilt } from './part.ts';

function install(rebuilt: Rebuilt): StepDraft {
  const { server } = rebuilt;
  return actionStep(
    idOf('prerequisites', rebuilt),
    [
      l10n.t(
        'The management shell comes with the core components and the administrative tools. Everything after this is done in it.',
      ),
    ],
    [
      'manual',
      {
        task: 'install-prerequisites',
        server: server.cell,
        instruction: l10n.t(
          'Install the Windows features that the role of {0} needs, attach the product media, and run Setup.exe so far that the core components and the administrative tools are installed.',
          server.cell,
        ),
        evidence: [l10n.t('Installed components')],
      },
    ],
  );
}

/** Windows features, media, core components. */
export function prerequisitesSection(
  rebuilt: Rebuilt,
  more: readonly StepDraft[] = [],
): SectionDraft {
  const { server } = rebuilt;
  return {
    heading: rebuilt.many
      ? l10n.t('{0}: Windows features, media and core components', server.prose)
      : l10n.t('Windows features, media and core components'),
    say: [],
    steps: [install(rebuilt), ...more],
  };
}

/** A rebuilt server reads the backup set itself: the second hop shows here and not in the middle. */
export function setReachable(rebuilt: Rebuilt, file: string): StepDraft {
  return shellStep(
    idOf('set-reachable', rebuilt),
    [
      l10n.t(
        'The server must reach the backup set itself. A remoting session may be refused at the share (the second hop), and it is better to know that now. You should see one file, its size and its date.',
      ),
    ],
    [`Get-Item (Join-Path $Backup ${file}) | Select-Object Name, Length, LastWriteTime`],
    { target: rebuilt.server.cell, timeout: '10m' },
  );
}
