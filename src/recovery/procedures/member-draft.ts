import * as l10n from '@vscode/l10n';
import type { Pool, Server } from '../../estate/model.ts';
import type { RunbookDraft, SectionDraft, StepDraft } from '../draft.ts';
import { certificatesSection } from '../parts/certificates.ts';
import { computerSection } from '../parts/computer.ts';
import { groundSection } from '../parts/ground.ts';
import type { Rebuilt } from '../parts/part.ts';
import { prerequisitesSection } from '../parts/prerequisites.ts';
import { topologySection } from '../parts/topology.ts';
import { caseVariable } from '../parts/variables.ts';
import {
  certificatesGood,
  replicaCurrent,
  servicesRunning,
  trustAsBefore,
  verificationSection,
} from '../parts/verification.ts';
import { wizardSection } from '../parts/wizard.ts';
import type { Situation } from '../situation.ts';
import { known, knownAs, type Named } from '../writing/named.ts';

/** A server without data of its own: Director, Mediation, Persistent Chat. */
export interface MemberCase {
  readonly server: Server;
  readonly pool: Pool;
}

/** The server that is asked for, as a member of a pool of this type. */
export function memberOf(situation: Situation, type: string): MemberCase | undefined {
  const { asked } = situation;
  if (asked.kind === 'server') {
    const pool = situation.poolOf(asked.server);
    return pool?.type === type ? { server: asked.server, pool } : undefined;
  }
  if (asked.kind !== 'pool' || asked.pool.type !== type) return undefined;
  const server = situation.server(asked.pool.servers[0] ?? asked.pool.fqdn);
  return server === undefined ? undefined : { server, pool: asked.pool };
}

/** The names that sections of such a runbook share. */
export interface MemberCast {
  readonly pool: Named;
  readonly lost: readonly Rebuilt[];
  /** The server whose management shell works; undefined where none is left. */
  readonly helper: Named | undefined;
  readonly at: Named;
}

export function memberCast(situation: Situation, { server, pool }: MemberCase): MemberCast {
  const names = situation.lostMembers(pool);
  const all = names.length === 0 ? [server.fqdn] : names;
  const many = all.length > 1;
  const lost = all.map(fqdn => ({ server: many ? known(fqdn) : knownAs('Server', fqdn), many }));
  const helper = situation.helper();
  return {
    pool: knownAs('Pool', pool.fqdn),
    lost,
    helper: helper === undefined ? undefined : known(helper.fqdn),
    at: known(helper?.fqdn ?? server.fqdn),
  };
}

/** What differs from one role to another. */
export interface MemberWords extends Pick<
  RunbookDraft,
  'title' | 'description' | 'opening' | 'roles'
> {
  /** About the certificates, paragraphs. */
  readonly certificates?: readonly string[];
  /** After the usual checks. */
  readonly checks: (cast: MemberCast) => readonly StepDraft[];
  readonly close: readonly string[];
}

function memberSections(rebuilt: Rebuilt, words: MemberWords): SectionDraft[] {
  return [
    computerSection(rebuilt),
    certificatesSection(rebuilt, words.certificates),
    prerequisitesSection(rebuilt),
    wizardSection(rebuilt),
  ];
}

/** Operating system, certificates, wizard 1 to 4, verification: nothing to import. */
export function memberDraft(
  situation: Situation,
  one: MemberCase,
  words: MemberWords,
): RunbookDraft {
  const cast = memberCast(situation, one);
  const { lost, at, helper } = cast;
  const { title, description, opening, roles } = words;
  return {
    title,
    description,
    opening,
    roles,
    productVersion: situation.estate.productVersion,
    variables: [
      caseVariable('Server', 'server', l10n.t('FQDN of the lost server.'), one.server.fqdn),
      caseVariable('Pool', 'fqdn', l10n.t('Its pool.'), one.pool.fqdn),
    ],
    sections: [
      groundSection({ servers: lost.map(({ server }) => server), at: helper, set: false }),
      topologySection(at, { servers: lost.map(({ server }) => server), fileStores: [], sql: [] }),
      ...lost.flatMap(rebuilt => memberSections(rebuilt, words)),
      verificationSection(
        [
          ...lost.map(servicesRunning),
          ...lost.flatMap(rebuilt => replicaCurrent(rebuilt, at)),
          ...lost.map(certificatesGood),
          ...lost.map(trustAsBefore),
          ...words.checks(cast),
        ],
        words.close,
      ),
    ],
  };
}
