import * as l10n from '@vscode/l10n';

/**
 * What diagnostics say about the text of `step` cells. Each gives one sentence, or a sentence and the
 * way to mend it.
 */

/** A YAML error in the parser's words, with what usually causes it. */
export function yamlError(code: string, words: string): string {
  const hint = yamlHint(code);
  const said = l10n.t('This is not readable YAML: {0}.', words.replace(/[.:]?\s*$/u, ''));
  return hint === undefined ? said : `${said} ${hint}`;
}

function yamlHint(code: string): string | undefined {
  switch (code) {
    case 'TAB_AS_INDENT':
      return l10n.t('Indent with spaces; YAML allows no tabs.');
    case 'BAD_ALIAS':
    case 'BAD_SCALAR_START':
      return l10n.t('Put a value that begins with * & ! % @ or ` in single quotes.');
    case 'BAD_DQ_ESCAPE':
      return l10n.t('Put a path with backslashes in single quotes, or write it with /.');
    case 'DUPLICATE_KEY':
      return l10n.t('Each key may be written once.');
    case 'MULTIPLE_DOCS':
      return l10n.t('A step is one mapping; remove the line ---.');
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
    case 'UNEXPECTED_TOKEN':
      return l10n.t(
        'Put a value that holds a colon, # or a brace in quotes, and check the indentation.',
      );
    default:
      return undefined;
  }
}

export function emptyStep(actions: readonly string[]): string {
  return l10n.t('The step is empty. Name an action: {0}.', actions.join(', '));
}

export function notAMapping(): string {
  return l10n.t('A step is one YAML mapping whose only key names the action, as in "check:".');
}

export function severalActions(names: readonly string[]): string {
  return l10n.t(
    'A step has one action, and this one names {0}: {1}. Make a step of each, or indent the keys of the action.',
    names.length,
    names.join(', '),
  );
}

export function unknownAction(
  name: string,
  nearest: string | undefined,
  all: readonly string[],
): string {
  return nearest === undefined
    ? l10n.t('There is no action {0}. The actions are: {1}.', name, all.join(', '))
    : l10n.t('There is no action {0}. Is {1} meant?', name, nearest);
}

export function unknownKey(
  key: string,
  owner: string,
  nearest: string | undefined,
  known: readonly string[],
): string {
  if (nearest !== undefined)
    return l10n.t('{0} has no key {1}. Is {2} meant?', owner, key, nearest);
  return known.length === 0
    ? l10n.t('{0} has no key {1}; it takes none.', owner, key)
    : l10n.t('{0} has no key {1}. Its keys are: {2}.', owner, key, known.join(', '));
}

export function missingKey(key: string, owner: string, description: string | undefined): string {
  return description === undefined
    ? l10n.t('{0} needs the key {1}.', owner, key)
    : l10n.t('{0} needs the key {1}: {2}', owner, key, description);
}

export function wrongType(key: string, expected: string, found: string): string {
  return l10n.t('{0} must be {1}; this is {2}.', key, expected, found);
}

export function wrongValue(key: string, allowed: readonly string[], found: string): string {
  return allowed.length === 1
    ? l10n.t('{0} must be {1}, not {2}.', key, allowed.join(''), found)
    : l10n.t('{0} must be one of {1}, not {2}.', key, allowed.join(', '), found);
}

export function wrongSize(key: string, bound: 'least' | 'most', size: string): string {
  return bound === 'least'
    ? l10n.t('{0} must be at least {1}.', key, size)
    : l10n.t('{0} must be at most {1}.', key, size);
}

export function wrongForm(key: string, reason: string): string {
  return l10n.t('{0}: {1}', key, reason);
}

export function secretInClear(): string {
  return l10n.t(
    'a secret is never written in a runbook. Name a variable of type secret, as in $Password.',
  );
}

/** Names of the kinds of value, for `wrongType`. */
export function kindOfValue(kind: string): string {
  switch (kind) {
    case 'string':
      return l10n.t('a text');
    case 'number':
    case 'int':
      return l10n.t('a number');
    case 'boolean':
      return l10n.t('true or false');
    case 'array':
      return l10n.t('a list');
    case 'object':
    case 'record':
      return l10n.t('a mapping of keys to values');
    case 'null':
    case 'undefined':
      return l10n.t('empty');
    default:
      return kind;
  }
}

export function notADuration(): string {
  return l10n.t('a duration is a number and a unit, as in 90s, 10m, 2h or 1d.');
}

export function notAnUncPath(): string {
  return l10n.t('a share is written //server/share or \\\\server\\share.');
}

export function notAVariableName(): string {
  return l10n.t('write the name alone, without $ and braces, as in Backup.');
}

export function fileStoresForm(): string {
  return l10n.t('write all, or a list of file stores.');
}

export function emptyText(): string {
  return l10n.t('the text must not be empty.');
}

export function needsOneOf(keys: readonly string[]): string {
  return l10n.t('name at least one of {0}.', keys.join(', '));
}

export function needsAlso(key: string, because: string): string {
  return l10n.t('the key {0} is needed with {1}.', key, because);
}

export function notWith(key: string, other: string): string {
  return l10n.t('the key {0} has no meaning with {1}.', key, other);
}
