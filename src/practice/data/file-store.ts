import { bytesFrom, guidFrom } from '../chance.ts';
import type { FileBuild } from '../roles/role.ts';
import { audioFile } from './response-groups.ts';

/** Names inside a file store that backup leaves out or that are made anew; no recovery owes them. */
export const workingFiles = {
  /** Locked while a meeting runs; the documentation leaves it out of the backup. */
  names: ['Meeting.Active'],
  /** Address book files and replication's working set. */
  folders: ['ABFiles', 'CMSFileStore'],
} as const;

/** A path of more than 260 characters, as meeting content really has them. */
function longPath(root: string): string {
  const parts = Array.from(
    { length: 9 },
    (_, i) => `Dossier ${String(i + 1)} ${'long '.repeat(5)}nom`,
  );
  return `${root}/${parts.join('/')}/Compte rendu – réunion générale.pptx`;
}

function meetings(root: string, organizer: string): [string, string | Uint8Array][] {
  const meeting = guidFrom('meeting', organizer).replaceAll('-', '').toUpperCase();
  const folder = `${root}/CollabContent/${organizer}/${meeting}`;
  return [
    [`${folder}/présentation équipe.pptx`, bytesFrom(48_000, organizer, 'pptx')],
    [`${folder}/会議メモ.txt`, `会議メモ\r\n${organizer}\r\n`],
    [`${folder}/Umfrage [1] & 'Antworten'.xml`, `<poll organizer="${organizer}" />\r\n`],
    [`${folder}/empty.bin`, new Uint8Array()],
    [
      `${root}/CollabMetadata/${organizer}/${meeting}/Meeting.Active`,
      'locked while the meeting runs',
    ],
    [
      `${root}/CollabMetadata/${organizer}/${meeting}/meeting.xml`,
      `<meeting id="${meeting}" />\r\n`,
    ],
    [`${root}/MeetingContent/${meeting}.dat`, bytesFrom(20_000, meeting)],
  ];
}

export interface FileStorePlan {
  readonly share: string;
  readonly pool: string;
  /** Site and number of the pool in the topology, which the folder names carry. */
  readonly site: number;
  readonly number: number;
  /** Who has meetings in it. */
  readonly organizers: readonly string[];
  readonly centralManagement: boolean;
}

/** The tree of a pool's file store. */
export function fileStoreOf(plan: FileStorePlan): FileBuild[] {
  const { share, pool, site, number, organizers, centralManagement } = plan;
  const web = `${String(site)}-WebServices-${String(number)}`;
  const app = `${String(site)}-ApplicationServer-${String(number)}/AppServerFiles`;
  const files: [string, string | Uint8Array][] = [
    ...organizers.flatMap(organizer => meetings(web, organizer)),
    [longPath(`${web}/CollabContent`), bytesFrom(5_000, pool, 'long')],
    [
      `${web}/ABFiles/00000000-0000-0000-0000-000000000000/F-0d4f.lsabs`,
      bytesFrom(9_000, pool, 'abs'),
    ],
    [`${web}/LMStaticData/${pool}/lobby.htm`, `<html><body>${pool}</body></html>\r\n`],
    [`${web}/DeviceUpdateStore/OCInterim/ENU/firmware.cat`, bytesFrom(30_000, pool, 'firmware')],
    [`${web}/WebAuthStore/store.xml`, '<store />\r\n'],
    [`${app}/RGS/AS/${pool}/welcome.wav`, audioFile(`${pool}/welcome.wav`)],
    [`${app}/RGS/AS/${pool}/accueil à la réception.wav`, audioFile(`${pool}/accueil.wav`)],
    [`${app}/CPS/${pool}/Music/music.wma`, bytesFrom(12_000, pool, 'music')],
    [`${app}/PDP/${pool}/announcement.wav`, audioFile(`${pool}/announcement`)],
  ];
  if (centralManagement) {
    const cms = `${String(site)}-CentralMgmt-${String(number)}/CMSFileStore/xds-master`;
    files.push(
      [`${cms}/working/fta/data.zip`, bytesFrom(6_000, pool, 'cms')],
      [`${cms}/replicas/${pool}/to-replica/data.zip`, bytesFrom(6_000, pool, 'replica')],
    );
  }
  return files.map(([path, content]) => ({ share, path, content }));
}
