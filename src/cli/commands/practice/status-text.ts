import * as l10n from '@vscode/l10n';
import type { EstateStatus, ServerStatus } from '../../../practice/inspection/status.ts';

/** Databases whose content a recovery brings back; the others are made anew. */
const telling = ['xds', 'lis', 'rtcxds', 'rgsconfig', 'lcslog', 'lcscdr', 'qoemetrics', 'mgc'];

/** What the state of a server is called, for people. */
function stateWord(server: ServerStatus): string {
  if (server.state === 'lost') return l10n.t('LOST since {0}', server.lostAt ?? '');
  return server.state === 'running' ? l10n.t('running') : l10n.t('being rebuilt');
}

function replicationWord(server: ServerStatus): string {
  if (server.replication === 'none') return l10n.t('no replica');
  return server.replication === 'stale' ? l10n.t('replica stale') : l10n.t('replica up to date');
}

function serverLines(server: ServerStatus): string[] {
  const lines = [`  ${server.fqdn}  ${stateWord(server)}`];
  if (server.state === 'lost') return lines;
  const running = server.services.filter(service => service.status === 'Running').length;
  if (server.services.length > 0) {
    lines.push(
      `    ${l10n.t('services: {0} of {1} running; {2}', running, server.services.length, replicationWord(server))}`,
    );
  }
  if (server.hostName !== server.fqdn) {
    lines.push(`    ${l10n.t('the computer calls itself {0}', server.hostName)}`);
  }
  for (const { instance, name, rows, state } of server.databases) {
    if (!telling.includes(name.toLowerCase()) || instance.endsWith('local')) continue;
    const counts = Object.entries(rows).map(([table, count]) => `${table} ${String(count)}`);
    lines.push(`    ${instance}\\${name}: ${state ?? counts.join(', ')}`);
  }
  for (const { uses, subject, notAfter, privateKey } of server.certificates) {
    const key = privateKey ? '' : `, ${l10n.t('NO PRIVATE KEY')}`;
    const used = uses.length === 0 ? l10n.t('not assigned') : uses.join(', ');
    lines.push(`    ${l10n.t('certificate {0} ({1}), until {2}', subject, used, notAfter)}${key}`);
  }
  if (server.shares.length > 0) {
    lines.push(`    ${l10n.t('shares: {0}', server.shares.join(', '))}`);
  }
  return lines;
}

/** The state of a practice estate as lines for people. */
export function statusLines(status: EstateStatus): string[] {
  const { centralManagement, connectionPoint, faults } = status;
  return [
    status.folder,
    ...status.servers.flatMap(serverLines),
    `  ${l10n.t('connection point of the Central Management store: {0}', connectionPoint)}`,
    centralManagement.answers
      ? `  ${l10n.t('Central Management store: answers, master {0}', centralManagement.master)}`
      : `  ${l10n.t('Central Management store: does NOT answer')}`,
    ...faults.map(fault => `  ${l10n.t('fault {0}', fault)}`),
  ];
}
