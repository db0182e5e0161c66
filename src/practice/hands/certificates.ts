import * as l10n from '@vscode/l10n';
import { afterIssue, issue } from '../data/certificates.ts';
import { isCurrent } from '../inspection/status.ts';
import { faultOn } from '../loss/faults.ts';
import type { CertificateState } from '../state.ts';
import { sheetOf } from './install-os.ts';
import { runningComputer } from './running.ts';
import type { HandsTask, TaskServices } from './task.ts';

/**
 * Puts the certificates of the build sheet into the computer's store, with their private keys, and
 * assigns none: that is step 3 of the deployment wizard. One that is there and good stays.
 */
async function issueMissing(task: string, server: string, services: TaskServices): Promise<string> {
  const { store, now, random } = services;
  const computer = await runningComputer(store, task, server);
  if (faultOn(await store.faults(), 'missing-certificate', server) !== undefined) {
    return l10n.t('No certificate was issued for {0}: the request is still waiting.', server);
  }
  let authority = await store.authority();
  const certificates: CertificateState[] = [];
  for (const plan of (await sheetOf(store, server)).certificates) {
    const good = computer.certificates.find(
      one =>
        one.subject === plan.subject &&
        one.privateKey &&
        isCurrent(one.notBefore, one.notAfter, now),
    );
    certificates.push(good ?? issue(plan, authority, now, random));
    if (good === undefined) authority = afterIssue(authority);
  }
  await store.write(store.layout.authority, authority);
  await store.changeComputer(server, state => ({ ...state, certificates }));
  return certificates
    .map(one =>
      l10n.t(
        '{0}, thumbprint {1}, issued by {2}, good until {3}, with private key, in LocalMachine\\My',
        one.subject,
        one.thumbprint,
        one.issuer,
        one.notAfter,
      ),
    )
    .join('; ');
}

export const reissueCertificates: HandsTask = {
  name: 'reissue-certificates',
  describe: () => l10n.t('has the certificate authority issue the certificates of the server'),
  run: ({ server }, services) => issueMissing('reissue-certificates', server, services),
};

export const restoreCertificates: HandsTask = {
  name: 'restore-certificates',
  describe: () => l10n.t('brings back the certificates of the server with their private keys'),
  run: ({ server }, services) => issueMissing('restore-certificates', server, services),
};
