import { guidFrom } from '../chance.ts';
import type { DirectoryState, UserData, UserStoreState } from '../state.ts';

/** Given and family names, on purpose in more than one script. */
const names: readonly (readonly [string, string])[] = [
  ['Ada', 'Lindqvist'],
  ['Benoît', 'Lefèvre'],
  ['Chloé', "D'Arcy"],
  ['Dmitri', 'Соколов'],
  ['Eleni', 'Παπαδοπούλου'],
  ['Farid', 'Benali'],
  ['Grace', 'O’Neill'],
  ['Hiroshi', '田中'],
  ['Inés', 'Muñoz'],
  ['Jürgen', 'Groß'],
  ['Katarzyna', 'Wójcik'],
  ['Léa', 'Nguyễn'],
];

type DirectoryUser = DirectoryState['users'][number];

/** SIP address, from an ASCII form of the name and the pool's number, so that no two are the same. */
function sipOf(given: string, i: number, pool: string, sipDomain: string): string {
  const plain = given
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
  const label = pool.split('.')[0] ?? pool;
  return `sip:${plain}.${label}${String(i + 1).padStart(2, '0')}@${sipDomain}`;
}

/** The users who are homed on a pool, as the directory knows them. */
export function usersOf(pool: string, sipDomain: string, netbios: string): DirectoryUser[] {
  const label = pool.split('.')[0] ?? pool;
  return names.map(([given, family], i) => ({
    sip: sipOf(given, i, pool, sipDomain),
    name: `${given} ${family}`,
    account: `${netbios}\\${label}.user${String(i + 1).padStart(2, '0')}`,
    pool,
    enabled: true,
    line: i % 3 === 0 ? `tel:+3315550${String(100 + i)};ext=${String(100 + i)}` : '',
    dialPlan: i % 4 === 0 ? 'Paris-Headquarters' : '',
    voicePolicy: i % 5 === 0 ? 'Executives' : '',
  }));
}

function contactsOf(user: DirectoryUser, i: number, all: readonly DirectoryUser[]): UserData {
  const others = all.filter(other => other !== user);
  const contacts = others
    .filter((_, at) => (at + i) % 3 !== 0)
    .map((other, at) => ({
      sip: other.sip,
      name: other.name,
      groups: at % 2 === 0 ? ['Équipe'] : ['Équipe', 'Favourites'],
    }));
  const conferences = Array.from({ length: i % 4 }, (_, at) => ({
    id: String(10_000 + i * 10 + at),
    subject: `Réunion ${String(at + 1)} of ${user.name}`,
    directory: 1,
    expires: '2036-01-01 00:00:00Z',
    key: guidFrom('conference', user.sip, String(at)),
  }));
  return {
    sip: user.sip,
    contacts,
    groups: ['Équipe', 'Favourites'],
    rights: [`allow:${user.sip.split('@')[1] ?? ''}`, `block:spam${String(i)}@fabrikam.com`],
    conferences,
  };
}

/** What the user store of a pool holds for its users; `directory` numbers its conferences. */
export function userStoreOf(users: readonly DirectoryUser[], directory: number): UserStoreState {
  const data = users.map((user, i) => contactsOf(user, i, users));
  return {
    users: data.map(user => ({
      ...user,
      conferences: user.conferences.map(conference => ({ ...conference, directory })),
    })),
    directories: [{ id: directory, next: 20_000 }],
    pending: [],
  };
}
