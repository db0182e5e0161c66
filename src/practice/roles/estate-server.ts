import type { ServerPlan } from './role.ts';

/** What the estate file says of every server: who it is, and that `practice shell` leads to it. */
export function estateServer(
  { fqdn, site, address }: ServerPlan,
  roles: readonly string[],
): Record<string, unknown> {
  const command = ['recovery-runbooks', 'practice', 'shell', fqdn];
  return { fqdn, site, roles: [...roles], address, shell: { command } };
}
