import * as l10n from '@vscode/l10n';
import { sameName } from '../../estate/lookup.ts';
import type { Pool, SqlInstance } from '../../estate/model.ts';
import type { RunbookDraft, SectionDraft, StepDraft, VariableDraft } from '../draft.ts';
import { activeMaster, centralStoreSection, locationsSection } from '../parts/central-store.ts';
import { certificatesSection } from '../parts/certificates.ts';
import { computerSection } from '../parts/computer.ts';
import { groundSection, type Ground } from '../parts/ground.ts';
import type { Rebuilt } from '../parts/part.ts';
import { fabricState, quorumCheck, testDatabases, testRegistration } from '../parts/pool-checks.ts';
import { prerequisitesSection } from '../parts/prerequisites.ts';
import { responseGroupsSection } from '../parts/response-groups.ts';
import { collocatedStoresSection } from '../parts/sql-data.ts';
import { createDatabases, createMirror, sqlServerSection } from '../parts/sql-server.ts';
import { startTogether, stopAll } from '../parts/start-pool.ts';
import { topologySection } from '../parts/topology.ts';
import { userDataSection } from '../parts/user-data.ts';
import { backupVariable, caseVariable, serviceGroupVariable } from '../parts/variables.ts';
import {
  addressBook,
  certificatesGood,
  forPeople,
  poolRunning,
  replicaCurrent,
  trustAsBefore,
  usersBack,
  verificationSection,
} from '../parts/verification.ts';
import { wizardSection } from '../parts/wizard.ts';
import type { Situation } from '../situation.ts';
import { cellLiteral, codeSpan } from '../writing/literals.ts';
import { known, knownAs, type Named } from '../writing/named.ts';

/** An Enterprise pool of which the back end, the Front Ends, or both are rebuilt. */
export interface PoolCase {
  readonly situation: Situation;
  readonly pool: Pool;
  /** Both halves of each back end instance that is gone; empty where the data is still there. */
  readonly ends: readonly (readonly SqlInstance[])[];
  readonly lostMembers: readonly string[];
  /** The Central Management store was on a back end that is gone. */
  readonly central: boolean;
}

/** The halves that are lost of every back end of the pool of which nothing is left. */
function lostEnds(situation: Situation, pool: Pool): PoolCase['ends'] {
  const kinds = ['user', 'application', 'central-management'] as const;
  return situation
    .backEnds(pool, kinds)
    .filter(halves => halves.every(half => situation.instanceLost(half)));
}

export function poolCase(situation: Situation, pool: Pool): PoolCase {
  const ends = lostEnds(situation, pool);
  const halves = ends.flat();
  return {
    situation,
    pool,
    ends,
    lostMembers: situation.lostMembers(pool),
    central: pool.stores.some(
      ({ kind, sql }) =>
        kind === 'central-management' && halves.some(({ name }) => sameName(name, sql)),
    ),
  };
}

interface Cast {
  readonly pool: Named;
  /** The Front End whose management shell works: one that is left, else the first rebuilt. */
  readonly at: Named;
  /** FQDN of the SQL Server that comes back first. */
  readonly sql: Named;
  /** Name of its instance, for the Central Management store. */
  readonly instance: Named;
  readonly hosts: readonly Rebuilt[];
  readonly members: readonly Rebuilt[];
}

function castOf({ situation, pool, ends, lostMembers }: PoolCase): Cast {
  const hosts = [...new Set(ends.flat().map(({ host }) => host))].filter(
    host => !lostMembers.some(member => sameName(member, host)),
  );
  const lostHosts = hosts.filter(host => situation.serverLost(host));
  const [left] = situation.survivingMembers(pool);
  const many = lostHosts.length + lostMembers.length > 1;
  const first = ends[0]?.[0];
  const rebuilt = (fqdn: string): Rebuilt => ({
    server: many ? known(fqdn) : knownAs('Server', fqdn),
    many,
  });
  return {
    pool: knownAs('Pool', pool.fqdn),
    at: known(left ?? lostMembers[0] ?? pool.fqdn),
    sql: knownAs('SqlServer', first?.host ?? ''),
    instance: knownAs('SqlInstance', first?.instance ?? ''),
    hosts: lostHosts.map(rebuilt),
    members: lostMembers.map(rebuilt),
  };
}

/** Every value that a runbook of a pool may name. */
export function poolVariables(one: PoolCase): readonly VariableDraft[] {
  const cast = castOf(one);
  const first = one.ends[0]?.[0];
  const rebuilt = [...cast.hosts, ...cast.members];
  const only = one.ends.flat()[0]?.host ?? one.lostMembers[0];
  return [
    ...(rebuilt.length === 1
      ? [caseVariable('Server', 'server', l10n.t('FQDN of the lost server.'), only)]
      : []),
    caseVariable('Pool', 'fqdn', l10n.t('FQDN of the pool.'), one.pool.fqdn),
    backupVariable(),
    serviceGroupVariable(one.situation.estate),
    ...(first === undefined
      ? []
      : [
          caseVariable('SqlServer', 'fqdn', l10n.t('FQDN of the SQL Server.'), first.host),
          caseVariable('SqlInstance', 'string', l10n.t('Name of its instance.'), first.instance),
        ]),
    caseVariable(
      'MirrorShare',
      'path',
      l10n.t('Share that both SQL Servers write to while the mirror is made.'),
      one.situation.estate.backup?.location,
    ),
  ];
}

/** Instances of the lost back ends that live on a host. */
function instancesOn({ ends }: PoolCase, host: string): Named[] {
  return ends
    .flat()
    .filter(one => sameName(one.host, host))
    .map(one => known(one.name));
}

function hostSections(one: PoolCase, cast: Cast): SectionDraft[] {
  return cast.hosts.flatMap(rebuilt => {
    const host = one.ends
      .flat()
      .find(({ host }) => cellLiteral(host) === rebuilt.server.cell)?.host;
    const instances = host === undefined ? [] : instancesOn(one, host);
    return [computerSection(rebuilt), sqlServerSection(rebuilt, instances)];
  });
}

/** Everything of a lost Front End up to a working management shell. */
function memberGroundSections(cast: Cast): SectionDraft[] {
  return cast.members.flatMap(rebuilt => [
    computerSection(rebuilt),
    certificatesSection(rebuilt),
    prerequisitesSection(rebuilt),
  ]);
}

function databaseSections(one: PoolCase, cast: Cast): SectionDraft[] {
  if (one.ends.length === 0) return [];
  const { at, sql } = cast;
  const mirrored = one.ends.some(halves => halves.length > 1);
  const steps: StepDraft[] = [
    createDatabases({ at, sql }),
    testDatabases(at, sql),
    ...(mirrored
      ? [createMirror({ at, principal: sql, fileShare: codeSpan('$MirrorShare') })]
      : []),
  ];
  return [
    {
      heading: l10n.t('Databases of the topology'),
      say: mirrored
        ? [
            l10n.t(
              'Both copies of the mirror are gone. The databases are made on {0} first, then mirrored again, before any data comes back.',
              sql.prose,
            ),
          ]
        : [],
      steps,
    },
  ];
}

function checksOf(one: PoolCase, cast: Cast): StepDraft[] {
  const { at, members } = cast;
  const copies = members.length > 0 ? members : [{ server: at, many: false }];
  return [
    quorumCheck(cast.pool, 'first'),
    poolRunning(cast.pool),
    ...copies.flatMap(member => replicaCurrent(member, at)),
    ...(one.central ? [activeMaster({ at, pool: cast.pool })] : []),
    ...members.flatMap(member => [certificatesGood(member), trustAsBefore(member)]),
    fabricState(at),
    addressBook(at, [cast.pool]),
    usersBack(at, cast.pool.prose),
    testRegistration(at, cast.pool),
  ];
}

/** What comes back once services can be stopped and started. */
function dataSections(one: PoolCase, cast: Cast): SectionDraft[] {
  const { situation, pool } = one;
  const { at } = cast;
  if (one.ends.length === 0) return [];
  const hosts = [...new Set(one.ends.flat().map(({ host }) => host))];
  return [
    userDataSection({
      pool: cast.pool,
      at,
      members: cast.pool.cell,
      many: pool.servers.length > 1,
    }),
    ...(one.central ? [locationsSection(at)] : []),
    ...(pool.services.includes('response-groups') ? [responseGroupsSection(at)] : []),
    ...hosts.slice(0, 1).flatMap(host => collocatedStoresSection(situation, host)),
  ];
}

/** What must come back under the same name. */
function namesOf(one: PoolCase, cast: Cast): Pick<Ground, 'servers' | 'sql' | 'fileStores'> {
  const store = one.situation.estate.fileStores.find(({ pools }) =>
    pools.some(fqdn => sameName(fqdn, one.pool.fqdn)),
  );
  return {
    servers: [...cast.hosts, ...cast.members].map(({ server }) => server),
    fileStores: store === undefined ? [] : [known(store.path)],
    sql: one.ends.flat().map(({ name }) => known(name)),
  };
}

/** The pool where all its members are left, else those that are. */
function targetOf({ pool }: PoolCase, left: readonly string[]): string {
  return left.length === pool.servers.length
    ? cellLiteral(pool.fqdn)
    : left.map(cellLiteral).join(',');
}

/** Hosts, settings, databases, roles, in the one order that works; no data yet. */
export function rebuildSections(one: PoolCase, start: boolean): SectionDraft[] {
  const cast = castOf(one);
  const { at, sql, instance, members } = cast;
  const { situation, pool } = one;
  const left = situation.survivingMembers(pool);
  const [, mirror] = one.ends[0] ?? [];
  const { fileStores = [], sql: lost = [] } = namesOf(one, cast);
  const names = { servers: members.map(({ server }) => server), fileStores, sql: lost };
  return [
    ...(one.ends.length > 0 && left.length > 0 ? [stopAll(targetOf(one, left))] : []),
    ...hostSections(one, cast),
    ...memberGroundSections(cast),
    ...(one.central
      ? [
          centralStoreSection({
            at,
            sql,
            instance,
            pool: cast.pool,
            ...(mirror === undefined ? {} : { mirror }),
          }),
        ]
      : []),
    topologySection(at, names),
    ...databaseSections(one, cast),
    ...members.map(member => wizardSection(member, { start: false })),
    ...(start ? [startTogether(cast.pool, one.ends.length === 0)] : []),
  ];
}

/** Checks of a pool that came back, and what people look at. */
export function poolVerification(one: PoolCase): SectionDraft {
  return verificationSection(checksOf(one, castOf(one)), [
    forPeople(
      l10n.t(
        'place a test call to a response group, open a meeting with content, ask a user whether their contacts are there. Call Park settings are in no export: set them again with *Set-CsCpsConfiguration*.',
      ),
    ),
  ]);
}

/** What the first section looks at for this pool. */
export function poolGround(one: PoolCase, at: Named | undefined): Ground {
  const cast = castOf(one);
  return { ...namesOf(one, cast), at, central: one.central, set: one.ends.length > 0 };
}

function poolSections(one: PoolCase): SectionDraft[] {
  const cast = castOf(one);
  const helper = one.situation.helper(one.pool);
  const lostStore = one.ends.length > 0;
  return [
    groundSection({
      ...poolGround(one, helper === undefined ? undefined : known(helper.fqdn)),
      imports: lostStore && one.pool.pairedWith !== undefined ? [cast.pool] : [],
    }),
    ...rebuildSections(one, !lostStore),
    ...dataSections(one, cast),
    poolVerification(one),
  ];
}

/** The whole runbook. */
export function poolDraft(
  one: PoolCase,
  words: Pick<RunbookDraft, 'title' | 'description' | 'opening' | 'roles'>,
): RunbookDraft {
  return {
    ...words,
    variables: poolVariables(one),
    productVersion: one.situation.estate.productVersion,
    sections: poolSections(one),
  };
}
