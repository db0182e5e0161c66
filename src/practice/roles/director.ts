import { registrarDetail, webServicesDetail } from '../data/topology.ts';
import { plainPoolRole } from './plain-pool.ts';

/** A Director: registrar and web services in front of a pool, without users and without data. */
export const director = plainPoolRole('director', {
  role: 'Director',
  type: 'director',
  services: pool => [
    {
      role: 'Registrar',
      needs: [
        { usage: 'WebServices', role: 'WebServices' },
        ...(pool.nextHop === undefined
          ? []
          : [{ usage: 'NextHop', role: 'Registrar', of: pool.nextHop }]),
      ],
      detail: registrarDetail(true),
    },
    { role: 'WebServices', needs: [], detail: webServicesDetail(`web-${pool.fqdn}`) },
  ],
  certificates: (server, pool, { blueprint }) => [
    {
      uses: ['Default', 'WebServicesInternal', 'WebServicesExternal'],
      subject: `CN=${pool.fqdn}`,
      alternativeNames: [
        pool.fqdn,
        server.fqdn,
        `web-${pool.fqdn}`,
        ...blueprint.sipDomains.map(name => `sip.${name}`),
      ],
      friendlyName: `Lync ${server.fqdn}`,
    },
  ],
});
