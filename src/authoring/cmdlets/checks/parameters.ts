import * as findings from '../../../errors/cmdlets.ts';
import { editDistance } from '../../../estate/nearest.ts';
import { parametersFor, type UnboundParameter } from '../binding.ts';
import { commonParameters, type Cmdlet } from '../catalogue.ts';
import { parameterMistake } from '../mistakes.ts';
import { over, type CheckInput, type SpanFinding } from './finding.ts';

/** How many letters a name of this length may be off. */
function limit({ length }: string): number {
  return length < 5 ? 1 : length < 9 ? 2 : 3;
}

/** The nearest name; `undefined` where none is near, or two are as near as each other. */
function nearest(written: string, names: readonly string[]): string | undefined {
  const key = written.toLowerCase();
  let best: string | undefined;
  let least = limit(key) + 1;
  for (const name of names) {
    const found = editDistance(key, name.toLowerCase());
    if (found === least) best = undefined;
    else if (found < least) [best, least] = [name, found];
  }
  return best;
}

/** The parameter of a cmdlet that a wrong name most likely means. */
function meantParameter(written: string, cmdlet: Cmdlet): string | undefined {
  const names = [...cmdlet.parameters.values()].map(({ name }) => name);
  const common = commonParameters.map(({ name }) => name);
  const near = nearest(written, names) ?? nearest(written, common);
  if (near !== undefined) return near;
  const key = written.toLowerCase();
  const parts = names.filter(name => {
    const other = name.toLowerCase();
    return other.length > 3 && key.length > 3 && (key.startsWith(other) || other.endsWith(key));
  });
  return parts.length === 1 ? parts[0] : undefined;
}

/** `-Fqdn$Pool`: PowerShell takes the variable for a part of the name. */
function glued(written: string, cmdlet: Cmdlet): string | undefined {
  const at = written.indexOf('$');
  const [parameter, other] = at > 0 ? parametersFor(written.slice(0, at), cmdlet) : [];
  if (parameter === undefined || other !== undefined) return undefined;
  return `${parameter.name} ${written.slice(at)}`;
}

function isLater(written: string, { later }: Cmdlet): string | undefined {
  return later.find(name => name.toLowerCase() === written.toLowerCase());
}

function unknown(
  parameter: UnboundParameter,
  { binding: { cmdlet }, version }: CheckInput,
): SpanFinding[] {
  const { written, splatted, value } = parameter;
  const later = isLater(written, cmdlet);
  if (later !== undefined) {
    return version === '2013' ? [over(parameter, findings.laterParameter(later, cmdlet.name))] : [];
  }
  const certain = version === '2013';
  const dash = splatted ? '' : '-';
  const mistake = parameterMistake(written, cmdlet.name, value);
  if (mistake !== undefined) {
    const { right, rightValue } = mistake;
    const withValue = rightValue !== undefined && value !== undefined && !splatted;
    const shown = `-${right}${rightValue === undefined ? '' : ` ${rightValue}`}`;
    const fix = withValue
      ? shown
      : mistake.joined
        ? `${dash}${right} ${mistake.joined}`
        : `${dash}${right}`;
    const span = withValue ? { start: parameter.start, end: value.end } : parameter;
    return [over(span, findings.unknownParameter(written, cmdlet.name, certain, { shown, fix }))];
  }
  const meant = glued(written, cmdlet) ?? meantParameter(written, cmdlet);
  const given = meant === undefined ? undefined : { shown: `-${meant}`, fix: `${dash}${meant}` };
  return [over(parameter, findings.unknownParameter(written, cmdlet.name, certain, given))];
}

/** Parameters that do not exist, or not yet in this version, or could be several. */
export function checkNames(input: CheckInput): readonly SpanFinding[] {
  return input.binding.unbound.flatMap(parameter =>
    parameter.candidates.length > 1
      ? [over(parameter, findings.ambiguousParameter(parameter.written, parameter.candidates))]
      : unknown(parameter, input),
  );
}

/** `Get-CsWindowsService -Computer` stands in published procedures as if it were the name. */
function isPublished(written: string, name: string): boolean {
  return name === 'ComputerName' && written.toLowerCase() === 'computer';
}

const shortest = 3;

/** Parameters that are given twice, and abbreviations: another version may have a second meaning for them. */
export function checkSpelling({ binding: { given } }: CheckInput): readonly SpanFinding[] {
  const seen = new Set<string>();
  return given.flatMap(parameter => {
    const { written, splatted } = parameter;
    const { name } = parameter.parameter;
    if (seen.has(name)) return [over(parameter, findings.parameterTwice(name))];
    seen.add(name);
    const abbreviated =
      written.length >= shortest &&
      written.length < name.length &&
      name.toLowerCase().startsWith(written.toLowerCase());
    return abbreviated && !splatted
      ? [over(parameter, findings.abbreviatedParameter(written, name, isPublished(written, name)))]
      : [];
  });
}
