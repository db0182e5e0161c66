import * as findings from '../../../errors/cmdlets.ts';
import { nearestName } from '../../../estate/nearest.ts';
import type { ScannedValue } from '../../powershell/script.ts';
import { parametersFor, type GivenParameter } from '../binding.ts';
import { certificateUses, moreValues } from '../values.ts';
import { over, type CheckInput, type SpanFinding } from './finding.ts';

function items(value: ScannedValue | undefined): readonly ScannedValue[] {
  if (value === undefined) return [];
  return value.kind === 'list' ? value.items : [value];
}

/** A value with the quotes that it is written in. */
function inPlace(item: ScannedValue & { kind: 'text' }, right: string, text: string): string {
  const quote = item.quoted ? (text[item.start] ?? '') : '';
  return `${quote}${right}${quote}`;
}

function checkListed(given: GivenParameter, cmdlet: string, text: string): SpanFinding[] {
  const { name, values: listed } = given.parameter;
  const isBoolean = listed.includes('$true');
  const values = [...listed, ...moreValues(cmdlet, name)];
  return items(given.value).flatMap(item => {
    if (item.kind !== 'text') return [];
    const key = item.text.trim().toLowerCase();
    // every value of an enumeration has a number, too
    if (isBoolean ? key === '0' || key === '1' : /^\d+$/u.test(key) || matches(key, values)) {
      return [];
    }
    const meant = isBoolean
      ? values.find(value => value === `$${key}`)
      : nearestName(item.text, values);
    const fix = meant === undefined ? undefined : isBoolean ? meant : inPlace(item, meant, text);
    return [over(item, findings.wrongValue(name, item.text, values, fix))];
  });
}

/** PowerShell takes the beginning of a name of an enumeration where it is the only one. */
function matches(key: string, values: readonly string[]): boolean {
  const each = key.split(',').map(part => part.trim());
  return each.every(part => {
    const found = values.filter(value => value.toLowerCase().startsWith(part));
    return found.length === 1 || found.some(value => value.toLowerCase() === part);
  });
}

function checkUses(given: GivenParameter, text: string): SpanFinding[] {
  return items(given.value).flatMap(item => {
    if (item.kind !== 'text' || matches(item.text.toLowerCase(), certificateUses)) return [];
    const meant = nearestName(item.text, certificateUses);
    if (meant === undefined) return [];
    const fix = inPlace(item, meant, text);
    return [over(item, findings.wrongValue(given.parameter.name, item.text, certificateUses, fix))];
  });
}

function checkNumbers(given: GivenParameter): SpanFinding[] {
  return items(given.value).flatMap(item =>
    item.kind === 'text' && !/^[-+]?(?:\d|0x[\da-f])/iu.test(item.text.trim())
      ? [over(item, findings.noNumber(given.parameter.name, item.text))]
      : [],
  );
}

function checkOne(given: GivenParameter, cmdlet: string, text: string): SpanFinding[] {
  const { type, values, name, isSwitch } = given.parameter;
  if (given.value === undefined) {
    return isSwitch || given.splatted ? [] : [over(given, findings.valueMissing(name))];
  }
  if (values.length > 0) return checkListed(given, cmdlet, text);
  if (type === 'CertType[]') return checkUses(given, text);
  return /^U?Int\d\d$/u.test(type) ? checkNumbers(given) : [];
}

/** Constants that a parameter cannot have, and parameters without the value that they need. */
export function checkValues({ binding, text }: CheckInput): readonly SpanFinding[] {
  const { cmdlet, given } = binding;
  return given.flatMap(one => checkOne(one, cmdlet.name, text));
}

/** `-Confirm $false`: the value does not belong to the switch, which is on. */
export function checkSwitches({
  binding: { command, cmdlet },
}: CheckInput): readonly SpanFinding[] {
  const { args } = command;
  return args.flatMap((arg, at) => {
    const following = args[at + 1];
    if (arg.kind !== 'parameter' || arg.value !== undefined || following?.kind !== 'value') {
      return [];
    }
    const all = parametersFor(arg.name, cmdlet);
    const { value } = following;
    const onOff = value.kind === 'variable' && /^(?:true|false)$/iu.test(value.name);
    if (all.length !== 1 || all[0]?.isSwitch !== true || !onOff) return [];
    const span = { start: arg.start, end: value.end };
    return [over(span, findings.switchValue(arg.name, `$${value.name}`))];
  });
}
