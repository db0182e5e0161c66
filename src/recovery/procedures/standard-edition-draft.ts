import * as l10n from '@vscode/l10n';
import type { Pool, Server } from '../../estate/model.ts';
import type { RunbookDraft, SectionDraft, StepDraft, VariableDraft } from '../draft.ts';
import {
  activeMaster,
  centralStoreSection,
  locationsSection,
  prepareFirstServer,
} from '../parts/central-store.ts';
import { certificatesSection } from '../parts/certificates.ts';
import { computerSection } from '../parts/computer.ts';
import { fileStorePermissions, fileStoreSection, savedFolder } from '../parts/file-store.ts';
import { groundSection, type Ground } from '../parts/ground.ts';
import type { Rebuilt } from '../parts/part.ts';
import { prerequisitesSection, setReachable } from '../parts/prerequisites.ts';
import { responseGroupsSection } from '../parts/response-groups.ts';
import { collocatedStoresSection } from '../parts/sql-data.ts';
import { topologySection } from '../parts/topology.ts';
import { userDataSection } from '../parts/user-data.ts';
import { backupVariable, caseVariable, serviceGroupVariable } from '../parts/variables.ts';
import {
  addressBook,
  certificatesGood,
  forPeople,
  replicaCurrent,
  servicesRunning,
  trustAsBefore,
  usersBack,
  verificationSection,
} from '../parts/verification.ts';
import { wizardSection } from '../parts/wizard.ts';
import type { Situation } from '../situation.ts';
import { cellLiteral, codeSpan } from '../writing/literals.ts';
import { known, knownAs, type Named } from '../writing/named.ts';

/** A Standard Edition server, and everything of the estate that its runbook names. */
interface Case {
  readonly situation: Situation;
  readonly server: Server;
  readonly pool: Pool;
  readonly central: boolean;
  readonly name: Named;
  readonly rebuilt: Rebuilt;
  /** The server whose management shell is asked while this one is not there. */
  readonly helper: Named | undefined;
}

function variablesOf({ server, situation }: Case): readonly VariableDraft[] {
  const { fqdn, deployment } = server;
  return [
    caseVariable('Server', 'server', l10n.t('FQDN of the lost server.'), fqdn),
    caseVariable('Pool', 'fqdn', l10n.t('Its pool, which has the same name.'), fqdn),
    backupVariable(),
    serviceGroupVariable(situation.estate),
    caseVariable(
      'Bootstrapper',
      'string',
      l10n.t('Bootstrapper.exe on the server, which the Deployment Wizard starts.'),
      deployment.bootstrapper,
    ),
    caseVariable(
      'Media',
      'string',
      l10n.t('Folder of the product media on the server.'),
      deployment.media,
    ),
  ];
}

function opening({ server, central }: Case): readonly string[] {
  const { fqdn } = server;
  return [
    l10n.t(
      '**What this does.** It makes a clean computer into {0}: operating system with the same name, certificates, file store, local configuration, roles, services; then the users’ data and the response groups.',
      codeSpan(fqdn),
    ),
    central
      ? l10n.t(
          'The server held the Central Management store: it is made anew, pointed at in Active Directory and filled from the set before anything else is installed.',
        )
      : l10n.t(
          'The Central Management store is on another server and must be reachable: topology and settings come from there.',
        ),
    l10n.t(
      '**What must be as before.** FQDN, computer account in Active Directory (do not delete it), DNS records, DHCP options, IP addresses, path and share name of the file store, SIP domains. **Who.** A member of *RTCUniversalServerAdmins* and of the local *Administrators* of the new computer.',
    ),
    l10n.t(
      'What was written after the backup is lost. If the pool is paired and was failed over, stop here: the other pool has newer data, and an old import would destroy it.',
    ),
  ];
}

function fileStoreOf({ situation, server, pool, name }: Case): SectionDraft[] {
  const store = situation.estate.fileStores.find(
    one => one.path === pool.fileStore || one.pools.includes(pool.fqdn),
  );
  if (store === undefined || !situation.fileStoreLost(store)) return [];
  if (store.server !== undefined && store.server.toLowerCase() !== server.fqdn.toLowerCase()) {
    return [];
  }
  const saved = `$Backup/filestore/${cellLiteral(savedFolder(store.path))}`;
  return [fileStoreSection({ server: name, path: known(store.path), saved })];
}

function centralSections(one: Case): SectionDraft[] {
  if (!one.central) return [];
  const { name } = one;
  const place = { at: name, sql: name, instance: { ...known('rtc'), script: 'rtc' }, pool: name };
  return [centralStoreSection(place, [prepareFirstServer(name)])];
}

function checks(one: Case): StepDraft[] {
  const { rebuilt, name, central, helper } = one;
  const at = central || helper === undefined ? name : helper;
  return [
    servicesRunning(rebuilt),
    ...replicaCurrent(rebuilt, at),
    ...(central ? [activeMaster({ at: name, pool: name })] : []),
    certificatesGood(rebuilt),
    trustAsBefore(rebuilt),
    addressBook(name, [{ ...name, script: '$Pool' }]),
    usersBack(name, name.prose),
  ];
}

/** Computer, file store, settings, roles, services; no data yet. */
function rebuild(one: Case): SectionDraft[] {
  const { name, rebuilt, central } = one;
  const permissions = fileStoreOf(one).length > 0 && !central;
  return [
    computerSection(rebuilt),
    certificatesSection(rebuilt),
    prerequisitesSection(rebuilt, [setReachable(rebuilt, "'CsConfig.zip'")]),
    ...fileStoreOf(one),
    ...centralSections(one),
    topologySection(name, { servers: [name], fileStores: storePaths(one), sql: [] }),
    wizardSection(rebuilt, {
      step2: l10n.t('On a Standard Edition server it also makes its databases again, **empty**.'),
      beforeStart: permissions ? [fileStorePermissions(name)] : [],
    }),
  ];
}

function storePaths({ pool }: Case): Named[] {
  return pool.fileStore === undefined ? [] : [known(pool.fileStore)];
}

function verification(one: Case): SectionDraft {
  return verificationSection(checks(one), [
    forPeople(
      l10n.t(
        'place a test call to a response group, open a meeting with content, ask a user whether their contacts are there. Call Park settings are in no export: set them again with *Set-CsCpsConfiguration*. If a Kerberos account is used for web services: *Set-CsKerberosAccountPassword* from a server that works.',
      ),
    ),
  ]);
}

function ground(one: Case): Ground {
  const { name, helper, central } = one;
  return { servers: [name], at: helper, set: true, fileStores: storePaths(one), central };
}

function sections(one: Case): SectionDraft[] {
  const { situation, name, central, pool, server } = one;
  const imports = pool.pairedWith === undefined ? [] : [name];
  return [
    groundSection({ ...ground(one), imports }),
    ...rebuild(one),
    userDataSection({ pool: name, at: name, members: name.cell, many: false }),
    ...(central ? [locationsSection(name)] : []),
    ...(pool.services.includes('response-groups') ? [responseGroupsSection(name)] : []),
    ...collocatedStoresSection(situation, server.fqdn),
    verification(one),
  ];
}

/** What a runbook for a paired Standard Edition server takes from here. */
export interface StandardEditionParts {
  readonly ground: Ground;
  readonly rebuild: readonly SectionDraft[];
  readonly verification: SectionDraft;
  readonly variables: readonly VariableDraft[];
}

/** The parts of a rebuild whose store is on the partner by then. */
export function standardEditionParts(
  situation: Situation,
  server: Server,
  pool: Pool,
): StandardEditionParts {
  const one = { ...caseOf(situation, server, pool), central: false };
  return {
    ground: ground(one),
    rebuild: rebuild(one),
    verification: verification(one),
    variables: variablesOf(one),
  };
}

function caseOf(situation: Situation, server: Server, pool: Pool): Case {
  const helper = situation.helper();
  const name = knownAs('Server', server.fqdn);
  return {
    situation,
    server,
    pool,
    name,
    central: situation.isCentral(pool),
    rebuilt: { server: name, many: false },
    helper: helper === undefined ? undefined : known(helper.fqdn),
  };
}

/** The runbook of a Standard Edition server, with or without the Central Management store. */
export function standardEditionDraft(
  situation: Situation,
  server: Server,
  pool: Pool,
): RunbookDraft {
  const one = caseOf(situation, server, pool);
  return {
    title: l10n.t('Recover the Standard Edition server {0}', server.fqdn),
    description: one.central
      ? l10n.t(
          'Rebuilds {0}, which held the Central Management store, on a clean computer with the same name and puts its data back from a backup set.',
          server.fqdn,
        )
      : l10n.t(
          'Rebuilds {0} on a clean computer with the same name and puts its data back from a backup set.',
          server.fqdn,
        ),
    variables: variablesOf(one),
    roles: ['StandardEdition'],
    productVersion: situation.estate.productVersion,
    opening: opening(one),
    sections: sections(one),
  };
}
