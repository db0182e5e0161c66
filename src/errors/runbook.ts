import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

export interface EncodingGuess {
  /** `UTF-16 LE` and the like. */
  readonly name: string;
  /** Told by a byte order mark, not by the pattern of its NUL bytes. */
  readonly byMark: boolean;
}

/** Where a byte is: 1-based line, 1-based column in bytes, and its line read as Windows-1252. */
export interface BytePlace {
  readonly line: number;
  readonly column: number;
  readonly shown: string;
}

function unchanged(): string {
  return l10n.t('The file was not changed.');
}

function saveAsUtf8(): string {
  return l10n.t(
    'Save it as UTF-8: in VS Code, open it as text, click the encoding in the status bar, choose Reopen with Encoding, then Save with Encoding, UTF-8.',
  );
}

export function looksLikeUtf16(file: string, guess: EncodingGuess): Problem {
  return new Problem({
    code: 'RUNBOOK-UTF-16',
    kind: 'usage',
    what: guess.byMark
      ? l10n.t('The runbook is not UTF-8: its byte order mark says {0}.', guess.name)
      : l10n.t('The runbook is not UTF-8: its NUL bytes lie as in {0}.', guess.name),
    where: file,
    changed: unchanged(),
    next: [saveAsUtf8()],
  });
}

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

export function notUtf8(file: string, found: BytePlace & { readonly byte: number }): Problem {
  return new Problem({
    code: 'RUNBOOK-NOT-UTF-8',
    kind: 'usage',
    what: l10n.t(
      'The runbook is not UTF-8: byte {0} cannot stand there. It was most likely saved as ANSI (Windows-1252 or another code page).',
      hex(found.byte),
    ),
    where: `${file}:${found.line}:${found.column}`,
    theirs: [{ source: l10n.t('Line {0} read as Windows-1252', found.line), text: found.shown }],
    changed: unchanged(),
    next: [saveAsUtf8()],
  });
}

export function holdsNulBytes(
  file: string,
  found: BytePlace & { readonly offset: number },
): Problem {
  return new Problem({
    code: 'RUNBOOK-NUL',
    kind: 'usage',
    what: l10n.t(
      'The runbook holds a NUL byte (offset {0}). It is damaged or not a text file.',
      found.offset,
    ),
    where: `${file}:${found.line}:${found.column}`,
    changed: unchanged(),
    next: [l10n.t('Take the file from version control or a backup.')],
  });
}

/** A `when` that cannot be read, met when it was about to be evaluated. */
export function conditionUnreadable(text: string, column: number, reason: string): Problem {
  return new Problem({
    code: 'RUNBOOK-CONDITION',
    kind: 'usage',
    what: l10n.t('The condition cannot be read: {0}', reason),
    where: l10n.t('column {0} of: {1}', column, text),
  });
}

export function secretInCondition(name: string): Problem {
  return new Problem({
    code: 'RUNBOOK-SECRET-COMPARED',
    kind: 'usage',
    what: l10n.t('The secret {0} cannot be compared in a condition.', `$${name}`),
    next: [l10n.t('Ask only whether it has a value: when="{0}".', `$${name}`)],
  });
}

/** Where a name stands: 1-based line and column inside the text of the step. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

function placeText(place: TextPlace): string {
  return l10n.t('line {0}, column {1} of the step', place.line, place.column);
}

export function variableNotDeclared(name: string, place?: TextPlace): Problem {
  return new Problem({
    code: 'RUNBOOK-UNKNOWN-VARIABLE',
    kind: 'usage',
    what: l10n.t('The variable {0} is not declared in the front matter.', `$${name}`),
    ...(place === undefined ? {} : { where: placeText(place) }),
    next: [l10n.t('Declare it under variables:, or write {0} for a dollar sign.', '$$')],
  });
}

export function variableWithoutValue(name: string, place?: TextPlace): Problem {
  return new Problem({
    code: 'RUNBOOK-NO-VALUE',
    kind: 'usage',
    what: l10n.t('The variable {0} has no value.', `$${name}`),
    ...(place === undefined ? {} : { where: placeText(place) }),
    next: [l10n.t('Run the step that sets it first, or give it: --var {0}=VALUE.', name)],
  });
}

/** The newest sealed set is no key of the estate file: what is missing is a backup. */
export function factUnknown(path: string, place?: TextPlace): Problem {
  const isSet = path === 'estate.backup.newest-set';
  return new Problem({
    code: 'RUNBOOK-UNKNOWN-FACT',
    kind: 'usage',
    what: isSet
      ? l10n.t('There is no sealed backup set below the backup location of the estate.')
      : l10n.t('The estate has no {0}.', path),
    ...(place === undefined ? {} : { where: placeText(place) }),
    next: [
      isSet
        ? l10n.t('Take a backup first, or name a set as the value of the variable.')
        : l10n.t('Add it to the estate file, or correct the name.'),
    ],
  });
}

export function referenceMalformed(text: string, place?: TextPlace): Problem {
  return new Problem({
    code: 'RUNBOOK-BAD-REFERENCE',
    kind: 'usage',
    what: l10n.t('{0} is no reference to a variable.', text),
    ...(place === undefined ? {} : { where: placeText(place) }),
    next: [
      l10n.t(
        'Write {0} or {1} for a variable, {2} for a fact of the estate, {3} for a dollar sign.',
        '$Name',
        '${Name}',
        '${estate.…}',
        '$$',
      ),
    ],
  });
}

export function secretInsideText(name: string, place?: TextPlace): Problem {
  return new Problem({
    code: 'RUNBOOK-SECRET-IN-TEXT',
    kind: 'usage',
    what: l10n.t('The secret {0} can only stand alone as a whole value.', `$${name}`),
    ...(place === undefined ? {} : { where: placeText(place) }),
    next: [l10n.t('Give the secret to a key of its own, as the whole value.')],
  });
}

export function secretInSqlText(name: string, place: TextPlace): Problem {
  return new Problem({
    code: 'RUNBOOK-SECRET-IN-SQL',
    kind: 'usage',
    what: l10n.t('The secret {0} cannot be written into SQL text.', `$${name}`),
    where: placeText(place),
    changed: l10n.t('Nothing was sent to the server.'),
    next: [l10n.t('Use the parameter {0} instead.', `@${name}`)],
  });
}

export function bareSqlReference(name: string, fact: boolean, place: TextPlace): Problem {
  const [bare, bracket, text] = [`\${${name}}`, `[\${${name}}]`, `N'\${${name}}'`];
  return new Problem({
    code: 'RUNBOOK-BARE-SQL-REFERENCE',
    kind: 'usage',
    what: l10n.t('{0} stands bare in SQL text, where a value could become code.', bare),
    where: placeText(place),
    changed: l10n.t('Nothing was sent to the server.'),
    next: [
      fact
        ? l10n.t('Write {0} for a name, {1} for a text.', bracket, text)
        : l10n.t(
            'Write {0} for a value, {1} for a name, {2} for a text.',
            `@${name}`,
            bracket,
            text,
          ),
    ],
  });
}

export function repeatedBatch(text: string, place: TextPlace): Problem {
  return new Problem({
    code: 'RUNBOOK-GO',
    kind: 'usage',
    what: l10n.t('{0} is refused: GO stands alone on its line.', text),
    where: placeText(place),
    changed: l10n.t('Nothing was sent to the server.'),
    next: [l10n.t('Write a loop (WHILE) where a batch is to be repeated.')],
  });
}

/** What is wrong with the variables of a run, all of it at once. */
export interface VariableFaults {
  readonly missing: readonly string[];
  readonly missingSecrets: readonly string[];
  readonly undeclared: readonly string[];
  readonly secretsGiven: readonly string[];
  /** Name, and why its value is not of its type. */
  readonly badValues: readonly (readonly [name: string, reason: string])[];
  /** Name, and what its default needs and does not get. */
  readonly badDefaults: readonly (readonly [name: string, reason: string])[];
}

function faultLines(faults: VariableFaults): string[] {
  return [
    ...faults.missing.map(name =>
      l10n.t('{0} is required and has no value: give it with --var {1}=VALUE.', `$${name}`, name),
    ),
    ...faults.missingSecrets.map(name =>
      l10n.t(
        '{0} is a required secret without a value: store it in the editor, or set it in the environment.',
        `$${name}`,
      ),
    ),
    ...faults.undeclared.map(name =>
      l10n.t('{0} was given and is not declared by the runbook: check the spelling.', name),
    ),
    ...faults.secretsGiven.map(name =>
      l10n.t(
        '{0} is a secret and was given as text: store it in the editor, or set it in the environment.',
        `$${name}`,
      ),
    ),
    ...faults.badValues.map(([name, reason]) => `$${name}: ${reason}`),
    ...faults.badDefaults.map(([name, reason]) =>
      l10n.t('The default of {0} cannot be worked out: {1}', `$${name}`, reason),
    ),
  ];
}

/** The run cannot start: variables are missing, unknown or of the wrong form. */
export function variablesUnresolved(faults: VariableFaults): Problem {
  const lines = faultLines(faults);
  return new Problem({
    code: 'RUNBOOK-VARIABLES',
    kind: 'usage',
    what: l10n.t('The variables of the runbook are not complete.'),
    changed: l10n.t('Nothing was started.'),
    next: lines,
  });
}

/** A step gave back a value that a variable cannot have. */
export function valueRefused(name: string, reason: string): Problem {
  return new Problem({
    code: 'RUNBOOK-BAD-VALUE',
    kind: 'failed',
    what: l10n.t('{0} cannot have this value: {1}', `$${name}`, reason),
    changed: l10n.t('The variable keeps the value that it had.'),
  });
}

/** Why a text is not of a variable's type. */
export function valueReason(type: string, value: string): string {
  switch (type) {
    case 'fqdn':
    case 'server':
      return l10n.t('"{0}" is no full name of a server, such as se01.contoso.com.', value);
    default:
      return l10n.t(
        '"{0}" is no absolute path, such as {1}, {2} or {3}.',
        value,
        '\\\\server\\share\\folder',
        'D:\\folder',
        '/folder',
      );
  }
}

/** Why a default cannot be worked out. */
export function circularDefault(names: readonly string[]): string {
  return l10n.t('the defaults go round in a circle: {0}', names.join(' -> '));
}
