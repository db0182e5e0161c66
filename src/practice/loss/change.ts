import * as l10n from '@vscode/l10n';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nothingToChange } from '../../errors/practice.ts';
import type { RandomBytes } from '../chance.ts';
import {
  configurationState,
  locationsState,
  responseGroupsState,
  userStoreState,
} from '../state.ts';
import { stateTime, type PracticeStore } from '../store.ts';
import { knownServer } from './lose.ts';
import { damageRows } from './sql-change.ts';

/** Changes the content of a database that the server has; tells whether it has it. */
type Changer = (store: PracticeStore, fqdn: string, stamp: string) => Promise<string | undefined>;

const users: Changer = async (store, fqdn, stamp) => {
  const path = store.layout.database(fqdn, 'RTC', 'rtcxds');
  const state = await store.read(path, userStoreState);
  const [first, second, ...rest] = state?.users ?? [];
  if (state === undefined || first === undefined || second === undefined) return undefined;
  const contact = {
    sip: 'sip:late@fabrikam.com',
    name: `Late contact ${stamp}`,
    groups: ['Équipe'],
  };
  await store.write(path, {
    ...state,
    users: [
      { ...first, contacts: [...first.contacts, contact] },
      { ...second, contacts: [], conferences: [] },
      ...rest,
    ],
  });
  return l10n.t(
    '{0}: one contact added for {1}, all data of {2} deleted',
    fqdn,
    first.sip,
    second.sip,
  );
};

const policies: Changer = async (store, fqdn, stamp) => {
  const path = store.layout.database(fqdn, 'RTC', 'xds');
  const state = await store.read(path, configurationState);
  if (state === undefined) return undefined;
  const settings = state.settings.filter(
    setting => setting.class !== 'VoiceRoute' || setting.identity !== 'Paris',
  );
  const added = { class: 'VoicePolicy', identity: 'Tag:Late', value: { Description: stamp } };
  await store.write(path, {
    ...state,
    version: state.version + 1,
    changed: stamp,
    settings: [...settings, added],
  });
  return l10n.t('{0}: voice policy Late added, voice route Paris deleted', fqdn);
};

const locations: Changer = async (store, fqdn, stamp) => {
  const path = store.layout.database(fqdn, 'RTC', 'lis');
  const state = await store.read(path, locationsState);
  if (state === undefined) return undefined;
  const late = {
    kind: 'subnet' as const,
    id: '10.20.99.0',
    value: { Subnet: '10.20.99.0', stamp },
  };
  await store.write(path, { working: [...state.working.slice(1), late], published: [late] });
  return l10n.t('{0}: locations replaced', fqdn);
};

const groups: Changer = async (store, fqdn, stamp) => {
  const path = store.layout.database(fqdn, 'RTC', 'rgsconfig');
  const state = await store.read(path, responseGroupsState);
  const [queue, ...others] = state?.queues ?? [];
  if (state === undefined || queue === undefined) return undefined;
  await store.write(path, {
    ...state,
    queues: [{ ...queue, name: `${queue.name} (${stamp})` }, ...others],
    holidaySets: [],
  });
  return l10n.t('{0}: a response group queue renamed, holiday sets deleted', fqdn);
};

const files: Changer = async (store, fqdn, stamp) => {
  const computer = await store.computer(fqdn);
  const share = computer.shares.find(one => one.name === 'LyncShare');
  if (share === undefined) return undefined;
  const folder = store.layout.share(fqdn, share.name);
  await writeFile(join(folder, 'written after the backup.txt'), `${stamp}\r\n`);
  const web = (await readdir(folder)).find(name => name.includes('-WebServices-')) ?? '';
  await rm(join(folder, web, 'WebAuthStore'), { recursive: true, force: true });
  return l10n.t('{0}: a file added to the file store, one deleted', fqdn);
};

/**
 * Changes data that lives on the server alone, as work after a backup would, so that a recovery from
 * that backup visibly brings back the older state. The directory is not touched: it survives.
 * Returns a line for each change. `now` is ms since 1970.
 */
export async function changeData(
  store: PracticeStore,
  name: string,
  now: number,
  random: RandomBytes,
): Promise<readonly string[]> {
  const fqdn = await knownServer(store, name);
  const computer = await store.computer(fqdn);
  if (computer.power === 'lost') throw nothingToChange(fqdn, l10n.t('it is lost'));
  const lines: string[] = [];
  for (const change of [users, policies, locations, groups, files]) {
    const line = await change(store, fqdn, stateTime(now));
    if (line !== undefined) lines.push(line);
  }
  lines.push(...(await damageRows(store, fqdn, now, random)));
  if (lines.length === 0) throw nothingToChange(fqdn, l10n.t('it holds none'));
  return lines;
}
