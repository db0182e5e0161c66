import { isMap, isScalar, isSeq, type YAMLSeq } from 'yaml';
import * as findings from '../../errors/front-matter.ts';
import { badReference } from '../../errors/runbook-diagnostics.ts';
import { findCircles } from '../checks/circles.ts';
import { nearest } from '../checks/findings.ts';
import type { Entry, FrontMatterReader } from '../front-matter.ts';
import type { TextRange, VariableDeclaration, VariableType } from '../model.ts';
import { isReservedName, isVariableName, nameKey, NameMap } from '../names.ts';
import { namesInText, readReferences } from './references.ts';
import { valueFault, variableTypes } from './value-types.ts';

const keys = ['type', 'description', 'default', 'required'];

function isType(text: string): text is VariableType {
  return variableTypes.some(type => type === text);
}

interface Written {
  type: VariableType;
  description?: string;
  default?: string;
  defaultRange?: TextRange;
  required: boolean;
}

function readType(reader: FrontMatterReader, entry: Entry): VariableType {
  const text = reader.text(entry);
  if (text === undefined || isType(text)) return text ?? 'string';
  const meant = nearest(text, variableTypes);
  reader.report(entry.valueRange, findings.unknownType(text, variableTypes, meant));
  return 'string';
}

function readWritten(reader: FrontMatterReader, entry: Entry): Written {
  const written: Written = { type: 'string', required: false };
  const { value, valueRange } = entry;
  if (value === null) return written;
  if (isScalar(value)) {
    const text = reader.text(entry);
    if (text === undefined) return { ...written, defaultRange: valueRange };
    const type = text.toLowerCase();
    if (isType(type)) reader.report(valueRange, findings.typeAsDefault(type));
    return { ...written, default: text, defaultRange: valueRange };
  }
  if (!isMap(value)) {
    reader.report(valueRange, findings.wrongType(entry.key, findings.forms.variable()));
    return written;
  }
  for (const inner of reader.entries(value)) readKey(reader, inner, written);
  return written;
}

function readKey(reader: FrontMatterReader, inner: Entry, written: Written): void {
  if (inner.key === 'type') written.type = readType(reader, inner);
  else if (inner.key === 'required') written.required = reader.yesNo(inner) ?? false;
  else if (inner.key === 'description' || inner.key === 'default') {
    const text = reader.text(inner);
    if (text === undefined) return;
    if (inner.key === 'description') written.description = text.trim();
    else [written.default, written.defaultRange] = [text, inner.valueRange];
  } else reader.unknown(inner, keys, false);
}

/** What can be said of a declaration by itself. */
function checkWritten(reader: FrontMatterReader, name: string, written: Written): void {
  const { type, required, default: text, defaultRange } = written;
  if (text === undefined || defaultRange === undefined) return;
  if (type === 'secret') reader.report(defaultRange, findings.secretDefault());
  else if (required && text !== '') reader.report(defaultRange, findings.requiredWithDefault(name));
  const parts = readReferences(text);
  for (const part of parts) {
    if (part.kind === 'malformed') reader.report(defaultRange, badReference(part.text));
  }
  const plain = parts.every(part => part.kind === 'literal');
  const literal = parts.map(part => (part.kind === 'literal' ? part.text : '')).join('');
  const fault = plain && literal !== '' ? valueFault(type, literal) : undefined;
  if (fault !== undefined) reader.report(defaultRange, findings.badDefault(fault));
}

function nameFault(name: string): ReturnType<typeof findings.badVariableName> | undefined {
  if (/^\$\{?[^{}]+\}?$/.test(name)) return findings.dollarInName(name.replace(/[${}]/g, ''));
  if (!isVariableName(name)) return findings.badVariableName(name);
  if (nameKey(name) === 'estate') return findings.reservedEstate();
  return isReservedName(name) ? findings.reservedVariable(name) : undefined;
}

/** What a list of variables would be as a mapping, on one line. */
function asMapping(list: YAMLSeq): string {
  const names = list.items.map((item, at) => {
    if (isScalar(item)) return `${String(item.value)}: `;
    const name = isMap(item) ? item.get('name') : undefined;
    const pair = isMap(item) ? item.items[0] : undefined;
    const key = isScalar(pair?.key) && items1(item) ? String(pair.key.value) : undefined;
    return `${typeof name === 'string' ? name : (key ?? `Name${at + 1}`)}: `;
  });
  return `{ ${names.map(name => name.trim()).join(', ')} }`;
}

function items1(item: unknown): boolean {
  return isMap(item) && item.items.length === 1;
}

interface Declared {
  readonly declaration: VariableDeclaration;
  readonly defaultRange: TextRange;
}

/** Names in defaults: declared, no secrets, no circles. */
function checkDefaults(reader: FrontMatterReader, declared: NameMap<Declared>): void {
  for (const { declaration, defaultRange } of declared.values()) {
    for (const name of namesInText(declaration.default ?? '')) {
      const other = declared.get(name)?.declaration;
      if (other === undefined) reader.report(defaultRange, findings.defaultUnknown(name));
      else if (other.type === 'secret') {
        reader.report(defaultRange, findings.defaultNamesSecret(other.name));
      }
    }
  }
  const needs = ({ declaration }: Declared): Declared[] =>
    namesInText(declaration.default ?? '').flatMap(name => declared.get(name) ?? []);
  for (const circle of findCircles(declared.values(), needs)) {
    const [first] = circle;
    if (first === undefined) continue;
    const names = [...circle, first].map(({ declaration }) => declaration.name);
    reader.report(first.defaultRange, findings.defaultCircle(names));
  }
}

/** The variables that the front matter declares; ones that cannot be are reported and left out. */
export function readVariables(reader: FrontMatterReader, entry: Entry): VariableDeclaration[] {
  if (isSeq(entry.value)) {
    reader.report(entry.valueRange, findings.variablesAsList(asMapping(entry.value)));
    return [];
  }
  const map = reader.map(entry);
  const declared = new NameMap<Declared>();
  for (const inner of map === undefined ? [] : reader.allEntries(map)) {
    const { key: name, keyRange } = inner;
    const fault = nameFault(name);
    const first = declared.get(name)?.declaration;
    if (fault !== undefined) reader.report(keyRange, fault);
    else if (first !== undefined) {
      reader.report(keyRange, findings.duplicateVariable(name, first.range.start.line));
    } else {
      const written = readWritten(reader, inner);
      checkWritten(reader, name, written);
      const { defaultRange = keyRange, ...rest } = written;
      const declaration = { name, ...rest, range: keyRange };
      declared.set(name, { declaration, defaultRange });
    }
  }
  checkDefaults(reader, declared);
  return [...declared.values()].map(({ declaration }) => declaration);
}
