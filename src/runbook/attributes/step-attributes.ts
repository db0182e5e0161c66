import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as findings from '../../errors/runbook-diagnostics.ts';
import { at, nearest } from '../checks/findings.ts';
import { parseDuration } from '../durations.ts';
import { rangeInLine } from '../markdown/lines.ts';
import type { OnError, StepAttributes, TextRange } from '../model.ts';
import { readInfo, type InfoAttribute } from './info-string.ts';

/** Attributes that a step may have. `id` is written `#name`. */
export const attributeKeys = [
  'id',
  'target',
  'requires',
  'when',
  'confirm',
  'timeout',
  'on-error',
  'expect',
  'rolling',
  'throttle',
] as const;

type AttributeKey = (typeof attributeKeys)[number];

function isKnown(key: string): key is AttributeKey {
  return attributeKeys.some(known => known === key);
}

/** Where an info string stands in its file, 1-based. */
export interface InfoPlace {
  readonly line: number;
  readonly column: number;
}

/** The attributes of a step with their places. */
export interface ReadAttributes {
  readonly id: string | undefined;
  readonly attributes: StepAttributes;
  /** The range of an attribute's value, or of the attribute where it has none. */
  valueRange(key: string): TextRange | undefined;
  /** The range of a part of a value, by offsets into it; of the whole value where it is escaped. */
  rangeInValue(key: string, start: number, end: number): TextRange | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** `stop`, `continue` or `retry:N` with N from 1 to 100. */
function parseOnError(text: string): OnError | undefined {
  if (text === 'stop' || text === 'continue') return { kind: text };
  const times = Number(/^retry:([1-9]\d{0,2})$/.exec(text)?.[1] ?? NaN);
  return times <= 100 ? { kind: 'retry', times } : undefined;
}

/** A step id: a letter, then letters, digits, dashes, dots and underscores. */
export function isStepId(text: string): boolean {
  return /^\p{L}[\p{L}\p{Nd}._-]*$/u.test(text);
}

function parseFlag(value: string | undefined): boolean | undefined {
  if (value === undefined || value === 'true') return true;
  return value === 'false' ? false : undefined;
}

/** A list of ids; `undefined` when one is no id. */
function parseRequires(value: string): string[] | undefined {
  const ids = value.split(/[\s,]+/).filter(id => id !== '');
  return ids.length > 0 && ids.every(isStepId) ? ids : undefined;
}

type Understood = { -readonly [K in keyof Omit<StepAttributes, 'all'>]: StepAttributes[K] };

/** Puts an attribute where it belongs; false when its value cannot be. */
function understand(key: AttributeKey, value: string | undefined, into: Understood): boolean {
  if (key === 'confirm' || key === 'rolling') {
    const yes = parseFlag(value);
    into[key] = yes ?? true;
    return yes !== undefined;
  }
  if (value === undefined || value === '') return false;
  switch (key) {
    case 'id':
      return true;
    case 'target':
    case 'when':
      into[key] = value;
      return true;
    case 'requires': {
      const ids = parseRequires(value);
      into.requires = ids ?? [];
      return ids !== undefined;
    }
    case 'on-error': {
      const onError = parseOnError(value);
      into.onError = onError ?? { kind: 'stop' };
      return onError !== undefined;
    }
    case 'throttle': {
      const most = /^[1-9]\d{0,2}$/.test(value) ? Number(value) : undefined;
      if (most !== undefined) into.throttle = most;
      return most !== undefined;
    }
    case 'timeout':
    case 'expect':
      return understandDuration(key, value, into);
  }
}

function understandDuration(key: 'timeout' | 'expect', value: string, into: Understood): boolean {
  const ms = parseDuration(value);
  if (ms === undefined || ms === 0) return false;
  into[key === 'timeout' ? 'timeoutMs' : 'expectMs'] = ms;
  return true;
}

function check(
  attribute: InfoAttribute,
  seen: ReadonlyMap<string, InfoAttribute>,
  into: Understood,
): findings.Finding | undefined {
  const { key, value } = attribute;
  if (!isKnown(key)) return findings.unknownAttribute(key, nearest(key, attributeKeys));
  if (seen.has(key)) return findings.duplicateAttribute(key);
  if (!understand(key, value, into)) {
    const shown = value === '' ? undefined : value;
    return findings.attributeValue(key, shown, findings.attributeForm(key));
  }
  return key === 'id' && value !== undefined && !isStepId(value)
    ? findings.badStepId(value)
    : undefined;
}

/** Reads the attributes of an info string. Never throws; what is wrong is reported and left out. */
export function readStepAttributes(info: string, place: InfoPlace): ReadAttributes {
  const { attributes, faults } = readInfo(info);
  const range = (start: number, end: number): TextRange =>
    rangeInLine(place.line, place.column + start, end - start);
  const diagnostics: Diagnostic[] = faults.map(({ kind, text, start, end }) =>
    at(
      range(start, end),
      kind === 'outside' ? findings.infoText(text) : findings.attributeSyntax(kind, text),
    ),
  );
  const understood: Understood = {
    requires: [],
    confirm: false,
    rolling: false,
    onError: { kind: 'stop' },
  };
  const first = new Map<string, InfoAttribute>();
  for (const attribute of attributes) {
    const finding = check(attribute, first, understood);
    if (finding !== undefined) diagnostics.push(at(range(attribute.start, attribute.end), finding));
    if (!first.has(attribute.key)) first.set(attribute.key, attribute);
  }
  const id = first.get('id')?.value;
  const inValue = (key: string, start: number, end: number): TextRange | undefined => {
    const found = first.get(key);
    if (found === undefined) return undefined;
    const { valueStart, valueEnd, verbatim } = found;
    if (!verbatim) return range(valueStart, valueEnd);
    return range(Math.min(valueStart + start, valueEnd), Math.min(valueStart + end, valueEnd));
  };
  return {
    id: id !== undefined && id !== '' ? id : undefined,
    attributes: {
      ...understood,
      all: attributes.map(({ key, value, start, end }) => ({
        key,
        ...(value === undefined ? {} : { value }),
        range: range(start, end),
      })),
    },
    valueRange: key => inValue(key, 0, Infinity),
    rangeInValue: inValue,
    diagnostics,
  };
}
