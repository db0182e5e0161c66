import type { z } from 'zod';
import type { Diagnostic } from '../../errors/diagnostic.ts';
import * as text from '../../errors/step-cells.ts';
import { nearestName } from '../../estate/nearest.ts';
import type { Cell, CellPath } from './cell.ts';
import { keysAt, type KeyFacts } from './schema-facts.ts';

/** Where an issue's parameters lie, and what is known about them. */
export interface IssuePlace {
  readonly cell: Cell;
  readonly action: string;
  readonly keys: readonly KeyFacts[];
  /** The parameters as they were validated. */
  readonly parameters: unknown;
}

type Issue = z.core.$ZodIssue;

/** The part of a tree at a path. */
export function valueAt(tree: unknown, path: CellPath): unknown {
  let value = tree;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(part))?.[1];
  }
  return value;
}

/** Path of an issue; symbols do not occur in what YAML gives. */
export function issuePath(issue: Issue): CellPath {
  return issue.path.map(part => (typeof part === 'symbol' ? String(part) : part));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function nameOf(path: CellPath, action: string): string {
  const name = path.reduce<string>(
    (before, part) =>
      typeof part === 'number' ? `${before}[${part}]` : before === '' ? part : `${before}.${part}`,
    '',
  );
  return name === '' ? action : name;
}

interface Message {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

function typeMessage(name: string, expected: string, value: unknown): Message {
  return {
    code: 'step-wrong-type',
    message: text.wrongType(name, text.kindOfValue(expected), text.kindOfValue(kindOf(value))),
  };
}

function valueMessage(name: string, values: readonly unknown[], value: unknown): Message {
  const allowed = values.map(String);
  const found = typeof value === 'string' ? value : JSON.stringify(value);
  const near = nearestName(found, allowed);
  return {
    code: 'step-wrong-value',
    message: text.wrongValue(name, allowed, found),
    ...(near === undefined ? {} : { fix: near }),
  };
}

function messageFor(issue: Issue, name: string, value: unknown): Message {
  switch (issue.code) {
    case 'invalid_type':
      return typeMessage(name, issue.expected, value);
    case 'invalid_value':
      return valueMessage(name, issue.values, value);
    case 'too_small':
    case 'too_big': {
      if (issue.code === 'too_small' && issue.origin === 'string') {
        return { code: 'step-wrong-value', message: text.wrongForm(name, text.emptyText()) };
      }
      const size = String(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      const bound = issue.code === 'too_small' ? 'least' : 'most';
      return { code: 'step-wrong-value', message: text.wrongSize(name, bound, size) };
    }
    default:
      return { code: 'step-wrong-value', message: text.wrongForm(name, issue.message) };
  }
}

function unknownKeys(keys: readonly string[], path: CellPath, place: IssuePlace): Diagnostic[] {
  const known = keysAt(place.keys, path).map(one => one.key);
  const owner = nameOf(path, place.action);
  return keys.map(key => {
    const near = nearestName(key, known);
    return {
      code: 'step-unknown-key',
      severity: 'error',
      message: text.unknownKey(key, owner, near, known),
      ...place.cell.keyRange([place.action, ...path, key]),
      ...(near === undefined ? {} : { fix: near }),
    };
  });
}

/** A schema's issue as diagnostics in positions of the cell. */
export function issueDiagnostics(issue: Issue, place: IssuePlace): Diagnostic[] {
  const path = issuePath(issue);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, path, place);
  const value = valueAt(place.parameters, path);
  const last = path.at(-1);
  if (value === undefined && typeof last === 'string') {
    const parent = path.slice(0, -1);
    const known = keysAt(place.keys, parent).find(one => one.key === last);
    return [
      {
        code: 'step-missing-key',
        severity: 'error',
        message: text.missingKey(last, nameOf(parent, place.action), known?.description),
        ...place.cell.keyRange([place.action, ...parent]),
      },
    ];
  }
  return [
    {
      severity: 'error',
      ...messageFor(issue, nameOf(path, place.action), value),
      ...place.cell.range([place.action, ...path]),
    },
  ];
}
