import { plainPoolRole } from './plain-pool.ts';

/** A Persistent Chat Server; rooms and content are in its store, files in the file store of its pool. */
export const persistentChat = plainPoolRole('persistent-chat', {
  role: 'PersistentChat',
  type: 'persistent-chat',
  services: pool => [
    {
      role: 'PersistentChatServer',
      needs: [
        { usage: 'Default', role: 'PersistentChatStore' },
        { usage: 'Default', role: 'PersistentChatComplianceStore' },
        ...(pool.nextHop === undefined
          ? []
          : [{ usage: 'NextHop', role: 'Registrar', of: pool.nextHop }]),
      ],
    },
  ],
  certificates: (server, pool) => [
    {
      uses: ['Default'],
      subject: `CN=${pool.fqdn}`,
      alternativeNames: [pool.fqdn, server.fqdn],
      friendlyName: `Lync ${server.fqdn}`,
    },
  ],
});
