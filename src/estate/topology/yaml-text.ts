import * as l10n from '@vscode/l10n';
import { Document, isScalar, visit } from 'yaml';
import type { ImportedEstate, ImportedInstance, ImportedPool, ImportedServer } from './imported.ts';
import { oneLine } from './index-of.ts';

/** A text as comment lines; what came from a document stays on its line. */
function comment(text: string, indent = ''): string {
  return `${indent}# ${oneLine(text)}\n`;
}

/** Longest list of words that is kept on one line. */
const longestLine = 12;

function isWord(node: unknown): boolean {
  return isScalar(node) && !/\s/.test(String(node.value));
}

/** YAML text in which short lists of words stand on one line. */
function yamlText(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, node) {
      node.flow = node.items.length <= longestLine && node.items.every(isWord);
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function section(key: string, value: unknown): string {
  return yamlText({ [key]: value });
}

/** One item of a list, in block style below its dash. */
function item(value: object): string {
  const lines = yamlText(value).trimEnd().split('\n');
  return lines.map((line, i) => `${i === 0 ? '  - ' : '    '}${line}\n`).join('');
}

function list(key: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `${key}:\n${items.join('')}`;
}

function poolItem(pool: ImportedPool, product: string): string {
  return item({
    fqdn: pool.fqdn,
    site: pool.site,
    type: pool.type,
    ...(pool.version === undefined || pool.version === product ? {} : { version: pool.version }),
    servers: pool.servers,
    ...(pool.services.length === 0 ? {} : { services: pool.services }),
    ...(pool.sql === undefined ? {} : { sql: pool.sql }),
    ...(pool.stores.length === 0 ? {} : { stores: pool.stores }),
    ...(pool.nextHop === undefined ? {} : { 'next-hop': pool.nextHop }),
    ...(pool.pairedWith === undefined ? {} : { 'paired-with': pool.pairedWith }),
  });
}

function serverItem(server: ImportedServer): string {
  const { fqdn, site, roles, address, interfaces, certificateUses, certificateSubject } = server;
  const isEdge = roles.includes('Edge');
  const uses = certificateUses.join(', ');
  return [
    item({ fqdn, site, roles, ...(address === undefined ? {} : { address }), shell: 'winrm' }),
    ...(interfaces.length === 0
      ? []
      : [comment(l10n.t('Other interfaces: {0}', interfaces.join('; ')), '    ')]),
    ...(isEdge
      ? [
          comment(l10n.t('An Edge server is in no domain: fill in how it is reached.'), '    '),
          comment(
            'shell: { winrm: { authentication: negotiate, useSSL: true, credential: { user: EDGE\\operator, secret: EDGE_OPERATOR } } }',
            '    ',
          ),
        ]
      : []),
    ...(uses === ''
      ? []
      : [comment(`certificates: [{ use: [${uses}], subject: CN=${certificateSubject} }]`, '    ')]),
  ].join('');
}

function head(estate: ImportedEstate): string {
  return [
    comment(l10n.t('Imported from {0}.', estate.source)),
    ...(estate.unpublished
      ? [comment(l10n.t('It holds changes in Topology Builder that were never published.'))]
      : []),
    comment(
      l10n.t(
        'A topology does not say everything: look at the lines with a comment and fill them in.',
      ),
    ),
    section('kind', 'live'),
    section('name', estate.name),
    section('product', estate.product),
    ...(estate.domain === undefined
      ? []
      : [
          comment(l10n.t('Active Directory domain, guessed from the names of the servers.')),
          section('domain', estate.domain),
        ]),
    ...(estate.sipDomains.length === 0 ? [] : [section('sip-domains', estate.sipDomains)]),
    ...(estate.centralManagement === undefined
      ? [comment(l10n.t('The topology names no Central Management store: fill in its pool.'))]
      : [section('central-management', estate.centralManagement)]),
    comment(
      l10n.t('Where backup sets are kept, their longest age, and the longest recovery time:'),
    ),
    comment(String.raw`backup: { location: '\\bk01.contoso.com\LyncBackup', rpo: 24h, rto: 4h }`),
  ].join('');
}

function instanceItem({ databases, ...entry }: ImportedInstance): object {
  return databases.length === 0 ? entry : { ...entry, databases };
}

/** Shown above the servers once, instead of at each of them. */
function serversHead(): string {
  return [
    comment(
      l10n.t(
        'Every server needs `shell`, how its PowerShell is reached: winrm, ssh, local or command.',
      ),
    ),
    comment(
      l10n.t(
        'Add the computer with the backup sets (role BackupHost), and the subjects of the certificates.',
      ),
    ),
  ].join('');
}

/**
 * The text of an estate file for an imported topology, with comments on what a person fills in. Reading it gives no finding.
 */
export function importedText(estate: ImportedEstate): string {
  const sites = estate.sites.map(name => item({ name }));
  const parts = [
    head(estate),
    list('sites', sites),
    list(
      'pools',
      estate.pools.map(pool => poolItem(pool, estate.product)),
    ),
    serversHead() + list('servers', estate.servers.map(serverItem)),
    list(
      'sql',
      estate.sql.map(entry => item(instanceItem(entry))),
    ),
    list(
      'file-stores',
      estate.fileStores.map(store => item(store)),
    ),
    list(
      'external',
      estate.external.map(system => item(system)),
    ),
    estate.notUnderstood.length === 0
      ? ''
      : comment(l10n.t('What the import could not read; remove a line once it is looked after.')) +
        section('not-understood', estate.notUnderstood),
  ];
  return parts.filter(part => part !== '').join('\n');
}
