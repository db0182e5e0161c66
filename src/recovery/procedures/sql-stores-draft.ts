import * as l10n from '@vscode/l10n';
import { sameName } from '../../estate/lookup.ts';
import type { Pool, SqlInstance, StoreKind } from '../../estate/model.ts';
import type { RunbookDraft, SectionDraft, StepDraft } from '../draft.ts';
import { computerSection } from '../parts/computer.ts';
import { groundSection } from '../parts/ground.ts';
import { shellStep } from '../parts/part.ts';
import { testDatabases } from '../parts/pool-checks.ts';
import { collocatedStoresSection } from '../parts/sql-data.ts';
import { createDatabases, sqlServerSection } from '../parts/sql-server.ts';
import { topologySection } from '../parts/topology.ts';
import { backupVariable, caseVariable, serviceGroupVariable } from '../parts/variables.ts';
import { forPeople, verificationSection } from '../parts/verification.ts';
import type { Situation } from '../situation.ts';
import { codeSpans } from '../writing/literals.ts';
import { known, knownAs, type Named } from '../writing/named.ts';

/** A SQL Server with stores that only SQL Server saves, and with no back end of a pool. */
export interface SqlStoresCase {
  readonly host: string;
  readonly instances: readonly SqlInstance[];
  readonly kinds: readonly StoreKind[];
  readonly pools: readonly Pool[];
}

export function sqlStoresCase(situation: Situation): SqlStoresCase | undefined {
  const { asked, estate } = situation;
  const instances =
    asked.kind === 'instance'
      ? [asked.instance]
      : asked.kind === 'server'
        ? estate.sqlInstances.filter(({ host }) => sameName(host, asked.server.fqdn))
        : [];
  const [first] = instances;
  if (first === undefined) return undefined;
  const uses = instances.flatMap(one => situation.storesOnInstance(one));
  if (uses.length === 0) return undefined;
  return {
    host: first.host,
    instances,
    kinds: [...new Set(uses.map(({ kind }) => kind))],
    pools: [...new Set(uses.map(({ pool }) => pool))],
  };
}

/** Servers of Persistent Chat that are left: they write into the store while they run. */
function chatMembers(situation: Situation, { pools }: SqlStoresCase): readonly Named[] {
  return pools
    .filter(({ type }) => type === 'persistent-chat')
    .flatMap(pool => situation.survivingMembers(pool))
    .map(known);
}

function chatServices(members: readonly Named[], verb: 'Stop' | 'Start'): SectionDraft[] {
  if (members.length === 0) return [];
  const stop = verb === 'Stop';
  return [
    {
      heading: stop ? l10n.t('Persistent Chat stops') : l10n.t('Persistent Chat starts'),
      say: [],
      steps: [
        shellStep(
          stop ? 'stop-chat' : 'start-chat',
          [
            stop
              ? l10n.t(
                  'Nobody may write into the store while it is made and filled. You should see every service stopped.',
                )
              : l10n.t(
                  'The servers take up the restored store. You should see every service running.',
                ),
          ],
          [
            `${verb}-CsWindowsService -Confirm:$false`,
            'Get-CsWindowsService | Select-Object Name, Status',
          ],
          { target: members.map(one => one.cell).join(','), timeout: '1h' },
        ),
      ],
    },
  ];
}

function checks(situation: Situation, one: SqlStoresCase, at: Named, sql: Named): StepDraft[] {
  const chat = chatMembers(situation, one).length > 0;
  return [
    testDatabases(at, sql),
    ...(chat
      ? [
          shellStep(
            'rooms',
            [l10n.t('You should see the categories with the number of their rooms.')],
            ['Get-CsPersistentChatCategory | Select-Object Name, NumberOfChatRooms'],
            { target: at.cell, timeout: '15m', aside: true, onError: 'continue' },
          ),
        ]
      : []),
  ];
}

/** The host, its instances, the databases of the topology, their data. */
export function sqlStoresDraft(
  situation: Situation,
  one: SqlStoresCase,
  words: Pick<RunbookDraft, 'title' | 'description' | 'opening' | 'roles'>,
): RunbookDraft {
  const server = knownAs('Server', one.host);
  const rebuilt = { server, many: false };
  const helper = situation.helper();
  const at = known(helper?.fqdn ?? one.host);
  const instances = one.instances.map(({ name }) => known(name));
  const members = chatMembers(situation, one);
  const hostLost = situation.serverLost(one.host);
  return {
    ...words,
    productVersion: situation.estate.productVersion,
    variables: [
      caseVariable('Server', 'server', l10n.t('FQDN of the lost SQL Server.'), one.host),
      backupVariable(),
      serviceGroupVariable(situation.estate),
    ],
    sections: [
      groundSection({
        servers: hostLost ? [server] : [],
        at: helper === undefined ? undefined : at,
        set: true,
        sql: instances,
      }),
      ...chatServices(members, 'Stop'),
      ...(hostLost ? [computerSection(rebuilt)] : []),
      sqlServerSection(rebuilt, instances),
      topologySection(at, { servers: [], fileStores: [], sql: instances }),
      {
        heading: l10n.t('Databases of the topology'),
        say: [],
        steps: [createDatabases({ at, sql: server })],
      },
      ...collocatedStoresSection(situation, one.host),
      ...chatServices(members, 'Start'),
      verificationSection(checks(situation, one, at, server), [
        forPeople(
          members.length > 0
            ? l10n.t('enter a room and read what is in it.')
            : l10n.t('place a call, and look for its new row in {0}.', codeSpans(['LcsCDR'])),
        ),
      ]),
    ],
  };
}
