import type { Blueprint } from '../roles/role.ts';

/**
 * The estate that `practice create` makes: a Standard Edition server with the Central Management
 * store, one without it, so that both ways of recovering such a server can be practised, the
 * SQL Server of archiving, monitoring and Persistent Chat, and a backup computer that belongs to no pool.
 */
export const contoso: Blueprint = {
  name: 'Contoso practice estate',
  domain: 'contoso.com',
  netbios: 'CONTOSO',
  sipDomains: ['contoso.com'],
  sites: [{ name: 'Paris', id: 1 }],
  backup: { server: 'bk01.contoso.com', share: 'LyncBackup' },
  servers: [
    {
      fqdn: 'se01.contoso.com',
      role: 'standard-edition',
      site: 'Paris',
      address: '10.20.0.11',
      services: ['response-groups', 'conferencing'],
      centralManagement: true,
    },
    {
      fqdn: 'se02.contoso.com',
      role: 'standard-edition',
      site: 'Paris',
      address: '10.20.0.12',
      services: ['response-groups', 'conferencing'],
      centralManagement: false,
    },
    {
      fqdn: 'sql01.contoso.com',
      role: 'sql-server',
      site: 'Paris',
      address: '10.20.0.15',
      services: [],
      centralManagement: false,
      sql: [
        {
          instance: 'mon',
          stores: ['MonitoringStore', 'ArchivingStore', 'PersistentChatStore'],
        },
      ],
    },
    {
      fqdn: 'bk01.contoso.com',
      role: 'backup-host',
      site: 'Paris',
      address: '10.20.0.20',
      services: [],
      centralManagement: false,
    },
  ],
};
