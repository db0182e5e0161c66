import { unknownTarget } from '../errors/run.ts';
import type { Estate } from '../estate/model.ts';
import type { Step } from '../runbook/model.ts';
import { substituteText } from '../runbook/substitution.ts';
import type { VariableScope } from '../runbook/variables.ts';

/**
 * FQDN of the server that a step runs on, or `undefined` for the computer of the engine. The
 * attribute may name a variable; the server must be in the estate file.
 */
export function resolveTarget(
  step: Step,
  scope: VariableScope,
  estate: Pick<Estate, 'servers'>,
): string | undefined {
  const written = step.attributes.target;
  if (written === undefined) return undefined;
  const name = substituteText(written, scope);
  const server = estate.servers.find(each => each.fqdn.toLowerCase() === name.toLowerCase());
  if (server === undefined) {
    throw unknownTarget(
      step.id,
      name,
      estate.servers.map(each => each.fqdn),
    );
  }
  return server.fqdn;
}
