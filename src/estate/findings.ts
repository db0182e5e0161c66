import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import type { DocumentPath, EstateDocument } from './document.ts';
import { nearestName } from './nearest.ts';
import { sqlSchema } from './schema.ts';

/** What stands at a path of plain data. */
function valueAt(value: unknown, path: DocumentPath): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

/** The object or array schema behind `optional`, `default` and `preprocess`. */
function inner(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return inner(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? inner(schema.out) : schema;
}

/** Keys that the schema knows at a path of the document. */
function knownKeys(schema: unknown, path: DocumentPath): string[] {
  const here = inner(schema);
  const [key, ...rest] = path;
  if (here instanceof z.ZodArray) return knownKeys(here.element, rest);
  if (!(here instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, unknown>> = here.shape;
  return key === undefined ? Object.keys(shape) : knownKeys(shape[String(key)], rest);
}

function reportUnknownKey(document: EstateDocument, path: DocumentPath, known: string[]): void {
  const key = String(path.at(-1));
  const nearest = nearestName(key, known);
  document.report(
    'unknown-key',
    nearest === undefined
      ? l10n.t('`{0}` is not known here. Known: {1}.', key, known.join(', '))
      : l10n.t('`{0}` is not known here. Did you mean `{1}`?', key, nearest),
    path,
    'key',
  );
}

function expectedText(expected: string): string {
  switch (expected) {
    case 'array':
      return l10n.t('A list is needed here.');
    case 'object':
    case 'record':
      return l10n.t('Keys with values are needed here.');
    default:
      return l10n.t('Text is needed here.');
  }
}

/** Reports one finding of the schema, in words of the estate file and at its place. */
function reportIssue(document: EstateDocument, schema: z.ZodType, issue: z.core.$ZodIssue): void {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    for (const key of issue.keys) reportUnknownKey(document, [...path, key], known);
    return;
  }
  if (issue.code === 'invalid_type' && valueAt(document.value, path) === undefined) {
    const key = path.at(-1);
    const text =
      typeof key === 'string' ? l10n.t('`{0}` is missing.', key) : l10n.t('An item is empty.');
    document.report('missing', text, path);
    return;
  }
  const message =
    issue.code === 'invalid_type'
      ? expectedText(issue.expected)
      : issue.code === 'invalid_value'
        ? l10n.t('One of these is needed: {0}.', issue.values.join(', '))
        : issue.message;
  document.report('invalid-value', message, path);
}

/** Reports all that the schema finds. */
export function reportIssues(
  document: EstateDocument,
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
): void {
  for (const issue of issues) reportIssue(document, schema, issue);
}

/**
 * Keys under `sql:` that the schema lets through for the SQL executor, but that look like one of its
 * own mistyped.
 */
export function reportMistypedSqlKeys(document: EstateDocument): void {
  const known = Object.keys(sqlSchema.shape);
  const sql = valueAt(document.value, ['sql']);
  const entries: unknown[] = Array.isArray(sql) ? sql : [];
  for (const [i, entry] of entries.entries()) {
    if (typeof entry !== 'object' || entry === null) continue;
    for (const key of Object.keys(entry)) {
      if (known.includes(key) || nearestName(key, known) === undefined) continue;
      reportUnknownKey(document, ['sql', i, key], known);
    }
  }
}

const secretKey = /^(?:pass(?:word|wd|phrase|code)?|pwd|secret-?value|api-?key|token)$/i;
const secretInText = /\b(?:password|pwd)\s*=\s*[^;\s'"]/i;

/** A password in plain text is refused wherever it stands; its value is never repeated. */
export function reportPlainCredentials(
  document: EstateDocument,
  value: unknown,
  path: DocumentPath = [],
): void {
  if (typeof value === 'string') {
    if (!secretKey.test(String(path.at(-1))) && !secretInText.test(value)) return;
    document.report(
      'plain-credential',
      l10n.t('A credential stands here in plain text. Name a secret instead: {secret: NAME}.'),
      path,
    );
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    for (const [i, item] of items.entries()) reportPlainCredentials(document, item, [...path, i]);
    return;
  }
  for (const [key, below] of Object.entries(value)) {
    reportPlainCredentials(document, below, [...path, key]);
  }
}
