import { plainPoolRole } from './plain-pool.ts';

/** A stand-alone Mediation Server between a pool and its gateways. */
export const mediation = plainPoolRole('mediation', {
  role: 'Mediation',
  type: 'mediation',
  services: pool => [
    {
      role: 'MediationServer',
      needs:
        pool.nextHop === undefined
          ? []
          : [{ usage: 'Default', role: 'Registrar', of: pool.nextHop }],
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
