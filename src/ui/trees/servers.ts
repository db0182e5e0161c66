import * as l10n from '@vscode/l10n';
import { ThemeIcon, TreeItemCollapsibleState } from 'vscode';
import type { Estate, Pool, Server } from '../../estate/model.ts';
import type { TreeNode } from './node.ts';

/** What is known of a server without asking it. */
export interface ServerState {
  readonly state: 'running' | 'lost' | 'unknown';
  /** In words, for example `lost since 03:12`. */
  readonly words: string;
}

export type ServerStates = ReadonlyMap<string, ServerState>;

/** `StandardEdition` as `Standard Edition`. */
export function roleText(role: string): string {
  return role
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .replace(/^[a-z]/, first => first.toUpperCase());
}

function show(estate: Estate, name: string): TreeNode['command'] {
  return {
    command: 'recoveryRunbooks.openServerInEstate',
    title: l10n.t('Show in estate file'),
    arguments: [{ target: name, file: estate.file }],
  };
}

function isRecoverable(server: Server): boolean {
  return server.roles.some(role => role.toLowerCase().replaceAll('-', '') === 'standardedition');
}

function contextOf(estate: Estate, server: Server): string {
  const words = ['server'];
  if (estate.kind === 'practice' && !isBackupHost(server)) words.push('practice-server');
  if (isRecoverable(server)) words.push('recoverable');
  return words.join(' ');
}

function isBackupHost(server: Server): boolean {
  return server.roles.some(role => /backup/i.test(role));
}

function dataNodes(estate: Estate, id: string, server: Server, pool: Pool | undefined): TreeNode[] {
  const own = estate.sqlInstances.filter(
    instance => instance.host.toLowerCase() === server.fqdn.toLowerCase(),
  );
  const sql = own.map(instance => ({
    id: `${id}/sql/${instance.name}`,
    label: instance.name,
    description:
      instance.databases.length > 0 ? instance.databases.join(', ') : l10n.t('SQL Server'),
    icon: new ThemeIcon('database'),
    context: 'sql',
    target: instance.name,
    command: show(estate, instance.name),
  }));
  const stores = estate.fileStores.filter(
    store => store.pool.toLowerCase() === pool?.fqdn.toLowerCase(),
  );
  const files = stores.map(store => ({
    id: `${id}/store/${store.path}`,
    label: store.path,
    description: l10n.t('file store'),
    icon: new ThemeIcon('folder'),
    context: 'store',
    target: store.path,
    command: show(estate, store.path),
  }));
  return [...sql, ...files].map(withoutUndefinedCommand);
}

function withoutUndefinedCommand(
  node: Omit<TreeNode, 'command'> & { command: TreeNode['command'] },
): TreeNode {
  const { command, ...rest } = node;
  return command === undefined ? rest : { ...rest, command };
}

function serverIcon(state: ServerState | undefined): ThemeIcon {
  return new ThemeIcon(state?.state === 'lost' ? 'error' : 'server');
}

function serverNode(
  estate: Estate,
  server: Server,
  pool: Pool | undefined,
  states: ServerStates,
): TreeNode {
  const state = states.get(server.fqdn.toLowerCase());
  const alone = pool?.servers.length === 1;
  const cms = pool?.fqdn.toLowerCase() === estate.centralManagement?.toLowerCase() && alone;
  const words = [
    ...(state === undefined ? [] : [state.words]),
    server.roles.map(roleText).join(', '),
    ...(cms ? [l10n.t('Central Management store')] : []),
  ].filter(text => text !== '');
  const id = `server/${server.fqdn.toLowerCase()}`;
  const children = alone || pool === undefined ? dataNodes(estate, id, server, pool) : [];
  return withoutUndefinedCommand({
    id,
    label: server.fqdn,
    description: words.join(' · '),
    icon: serverIcon(state),
    context: contextOf(estate, server),
    target: server.fqdn,
    command: show(estate, server.fqdn),
    children,
    ...(children.length > 0 ? { state: TreeItemCollapsibleState.Collapsed } : {}),
  });
}

function poolNode(estate: Estate, pool: Pool, states: ServerStates): TreeNode | undefined {
  const members = pool.servers.flatMap(fqdn => {
    const server = estate.servers.find(each => each.fqdn.toLowerCase() === fqdn.toLowerCase());
    return server === undefined ? [] : [server];
  });
  const [only] = members;
  if (only === undefined) return undefined;
  if (members.length === 1 && only.fqdn.toLowerCase() === pool.fqdn.toLowerCase()) {
    return serverNode(estate, only, pool, states);
  }
  const lost = members.filter(server => states.get(server.fqdn.toLowerCase())?.state === 'lost');
  const cms = pool.fqdn.toLowerCase() === estate.centralManagement?.toLowerCase();
  const words = [
    l10n.t('{0} pool', roleText(pool.type)),
    ...(cms ? [l10n.t('Central Management store')] : []),
    l10n.t('{0} servers', members.length),
    ...(lost.length > 0 ? [l10n.t('{0} lost', lost.length)] : []),
  ];
  return withoutUndefinedCommand({
    id: `pool/${pool.fqdn.toLowerCase()}`,
    label: pool.fqdn,
    description: words.join(' · '),
    icon: new ThemeIcon('server-environment'),
    context: 'pool',
    target: pool.fqdn,
    command: show(estate, pool.fqdn),
    children: members.map(server => serverNode(estate, server, pool, states)),
  });
}

/** Site, pool, server, with databases and file stores below; what is lost says so in words. */
export function serverNodes(estate: Estate, states: ServerStates): TreeNode[] {
  const pooled = new Set(
    estate.pools.flatMap(pool => pool.servers.map(fqdn => fqdn.toLowerCase())),
  );
  return estate.sites.map(site => {
    const here = (name: string): boolean => name.toLowerCase() === site.name.toLowerCase();
    const pools = estate.pools.filter(pool => here(pool.site));
    const others = estate.servers.filter(
      server => here(server.site) && !pooled.has(server.fqdn.toLowerCase()),
    );
    return {
      id: `site/${site.name.toLowerCase()}`,
      label: site.name,
      description: estate.kind === 'practice' ? l10n.t('practice') : estate.name,
      icon: new ThemeIcon('location'),
      context: 'site',
      state: TreeItemCollapsibleState.Expanded,
      children: [
        ...pools.flatMap(pool => poolNode(estate, pool, states) ?? []),
        ...others.map(server => serverNode(estate, server, undefined, states)),
      ],
    };
  });
}
