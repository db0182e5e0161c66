import { bytesFrom, guidFrom } from '../chance.ts';
import type { DirectoryState, ResponseGroupsState } from '../state.ts';

/** Identity of a pool's application server, which owns its response groups. */
function applicationServer(pool: string): string {
  return `service:ApplicationServer:${pool}`;
}

/** A short WAV file with content of its own for each name. */
export function audioFile(name: string): Buffer {
  const samples = bytesFrom(2048, 'audio', name);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(8000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Makes the id of a response group object from its kind and name. */
type IdOf = (kind: string, name: string) => string;
type ObjectOf = (kind: string, name: string) => { id: string; name: string; owner: string };

function workflowsOf(label: string, object: ObjectOf, id: IdOf): ResponseGroupsState['workflows'] {
  return [
    {
      ...object('workflow', 'Help desk'),
      PrimaryUri: `sip:helpdesk.${label.toLowerCase()}@contoso.com`,
      LineUri: 'tel:+33155500900',
      Active: true,
      DefaultAction: id('queue', 'Help desk queue'),
      BusinessHoursID: id('hours', 'Office hours'),
      HolidaySetIDList: [id('holidays', 'Jours fériés')],
      WelcomePrompt: 'welcome.wav',
    },
    {
      ...object('workflow', 'Accueil'),
      PrimaryUri: `sip:accueil.${label.toLowerCase()}@contoso.com`,
      LineUri: 'tel:+33155500901',
      Active: true,
      DefaultAction: id('queue', 'Réception queue'),
      BusinessHoursID: id('hours', 'Office hours'),
      HolidaySetIDList: [],
      WelcomePrompt: 'accueil.wav',
    },
  ];
}

/** The response groups of a pool: help desk and reception, with hours, holidays and audio. */
export function responseGroupsOf(pool: string, agents: readonly string[]): ResponseGroupsState {
  const label = (pool.split('.')[0] ?? pool).toUpperCase();
  const owner = applicationServer(pool);
  const id: IdOf = (kind, name) => guidFrom('rgs', pool, kind, name);
  const object: ObjectOf = (kind, name) => ({
    id: id(kind, name),
    name: `${name} ${label}`,
    owner,
  });
  return {
    settings: {
      AgentRingbackGracePeriod: 60,
      DisableCallContext: false,
      DefaultMusicOnHoldFile: `${label}-hold.wav`,
    },
    agentGroups: [
      {
        ...object('group', 'Help desk agents'),
        AgentAlertTime: 20,
        RoutingMethod: 'LongestIdle',
        ParticipationPolicy: 'Informal',
        AgentsByUri: agents.slice(0, 4),
      },
      {
        ...object('group', 'Réception'),
        AgentAlertTime: 30,
        RoutingMethod: 'Attendant',
        ParticipationPolicy: 'Formal',
        AgentsByUri: agents.slice(4, 6),
      },
    ],
    queues: [
      {
        ...object('queue', 'Help desk queue'),
        TimeoutThreshold: 120,
        OverflowThreshold: 10,
        AgentGroupIDList: [id('group', 'Help desk agents')],
      },
      {
        ...object('queue', 'Réception queue'),
        TimeoutThreshold: 60,
        OverflowThreshold: 4,
        AgentGroupIDList: [id('group', 'Réception')],
      },
    ],
    hoursOfBusiness: [
      {
        ...object('hours', 'Office hours'),
        MondayHours1: '08:00-18:00',
        FridayHours1: '08:00-16:30',
      },
    ],
    holidaySets: [
      {
        ...object('holidays', 'Jours fériés'),
        HolidayList: ['2026-12-25 Noël', '2027-01-01 Jour de l’an', '2027-07-14 Fête nationale'],
      },
    ],
    workflows: workflowsOf(label, object, id),
    audio: ['welcome.wav', 'accueil.wav', `${label}-hold.wav`].map(name => ({
      name,
      content: audioFile(`${pool}/${name}`).toString('base64'),
    })),
  };
}

/** The contact objects that the workflows have in the directory. */
export function workflowContacts(state: ResponseGroupsState): DirectoryState['contacts'] {
  return state.workflows.map(workflow => ({
    sip: String(workflow.PrimaryUri),
    name: workflow.name,
    owner: workflow.owner,
  }));
}
