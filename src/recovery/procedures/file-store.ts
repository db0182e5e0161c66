import * as l10n from '@vscode/l10n';
import { sameName } from '../../estate/lookup.ts';
import type { FileStore } from '../../estate/model.ts';
import type { RunbookDraft, SectionDraft, StepDraft } from '../draft.ts';
import { computerSection } from '../parts/computer.ts';
import { fileStorePermissions, fileStoreSteps, savedFolder } from '../parts/file-store.ts';
import { groundSection } from '../parts/ground.ts';
import { actionStep, type Rebuilt } from '../parts/part.ts';
import { backupVariable, caseVariable } from '../parts/variables.ts';
import { addressBook, forPeople, verificationSection } from '../parts/verification.ts';
import { procedureOf } from '../procedure.ts';
import type { Situation } from '../situation.ts';
import { cellLiteral, codeSpans } from '../writing/literals.ts';
import { idFor, known, knownAs } from '../writing/named.ts';

interface Case {
  /** FQDN of the host of the shares. */
  readonly host: string;
  readonly stores: readonly FileStore[];
}

function hostOf(store: FileStore): string {
  return store.server ?? store.path.replace(/^[\\/]+/u, '').split(/[\\/]/u)[0] ?? store.path;
}

function caseOf(situation: Situation): Case | undefined {
  const { asked, estate } = situation;
  if (asked.kind === 'file-store') return { host: hostOf(asked.store), stores: [asked.store] };
  if (asked.kind !== 'server') return undefined;
  const stores = estate.fileStores.filter(one => sameName(hostOf(one), asked.server.fqdn));
  return stores.length === 0 ? undefined : { host: asked.server.fqdn, stores };
}

function storeSections({ host, stores }: Case): SectionDraft[] {
  return stores.map(store => {
    const path = known(store.path);
    const steps = fileStoreSteps({
      server: known(host),
      path,
      saved: `$Backup/filestore/${cellLiteral(savedFolder(store.path))}`,
    });
    const share = store.path.split(/[\\/]/u).at(-1) ?? '';
    const named = { ...path, label: stores.length > 1 ? known(share).label : '' };
    return {
      heading: l10n.t('File store {0}', path.prose),
      say: [],
      steps: steps.map(step => ({ ...step, id: idFor(step.id, named) })),
    };
  });
}

function checks(stores: readonly FileStore[], from: string | undefined): StepDraft[] {
  return stores.map((store, i) =>
    actionStep(
      i === 0 ? 'store-reachable' : `store-reachable-${i + 1}`,
      [l10n.t('The Front Ends reach the share {0} again.', known(store.path).prose)],
      [
        'check',
        {
          share: {
            path: cellLiteral(store.path),
            ...(from === undefined ? {} : { from: cellLiteral(from) }),
          },
        },
      ],
    ),
  );
}

function draft(one: Case, situation: Situation): RunbookDraft {
  const { host, stores } = one;
  const server = knownAs('Server', host);
  const rebuilt: Rebuilt = { server, many: false };
  const helper = situation.helper();
  const at = known(helper?.fqdn ?? host);
  const hostLost = situation.serverLost(host);
  const pools = [...new Set(stores.flatMap(store => store.pools))].map(known);
  // Enable-CsTopology needs the store; its own recovery runs it, with the file stores in place.
  const storeLost = situation.lostCentralPool() !== undefined;
  return {
    title: l10n.t('Recover the file store on {0}', host),
    description: l10n.t(
      'Brings the shares of {0} back under their old paths, with their content from a backup set.',
      host,
    ),
    roles: ['FileServer'],
    productVersion: situation.estate.productVersion,
    opening: [
      l10n.t(
        '**What this does.** The host gets its name and its shares back, the content is copied from the set, and *Enable-CsTopology* sets the permissions. For the content of meetings of a paired pool there is another way: *Invoke-CsBackupServiceSync* with the module ConfServices.DataConf.',
      ),
    ],
    variables: [
      caseVariable('Server', 'server', l10n.t('FQDN of the file server.'), host),
      backupVariable(),
    ],
    sections: [
      groundSection({
        servers: hostLost && situation.server(host) !== undefined ? [server] : [],
        at: helper === undefined ? undefined : at,
        set: true,
        fileStores: stores.map(({ path }) => known(path)),
        central: storeLost,
      }),
      ...(hostLost ? [computerSection(rebuilt)] : []),
      ...storeSections(one),
      ...(storeLost
        ? []
        : [{ heading: l10n.t('Permissions'), say: [], steps: [fileStorePermissions(at)] }]),
      verificationSection(
        [...(storeLost ? [] : [addressBook(at, pools)]), ...checks(stores, helper?.fqdn)],
        [
          forPeople(
            l10n.t(
              'open a meeting with content, listen to a response group, look whether replication works: its working folder lies on the file store.',
            ),
          ),
        ],
      ),
    ],
  };
}

export const fileStore = procedureOf({
  id: 'file-store',
  find: caseOf,
  choose: found => {
    const pools = [...new Set(found.stores.flatMap(({ pools }) => pools))];
    return {
      reasons: [
        l10n.t(
          '{0} is the file store of {1}.',
          codeSpans(found.stores.map(({ path }) => path)),
          codeSpans(pools),
        ),
        l10n.t('Its content is in the backup set; the topology knows it by this path only.'),
      ],
      meanwhile: [
        l10n.t(
          'Users can sign in, talk and write. Content of meetings, address book, audio of response groups and the replication of the configuration suffer.',
        ),
      ],
    };
  },
  draft,
});
