import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

function nothingChanged(): string {
  return l10n.t('Nothing was changed.');
}

/** A step of the deployment wizard whose preconditions do not hold. */
export function wizardTooEarly(
  server: string,
  step: number,
  before: number,
  missing: readonly string[],
): Problem {
  return new Problem({
    code: 'WIZARD-TOO-EARLY',
    kind: 'refused',
    what: l10n.t('Step {0} of the deployment wizard needs step {1} done first.', step, before),
    where: server,
    theirs: missing.map(text => ({ source: server, text })),
    changed: nothingChanged(),
    next: [l10n.t('run deployment-wizard with step {0} on {1}.', before, server)],
  });
}

export function wizardWrongName(server: string, found: string): Problem {
  return new Problem({
    code: 'WIZARD-WRONG-NAME',
    kind: 'refused',
    what: l10n.t('The computer calls itself {0}, not {1}.', found, server),
    where: server,
    theirs: [{ source: server, text: found }],
    changed: nothingChanged(),
    next: [
      l10n.t(
        'rename the computer to {0} and restart it: the topology knows the server by this name only.',
        server,
      ),
    ],
  });
}

/** A wizard step ran without an error but did not have its effect. */
export function wizardNoEffect(server: string, step: number, missing: readonly string[]): Problem {
  const next = [
    l10n.t(
      'read the output of the step and the deployment log on {0} (the report under %TEMP%);',
      server,
    ),
    l10n.t('mend what is said there, then run the step again: repeating it is safe.'),
  ];
  if (step === 4) {
    next[0] = l10n.t(
      'look into the event log "Lync Server" of {0} for the services above;',
      server,
    );
  }
  return new Problem({
    code: 'WIZARD-NO-EFFECT',
    kind: 'failed',
    what: l10n.t('Step {0} of the deployment wizard ended, but is not done.', step),
    where: server,
    theirs: missing.map(text => ({ source: server, text })),
    changed: l10n.t('What the step installed so far stays on {0}.', server),
    next,
  });
}

/** Windows Installer's codes for "restart before you go on". */
const restartCodes = new Set([1641, 3010]);

export function bootstrapperFailed(server: string, step: number, exitCode: number): Problem {
  const restart = restartCodes.has(exitCode);
  return new Problem({
    code: restart ? 'WIZARD-RESTART' : 'WIZARD-BOOTSTRAPPER',
    kind: 'failed',
    what: restart
      ? l10n.t('The server must be restarted before step {0} can go on.', step)
      : l10n.t('Bootstrapper.exe failed in step {0} of the deployment wizard.', step),
    where: server,
    theirs: [
      { source: 'Bootstrapper.exe', text: l10n.t('exit status {0}', exitCode), number: exitCode },
    ],
    changed: l10n.t('What the step installed so far stays on {0}.', server),
    next: [
      restart
        ? l10n.t('restart {0}, then run this step again.', server)
        : l10n.t(
            'read the output of the step and the deployment log on {0}, mend it, run the step again.',
            server,
          ),
    ],
  });
}

export function certificateNotStored(
  server: string,
  use: readonly string[],
  subject: string,
  stored: readonly string[],
): Problem {
  return new Problem({
    code: 'WIZARD-NO-CERTIFICATE',
    kind: 'refused',
    what: l10n.t(
      'The store of the computer holds no good certificate {0} for {1}.',
      subject,
      use.join(', '),
    ),
    where: server,
    theirs: (stored.length === 0 ? [l10n.t('the store is empty')] : stored).map(text => ({
      source: 'LocalMachine\\My',
      text,
    })),
    changed: nothingChanged(),
    next: [
      l10n.t(
        'restore it with its private key (certificates: restore), or have it issued anew (certificates: request);',
      ),
      l10n.t(
        'or have the task reissue-certificates done with a manual step, then run this step again.',
      ),
    ],
  });
}
