import * as findings from '../../../errors/cmdlets.ts';
import { nearestName } from '../../../estate/nearest.ts';
import type { UnboundParameter } from '../binding.ts';
import type { Cmdlet } from '../catalogue.ts';
import { parameterMistake } from '../mistakes.ts';
import { over, type CheckInput, type SpanFinding } from './finding.ts';

/** The parameter of a cmdlet that a wrong name most likely means. */
function meantParameter(written: string, cmdlet: Cmdlet): string | undefined {
  const names = [...cmdlet.parameters.values()].map(({ name }) => name);
  const key = written.toLowerCase();
  const parts = names.filter(name => {
    const other = name.toLowerCase();
    return other.length > 3 && key.length > 3 && (key.startsWith(other) || other.endsWith(key));
  });
  return parts.length === 1 ? parts[0] : nearestName(written, names);
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
  const meant = meantParameter(written, cmdlet);
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
