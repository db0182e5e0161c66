import type { TopologyCluster } from '../data/topology.ts';
import type { BuildContext, ExternalPlan } from './role.ts';

const roles = { 'pstn-gateway': 'PstnGateway', 'office-web-apps': 'WacService' } as const;

/** The part of the topology of a computer that is no server of the estate. */
export function externalCluster(plan: ExternalPlan, context: BuildContext): TopologyCluster {
  return {
    fqdn: plan.fqdn,
    ...context.clusterOf(plan.fqdn),
    machines: [{ fqdn: plan.fqdn, address: plan.address }],
    sqlInstances: [],
    services: [{ role: roles[plan.kind], needs: [] }],
    foreign: true,
  };
}
