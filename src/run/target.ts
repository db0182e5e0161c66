import { unknownTarget } from '../errors/run.ts';
import type { Estate } from '../estate/model.ts';
import type { Step } from '../runbook/model.ts';
import { substituteText } from '../runbook/substitution.ts';
import type { VariableScope } from '../runbook/variables.ts';

/**
 * FQDN of the server that a step runs on, for a SQL step the `host\instance` where it names one;
 * `undefined` for the computer of the engine. The attribute may name a variable; server or instance
 * must be in the estate file.
 */
export function resolveTarget(
  step: Step,
  scope: VariableScope,
  estate: Pick<Estate, 'servers' | 'sqlInstances'>,
): string | undefined {
  const written = step.attributes.target;
  if (written === undefined) return undefined;
  const name = substituteText(written, scope);
  const instances = step.language === 'sql' ? estate.sqlInstances : [];
  const instance = instances.find(each => each.name.toLowerCase() === name.toLowerCase());
  if (instance !== undefined) return instance.name;
  const server = estate.servers.find(each => each.fqdn.toLowerCase() === name.toLowerCase());
  if (server === undefined) {
    throw unknownTarget(step.id, name, [
      ...instances.map(each => each.name),
      ...estate.servers.map(each => each.fqdn),
    ]);
  }
  return server.fqdn;
}
