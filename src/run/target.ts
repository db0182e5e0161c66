import { emptyTarget, roleWithoutServers, unknownTarget } from '../errors/run.ts';
import { identityOf } from '../estate/identity.ts';
import { sameName } from '../estate/lookup.ts';
import type { Estate } from '../estate/model.ts';
import type { Step } from '../runbook/model.ts';
import type { VariableScope } from '../runbook/variables.ts';
import { substituteText } from '../runbook/variables/substitution.ts';

/** Before the name of a role: each server of the estate that has it. */
const rolePrefix = 'role:';

/**
 * Where a step runs: FQDNs of servers, for a SQL step `host\instance` where it names one; `undefined`
 * for the computer of the engine. The attribute names a server, a pool (each of its members),
 * `role:NAME`, or a list of these with commas; a variable may stand for any of it. Nothing is named
 * twice. Throws a `Problem` for a name that the estate file does not have.
 */
export function resolveTargets(
  step: Step,
  scope: VariableScope,
  estate: Estate,
): readonly string[] | undefined {
  const written = step.attributes.target;
  if (written === undefined) return undefined;
  const names = substituteText(written, scope)
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  if (names.length === 0) throw emptyTarget(step.id, written);
  const found = names.flatMap(name => named(step, name, estate));
  return found.filter((name, at) => found.findIndex(each => sameName(each, name)) === at);
}

function named(step: Step, name: string, estate: Estate): readonly string[] {
  if (name.toLowerCase().startsWith(rolePrefix)) {
    return ofRole(step, name.slice(rolePrefix.length).trim(), estate);
  }
  const instances = step.language === 'sql' ? estate.sqlInstances : [];
  const instance = instances.find(each => sameName(each.name, name));
  if (instance !== undefined) return [instance.name];
  const server = estate.servers.find(each => sameName(each.fqdn, name));
  if (server !== undefined) return [server.fqdn];
  const pool = estate.pools.find(each => sameName(each.fqdn, name));
  if (pool !== undefined && pool.servers.length > 0) return pool.servers;
  throw unknownTarget(step.id, name, [
    ...instances.map(each => each.name),
    ...estate.servers.map(each => each.fqdn),
    ...estate.pools.map(each => each.fqdn),
  ]);
}

function ofRole(step: Step, role: string, estate: Estate): readonly string[] {
  const roles = estate.servers.map(
    ({ fqdn }) => [fqdn, identityOf(estate, fqdn)?.roles ?? []] as const,
  );
  const found = roles.filter(([, names]) => names.some(each => sameName(each, role)));
  if (found.length > 0) return found.map(([fqdn]) => fqdn);
  const known = new Set(roles.flatMap(([, names]) => names));
  throw roleWithoutServers(step.id, role, [...known].sort());
}
