import { plainPoolRole } from './plain-pool.ts';

/** An Edge Server: outside the domain, with a certificate inside and one that clients outside see. */
export const edge = plainPoolRole('edge', {
  role: 'Edge',
  type: 'edge',
  workgroup: true,
  services: pool => [
    {
      role: 'EdgeServer',
      needs:
        pool.nextHop === undefined
          ? []
          : [{ usage: 'Default', role: 'Registrar', of: pool.nextHop }],
    },
  ],
  certificates: (server, pool, { blueprint }) => {
    const [main = ''] = blueprint.sipDomains;
    return [
      {
        uses: ['Internal'],
        subject: `CN=${pool.fqdn}`,
        alternativeNames: [pool.fqdn, server.fqdn],
        friendlyName: `Lync ${server.fqdn} internal`,
      },
      {
        uses: ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication', 'XmppServer'],
        subject: `CN=sip.${main}`,
        alternativeNames: [
          ...blueprint.sipDomains.map(name => `sip.${name}`),
          `webconf.${main}`,
          `av.${main}`,
        ],
        friendlyName: `Lync ${server.fqdn} external`,
      },
    ];
  },
});
