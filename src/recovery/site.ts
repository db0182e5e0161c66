import * as l10n from '@vscode/l10n';
import { sameName } from '../estate/lookup.ts';
import type { Estate } from '../estate/model.ts';
import { dependencyOrder, type StageName } from '../estate/recovery-order.ts';
import type { RunbookDraft, SectionDraft, StepDraft } from './draft.ts';
import type { Loss } from './loss.ts';
import { actionStep } from './parts/part.ts';
import { verificationSection } from './parts/verification.ts';
import { backEndCase } from './procedures/back-end-case.ts';
import { poolCase } from './procedures/pool-draft.ts';
import { Situation } from './situation.ts';
import { cellLiteral, codeSpan } from './writing/literals.ts';
import { idFor, known } from './writing/named.ts';

/** One runbook of a total loss: what it recovers, and when its turn is. */
export interface SiteUnit {
  readonly stage: StageName;
  /** FQDN of the server that it is made for. */
  readonly server: string;
  /** Everything that it rebuilds. */
  readonly rebuilds: readonly string[];
  readonly situation: Situation;
}

const poolProcedures = new Set(['pool', 'paired-pool', 'back-end', 'central-back-end']);
const memberProcedures = new Set([
  'front-end',
  'director',
  'mediation',
  'edge',
  'persistent-chat-server',
]);

/** Servers that the runbook of this procedure rebuilds. */
function rebuiltBy(procedure: string, situation: Situation): readonly string[] {
  const { asked } = situation;
  if (asked.kind !== 'server') return [];
  const own = situation.poolOf(asked.server);
  const pool = own ?? backEndCase(situation)?.pools[0];
  if (pool !== undefined && poolProcedures.has(procedure)) {
    const { ends, lostMembers } = poolCase(situation, pool);
    return [asked.server.fqdn, ...lostMembers, ...ends.flat().map(({ host }) => host)];
  }
  if (own !== undefined && memberProcedures.has(procedure)) return situation.lostMembers(own);
  return [asked.server.fqdn];
}

/**
 * The runbooks of a total loss in dependency order: each is made for the moment at which its turn
 * comes, when what was before it works again and what is after it is still lost.
 */
export function siteUnits(
  estate: Estate,
  lost: readonly string[],
  choose: (situation: Situation) => string,
): readonly SiteUnit[] {
  const units: SiteUnit[] = [];
  const back = new Set<string>();
  const stages = dependencyOrder(estate, lost);
  for (const { stage, servers } of stages) {
    for (const fqdn of servers) {
      const server = estate.servers.find(one => sameName(one.fqdn, fqdn));
      if (server === undefined || back.has(fqdn.toLowerCase())) continue;
      const asked: Loss = { kind: 'server', name: server.fqdn, server };
      const beside = estate.servers
        .filter(one => lost.some(name => sameName(name, one.fqdn)))
        .filter(one => !back.has(one.fqdn.toLowerCase()) && one !== server)
        .map((one): Loss => ({ kind: 'server', name: one.fqdn, server: one }));
      const situation = new Situation(estate, asked, beside);
      const rebuilds = [...new Set(rebuiltBy(choose(situation), situation))];
      for (const one of [server.fqdn, ...rebuilds]) back.add(one.toLowerCase());
      units.push({ stage, server: server.fqdn, rebuilds, situation });
    }
  }
  return units;
}

/** A unit whose runbook is written. */
export interface LinkedUnit extends SiteUnit {
  readonly title: string;
  readonly fileName: string;
}

function stageTitle(stage: StageName): string {
  switch (stage) {
    case 'directory-and-backup':
      return l10n.t('Backup sets within reach');
    case 'file-stores':
      return l10n.t('File stores');
    case 'central-management':
      return l10n.t('The Central Management store and what lives with it');
    case 'back-ends':
      return l10n.t('Other back ends and their pools');
    case 'front-ends':
      return l10n.t('Other servers that users are homed on');
    case 'persistent-chat':
      return l10n.t('Persistent Chat');
    case 'archiving-and-monitoring':
      return l10n.t('Archiving and Monitoring');
    case 'directors-and-mediation':
      return l10n.t('Directors and Mediation servers');
    case 'edge':
      return l10n.t('Edge servers');
    case 'user-data':
    case 'location-data':
    case 'response-groups':
    case 'others':
    case 'verification':
      return l10n.t('What is left');
  }
}

function linkStep(unit: LinkedUnit): StepDraft {
  return actionStep(
    idFor('run', known(unit.server)),
    [
      l10n.t(
        '[{0}]({1}) rebuilds {2}. Run it to its end, with all its checks, before the next one begins.',
        unit.title.replaceAll(/[[\]\\`]/gu, ' '),
        encodeURI(unit.fileName),
        unit.rebuilds.map(codeSpan).join(', '),
      ),
    ],
    [
      'manual',
      {
        instruction: l10n.t('Run {0} to its end.', cellLiteral(unit.fileName)),
        evidence: [l10n.t('Recovery log of that run')],
      },
    ],
  );
}

function stageSections(units: readonly LinkedUnit[]): SectionDraft[] {
  const stages = [...new Set(units.map(({ stage }) => stage))];
  return stages.map(stage => ({
    heading: stageTitle(stage),
    say: [],
    steps: units.filter(unit => unit.stage === stage).map(linkStep),
  }));
}

function outside(): SectionDraft {
  return {
    heading: l10n.t('What lies outside'),
    say: [],
    steps: [
      actionStep(
        'outside',
        [
          l10n.t(
            'Active Directory, DNS, the certification authority and the network come first: without them no server can be found, joined or trusted. Then a server with the management tools, and the backup sets within its reach.',
          ),
        ],
        [
          'manual',
          {
            instruction: l10n.t(
              'Bring back directory, DNS, certification authority and network, or make sure that they work; and make the backup sets readable.',
            ),
            evidence: [l10n.t('What was looked at, and what answered')],
          },
        ],
      ),
    ],
  };
}

/** The one runbook that links the others. */
export function siteDraft(
  estate: Estate,
  site: string,
  units: readonly LinkedUnit[],
): RunbookDraft {
  return {
    title: l10n.t('Recover everything of {0}', site),
    description: l10n.t(
      'Total loss of {0}: the order in which its {1} runbooks are run, each with its link.',
      site,
      units.length,
    ),
    variables: [],
    roles: [],
    productVersion: estate.productVersion,
    opening: [
      l10n.t(
        '**The order is what matters**: file stores, the Central Management store, other back ends, Front Ends with their users’ data, location data and response groups, Persistent Chat, Archiving and Monitoring, Director and Mediation, Edge. Each runbook restores the data of its own servers at its end.',
      ),
      l10n.t(
        'Each linked runbook was made for the moment at which its turn comes. If you leave one out, make the plans of those after it again.',
      ),
    ],
    sections: [
      outside(),
      ...stageSections(units),
      verificationSection(
        [
          actionStep(
            'all-replicas-current',
            [l10n.t('Every copy of the configuration is current.')],
            ['wait-for', { replication: {}, timeout: '60m' }],
            { timeout: '65m' },
          ),
        ],
        [
          l10n.t(
            'Then take a backup of everything, and a rehearsal of the next loss when everybody has slept.',
          ),
        ],
      ),
    ],
  };
}
