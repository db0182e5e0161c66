import type { Content } from '../storage/content.ts';
import { addTable, type Plain } from './table-builder.ts';

/** Rows for a table: how many there are, and what the n-th (0-based) holds. */
interface Shape {
  readonly name: string;
  readonly columns: string;
  readonly rows: number;
  row(n: number): readonly Plain[];
}

const people = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi', 'ivan', 'judy'];
const day = 24 * 3600 * 1000;
const start = Date.UTC(2014, 0, 6, 8);

function user(n: number, domain = 'contoso.example'): string {
  return `sip:${people[n % people.length] ?? ''}@${domain}`;
}

function at(n: number, stepMs = day / 3): Date {
  return new Date(start + n * stepMs);
}

function guidText(kind: number, n: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

const users = 'UserId int IDENTITY PRIMARY KEY, UserUri nvarchar(450) NOT NULL';

const usersShape: Shape = {
  name: 'Users',
  columns: users,
  rows: people.length,
  row: n => [n + 1, user(n)],
};

const shapes: Readonly<Record<string, readonly Shape[]>> = {
  lcslog: [
    usersShape,
    {
      name: 'Messages',
      columns: `MessageId bigint IDENTITY PRIMARY KEY, SessionIdTime datetime NOT NULL, FromId int NOT NULL,
        ToId int NOT NULL, ContentType nvarchar(64), Body nvarchar(max), Toast bit`,
      rows: 180,
      row: n => [
        n + 1,
        at(n),
        (n % 10) + 1,
        ((n * 7 + 3) % 10) + 1,
        'text/plain',
        `Message ${n + 1}: à demain, 会議 €${n}`,
        n % 5 === 0,
      ],
    },
  ],
  lcscdr: [
    usersShape,
    {
      name: 'SessionDetails',
      columns: `SessionIdTime datetime NOT NULL, SessionIdSeq int NOT NULL, User1Id int, User2Id int,
        InviteTime datetime, ResponseTime datetime, SessionEndTime datetime, ResponseCode int,
        MediaTypes int, CorrelationId uniqueidentifier, PRIMARY KEY (SessionIdTime, SessionIdSeq)`,
      rows: 240,
      row: n => [
        at(n, day / 5),
        1,
        (n % 10) + 1,
        n % 9 === 0 ? null : ((n * 3 + 1) % 10) + 1,
        at(n, day / 5),
        new Date(at(n, day / 5).getTime() + 2000),
        new Date(at(n, day / 5).getTime() + 65_000 * (1 + (n % 7))),
        n % 11 === 0 ? 487 : 200,
        1,
        guidText(1, n),
      ],
    },
    {
      name: 'ErrorReport',
      columns:
        'ErrorId int IDENTITY PRIMARY KEY, ErrorTime datetime NOT NULL, MsDiagId int, Description nvarchar(256)',
      rows: 25,
      row: n => [n + 1, at(n, day), 1000 + n, `Diagnostic ${1000 + n}`],
    },
  ],
  qoemetrics: [
    {
      name: 'Session',
      columns: `ConferenceDateTime datetime NOT NULL, SessionSeq int NOT NULL, StartTime datetime, EndTime datetime,
        CallerPAI int, CalleePAI int, PRIMARY KEY (ConferenceDateTime, SessionSeq)`,
      rows: 120,
      row: n => [
        at(n, day / 4),
        1,
        at(n, day / 4),
        new Date(at(n, day / 4).getTime() + 60_000),
        (n % 10) + 1,
        ((n + 4) % 10) + 1,
      ],
    },
    {
      name: 'AudioStream',
      columns: `StreamID int IDENTITY PRIMARY KEY, JitterInterArrival decimal(9,2), PacketLossRate decimal(5,4), RoundTrip int,
        OverallAvgNetworkMOS decimal(3,2)`,
      rows: 120,
      row: n => [n + 1, 3.25 + (n % 40) / 4, (n % 20) / 1000, 20 + n, 4.25 - (n % 10) / 10],
    },
  ],
  mgc: [
    {
      name: 'tblNode',
      columns: `nodeID int IDENTITY PRIMARY KEY, nodeGuid uniqueidentifier NOT NULL, nodeName nvarchar(256) NOT NULL,
        nodeDesc nvarchar(256), nodeDisabled bit NOT NULL`,
      rows: 12,
      row: n => [
        n + 1,
        guidText(2, n),
        n === 0 ? 'Root' : `Room ${n}`,
        n === 0 ? null : `Discussions of team ${n}`,
        false,
      ],
    },
    {
      name: 'tblChat',
      columns: `chatId bigint NOT NULL, channelId int NOT NULL, userId int NOT NULL, chatDate bigint NOT NULL,
        content nvarchar(max), PRIMARY KEY (chatId)`,
      rows: 200,
      row: n => [
        n + 1,
        (n % 11) + 2,
        (n % 10) + 1,
        at(n).getTime(),
        `Post ${n + 1} « ${people[n % 10] ?? ''} »`,
      ],
    },
    {
      name: 'tblPrincipal',
      columns:
        'prinID int IDENTITY PRIMARY KEY, prinUri nvarchar(256) NOT NULL, prinName nvarchar(256)',
      rows: people.length,
      row: n => [n + 1, user(n), people[n] ?? ''],
    },
  ],
  mgccomp: [
    {
      name: 'tblComplianceData',
      columns:
        'cmpID bigint IDENTITY PRIMARY KEY, cmpDate datetime NOT NULL, cmpContent nvarchar(max)',
      rows: 0,
      row: () => [],
    },
  ],
  rtcxds: [
    {
      name: 'Resource',
      columns: 'ResourceId int IDENTITY PRIMARY KEY, UserAtHost nvarchar(454) NOT NULL',
      rows: people.length,
      row: n => [n + 1, user(n).slice(4)],
    },
    {
      name: 'ContactData',
      columns:
        'OwnerId int NOT NULL, BuddyId int NOT NULL, DisplayName nvarchar(256), PRIMARY KEY (OwnerId, BuddyId)',
      rows: 30,
      row: n => [
        (n % 10) + 1,
        ((n + 1 + Math.trunc(n / 10)) % 10) + 1,
        people[(n + 1 + Math.trunc(n / 10)) % 10] ?? '',
      ],
    },
    {
      name: 'Conference',
      columns:
        'ConfId int IDENTITY PRIMARY KEY, OrganizerId int NOT NULL, ExternalConfId varchar(32) NOT NULL, Title nvarchar(256)',
      rows: 8,
      row: n => [
        n + 1,
        n + 1,
        `CONF${n.toString(16).toUpperCase().padStart(6, '0')}`,
        `Weekly ${n + 1}`,
      ],
    },
  ],
  rgsconfig: [
    {
      name: 'AcpAgentGroups',
      columns:
        'Id uniqueidentifier PRIMARY KEY, Name nvarchar(256) NOT NULL, ParticipationPolicy int, RoutingMethod int',
      rows: 3,
      row: n => [guidText(3, n), `Agents ${n + 1}`, 0, n],
    },
    {
      name: 'AcpWorkflows',
      columns:
        'Id uniqueidentifier PRIMARY KEY, Name nvarchar(256) NOT NULL, PrimaryUri nvarchar(454), Enabled bit',
      rows: 2,
      row: n => [guidText(4, n), `Hotline ${n + 1}`, `sip:hotline${n + 1}@contoso.example`, true],
    },
  ],
  xds: [
    {
      name: 'Item',
      columns:
        'ItemId bigint IDENTITY PRIMARY KEY, Name nvarchar(256) NOT NULL, Version int NOT NULL, Data nvarchar(max)',
      rows: 10,
      row: n => [n + 1, `urn:schema:Item.${n + 1}`, 1, `<Item Number="${n + 1}" />`],
    },
  ],
  lis: [
    {
      name: 'LOCATION',
      columns:
        'LocationID int IDENTITY PRIMARY KEY, Location nvarchar(20), CompanyName nvarchar(60), StreetName nvarchar(60), City nvarchar(32)',
      rows: 4,
      row: n => [n + 1, `Floor ${n + 1}`, 'Contoso', 'Main Street', 'Redmond'],
    },
  ],
};

/** Every Lync database says which schema it has. */
function addVersion(content: Content): void {
  addTable(content, 'DbConfigInt', 'Name nvarchar(64) PRIMARY KEY, Value int NOT NULL', [
    ['DbVersionSchema', 39],
    ['DbVersionSproc', 83],
    ['DbVersionUpgrade', 1],
  ]);
}

/** Tables of a Lync database, with rows or as setup makes them: empty. */
export function addLyncTables(content: Content, database: string, withRows: boolean): void {
  addVersion(content);
  for (const shape of shapes[database.toLowerCase()] ?? []) {
    const count = withRows ? shape.rows : 0;
    const rows = Array.from({ length: count }, (_, n) => shape.row(n));
    addTable(content, shape.name, shape.columns, rows);
  }
}

/** Folder of a Lync database's files below `CsData`. */
export function storeFolder(database: string): string {
  const name = database.toLowerCase();
  if (name === 'lcslog') return 'ArchivingStore';
  if (name === 'lcscdr' || name === 'qoemetrics') return 'MonitoringStore';
  if (name === 'mgc') return 'PersistentChatStore';
  if (name === 'mgccomp') return 'PersistentChatComplianceStore';
  if (name === 'xds' || name === 'lis') return 'CentralMgmtStore';
  if (['rgsconfig', 'rgsdyn', 'cpsdyn'].includes(name)) return 'ApplicationStore';
  return name === 'rtcab' ? 'ABSStore' : 'BackendStore';
}
