import * as findings from '../../../errors/cmdlets.ts';
import type { Binding, GivenParameter } from '../binding.ts';
import type { ParameterSet } from '../catalogue.ts';
import { over, type CheckInput, type SpanFinding } from './finding.ts';

function has(set: ParameterSet, name: string): boolean {
  return set.mandatory.includes(name) || set.optional.includes(name);
}

/** Given parameters that belong to the cmdlet itself. */
function ownGiven({ cmdlet, given }: Binding): GivenParameter[] {
  return given.filter(({ parameter: { name } }) => cmdlet.parameters.has(name.toLowerCase()));
}

function fitting({ cmdlet }: Binding, given: readonly GivenParameter[]): ParameterSet[] {
  return cmdlet.sets.filter(set => given.every(({ parameter: { name } }) => has(set, name)));
}

/** Parameters of different sets together. */
export function checkMixedSets({ binding }: CheckInput): readonly SpanFinding[] {
  const given = ownGiven(binding);
  if (fitting(binding, given).length > 0) return [];
  const { cmdlet } = binding;
  const kept: GivenParameter[] = [];
  const found: SpanFinding[] = [];
  for (const parameter of given) {
    const { name } = parameter.parameter;
    if (fitting(binding, [...kept, parameter]).length > 0) {
      kept.push(parameter);
      continue;
    }
    const alone = kept.filter(other => fitting(binding, [other, parameter]).length === 0);
    const others = (alone.length > 0 ? alone : kept).map(other => other.parameter.name);
    found.push(over(parameter, findings.mixedSets(name, others, cmdlet.name)));
  }
  return found;
}

/** Mandatory parameters that are missing; what comes through a pipeline or a splat is not known. */
export function checkMissing({ binding }: CheckInput): readonly SpanFinding[] {
  const { command, cmdlet, positional, dynamic, unbound } = binding;
  if (dynamic || command.piped || unbound.length > 0) return [];
  const given = ownGiven(binding);
  const names = new Set(given.map(({ parameter }) => parameter.name));
  const ways = fitting(binding, given).map(set => set.mandatory.filter(name => !names.has(name)));
  if (ways.length === 0 || ways.some(way => way.length <= positional.length)) return [];
  const least = Math.min(...ways.map(way => way.length));
  const shown = ways.filter(way => way.length <= least + 1).slice(0, 3);
  const unique = [...new Map(shown.map(way => [way.join(), way])).values()];
  return [over(command.nameSpan, findings.missingParameters(cmdlet.name, unique))];
}
