import * as l10n from '@vscode/l10n';
import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import { say } from '../../errors/language.ts';
import {
  hostsOf,
  identityOf,
  type InstanceIdentity,
  type ServerIdentity,
} from '../../estate/identity.ts';
import type { Estate, Pool } from '../../estate/model.ts';
import { counted } from '../words.ts';
import { databaseWords, shownDatabases, type InstanceStates } from './instance-states.ts';
import type { TreeNode } from './node.ts';
import { mirrorWords, roleIcon, roleText } from './role-words.ts';
import {
  stateIcon,
  statesSummary,
  stateWords,
  type ServerStates,
  type StateKind,
} from './server-states.ts';

const { Collapsed, Expanded } = TreeItemCollapsibleState;

const folded = (name: string): string => name.toLowerCase();

function show(estate: Estate, name: string): NonNullable<TreeNode['command']> {
  return {
    command: 'recoveryRunbooks.openServerInEstate',
    title: l10n.t('Show in estate file'),
    arguments: [{ target: name, file: estate.file }],
  };
}

/** Words that say something, between dots. */
function joined(words: readonly string[]): string {
  return words.filter(word => word !== '').join(' · ');
}

/** Roles that Lync does not recover: its own procedures begin behind them. */
const notRecovered = new Set(['backuphost', 'trustedapplication', 'officewebapps']);

function contextOf(
  estate: Estate,
  { roles, server, instances }: ServerIdentity,
  state: StateKind | undefined,
): string {
  const words = ['server'];
  if (state === 'lost') words.push('lost');
  const isBackup = roles.some(role => folded(role) === 'backuphost');
  if (server?.shell !== undefined || instances.length > 0) words.push('checkable');
  if (estate.kind === 'practice' && server !== undefined && !isBackup)
    words.push('practice-server');
  if (roles.some(role => !notRecovered.has(folded(role)))) words.push('recoverable');
  return words.join(' ');
}

/** What a whole tree is made from; identities are looked up once. */
class ServerTree {
  readonly #estate: Estate;
  readonly #states: ServerStates;
  readonly #checked: InstanceStates;
  readonly #identities: ReadonlyMap<string, ServerIdentity>;
  readonly #homes: ReadonlyMap<string, string>;

  constructor(estate: Estate, states: ServerStates, checked: InstanceStates) {
    this.#estate = estate;
    this.#states = states;
    this.#checked = checked;
    const known = hostsOf(estate).flatMap(fqdn => identityOf(estate, fqdn) ?? []);
    this.#identities = new Map(known.map(identity => [folded(identity.fqdn), identity]));
    this.#homes = new Map(known.map(identity => [folded(identity.fqdn), homeOf(estate, identity)]));
  }

  site(name: string): TreeNode {
    const here = (site: string): boolean => folded(site) === folded(name);
    const pools = this.#estate.pools.filter(pool => here(pool.site));
    const alone = [...this.#identities.values()].filter(
      ({ fqdn, site }) => here(site ?? '') && this.#homes.get(folded(fqdn)) === '',
    );
    const hosts = [...this.#identities.values()].filter(({ site }) => here(site ?? ''));
    const kind = this.#estate.kind === 'practice' ? l10n.t('practice') : this.#estate.name;
    const names = hosts.map(({ fqdn }) => fqdn);
    return {
      id: `site/${folded(name)}`,
      label: name,
      description: joined([kind, statesSummary(names, this.#states)]),
      icon: new ThemeIcon('location'),
      context: 'site checkable recoverable',
      target: name,
      state: Expanded,
      children: [
        ...pools.map(pool => this.#pool(pool)),
        ...alone.map(identity => this.#server(identity, undefined)),
      ],
    };
  }

  #pool(pool: Pool): TreeNode {
    const of = (fqdn: string): readonly ServerIdentity[] => {
      const found = this.#identities.get(folded(fqdn));
      return found === undefined ? [] : [found];
    };
    const members = pool.servers.flatMap(of);
    const hosts = [...this.#identities.values()].filter(
      ({ fqdn }) => this.#homes.get(folded(fqdn)) === folded(pool.fqdn),
    );
    const [only] = members;
    const isOne = only !== undefined && folded(only.fqdn) === folded(pool.fqdn);
    if (members.length === 1 && isOne && hosts.length === 0) return this.#server(only, pool);
    const names = [...members, ...hosts].map(({ fqdn }) => fqdn);
    return {
      id: `pool/${folded(pool.fqdn)}`,
      label: pool.fqdn,
      description: joined([
        statesSummary(names, this.#states),
        l10n.t('{0} pool', roleText(pool.type)),
        this.#centralWords(pool),
        counted(members.length, l10n.t('1 member'), l10n.t('{0} members', members.length)),
        pool.version ?? '',
        pool.pairedWith === undefined ? '' : l10n.t('paired with {0}', pool.pairedWith),
      ]),
      icon: new ThemeIcon('server-environment'),
      context: 'pool checkable recoverable',
      target: pool.fqdn,
      command: show(this.#estate, pool.fqdn),
      state: Expanded,
      children: [
        ...members.map(member => this.#server(member, undefined)),
        ...hosts.map(host => this.#server(host, undefined)),
        ...this.#stores(`pool/${folded(pool.fqdn)}`, pool),
      ],
    };
  }

  #centralWords(pool: Pool | undefined): string {
    const central = this.#estate.centralManagement;
    return central !== undefined && pool !== undefined && folded(central) === folded(pool.fqdn)
      ? l10n.t('Central Management store')
      : '';
  }

  #server(identity: ServerIdentity, pool: Pool | undefined): TreeNode {
    const { fqdn, roles, instances } = identity;
    const id = `server/${folded(fqdn)}`;
    const state = this.#states.get(folded(fqdn));
    const parts = [...new Set(instances.map(({ part }) => mirrorWords(part)))];
    const children = [
      ...instances.map(instance => this.#instance(id, instance)),
      ...(pool === undefined ? [] : this.#stores(id, pool)),
    ];
    const description = joined([
      state === undefined ? '' : stateWords(state),
      roles.map(roleText).join(', '),
      ...parts,
      this.#centralWords(pool),
      pool?.version ?? '',
    ]);
    return {
      id,
      label: fqdn,
      description,
      icon: stateIcon(state?.state) ?? new ThemeIcon(roleIcon(roles)),
      tooltip: [`${fqdn}, ${description}`, ...(state?.details ?? []).map(say)].join('\n'),
      context: contextOf(this.#estate, identity, state?.state),
      target: fqdn,
      command: show(this.#estate, fqdn),
      ...(children.length > 0 ? { children, state: Collapsed } : {}),
    };
  }

  #instance(parent: string, { instance, part }: InstanceIdentity): TreeNode {
    const id = `${parent}/sql/${folded(instance.name)}`;
    const known = this.#checked.get(folded(instance.name));
    const health = known?.health;
    const answered = health !== undefined && health.version !== '';
    const databases = shownDatabases(instance.databases, health).map(({ name, found }) => ({
      id: `${id}/${folded(name)}`,
      label: name,
      description:
        found === undefined
          ? answered
            ? l10n.t('database, not on this server')
            : l10n.t('database')
          : databaseWords(found),
      icon: new ThemeIcon('database'),
      context: 'database',
      target: instance.name,
    }));
    const written = [instance.version, instance.edition].flatMap(word => word ?? []);
    const version = (answered ? [health.version, health.edition] : written).join(' ');
    const state = known && stateWords({ ...known.health, checked: known.checked });
    const description = joined([state ?? '', l10n.t('SQL Server'), version, mirrorWords(part)]);
    return {
      id,
      label: instance.name,
      description,
      icon: stateIcon(health?.state) ?? new ThemeIcon('server-process'),
      tooltip: [`${instance.name}, ${description}`, ...(health?.details ?? []).map(say)].join('\n'),
      context: 'sql checkable recoverable',
      target: instance.name,
      command: show(this.#estate, instance.name),
      ...(databases.length > 0 ? { children: databases, state: Collapsed } : {}),
    };
  }

  #stores(parent: string, pool: Pool): TreeNode[] {
    return this.#estate.fileStores
      .filter(({ pools }) => pools.some(name => folded(name) === folded(pool.fqdn)))
      .map(({ path }) => ({
        id: `${parent}/store/${folded(path)}`,
        label: path,
        description: l10n.t('file store'),
        icon: new ThemeIcon('folder'),
        context: 'store recoverable',
        target: path,
        command: show(this.#estate, path),
      }));
  }
}

/** The pool below which a host without one stands: the first whose back end it carries; else none. */
function homeOf(estate: Estate, identity: ServerIdentity): string {
  if (identity.pool !== undefined) return '-';
  for (const { part, stores, partner } of identity.instances) {
    const own = stores.find(({ kind }) => kind === 'user' || kind === 'central-management');
    if (own !== undefined) return folded(own.pool.fqdn);
    if (part !== 'witness' || partner === undefined) continue;
    const watched = estate.pools.find(({ stores: all }) =>
      all.some(({ sql }) => folded(sql) === folded(partner)),
    );
    if (watched !== undefined) return folded(watched.fqdn);
  }
  return '';
}

function group(id: string, label: string, icon: string, children: readonly TreeNode[]): TreeNode[] {
  if (children.length === 0) return [];
  const description = String(children.length);
  return [{ id, label, description, icon: new ThemeIcon(icon), state: Collapsed, children }];
}

/** Site, pool, server, with databases and file stores below; state in words before everything else. */
export function serverNodes(
  estate: Estate,
  states: ServerStates,
  instances: InstanceStates = new Map(),
): TreeNode[] {
  const tree = new ServerTree(estate, states, instances);
  const external = estate.external.map(({ fqdn, kind }) => ({
    id: `external/${folded(fqdn)}`,
    label: fqdn,
    description: roleText(kind),
    icon: new ThemeIcon('globe'),
    context: 'external',
    target: fqdn,
    command: show(estate, fqdn),
  }));
  const unread = estate.notUnderstood.map((line, i) => ({
    id: `not-understood/${i}`,
    label: line,
    icon: new ThemeIcon('question'),
  }));
  return [
    ...estate.sites.map(({ name }) => tree.site(name)),
    ...group('external', l10n.t('Outside Lync'), 'globe', external),
    ...group('not-understood', l10n.t('Not understood by the import'), 'warning', unread),
  ];
}
