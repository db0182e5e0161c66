import * as l10n from '@vscode/l10n';
import type { Finding } from './runbook-diagnostics.ts';

function error(code: string, message: string, fix?: string): Finding {
  return { code, severity: 'error', message, ...(fix === undefined ? {} : { fix }) };
}

function warning(code: string, message: string, fix?: string): Finding {
  return { code, severity: 'warning', message, ...(fix === undefined ? {} : { fix }) };
}

export function frontMatterNotFirst(): Finding {
  return error(
    'front-matter-place',
    l10n.t('This is not read as front matter: line 1 of the file must be exactly {0}.', '---'),
  );
}

export function frontMatterNotClosed(): Finding {
  return error(
    'front-matter-open',
    l10n.t('This is not read as front matter: the closing line {0} is missing.', '---'),
  );
}

export function frontMatterNotMapping(): Finding {
  return error(
    'front-matter-mapping',
    l10n.t('This is not read as front matter: it is no mapping of keys to values.'),
  );
}

export function frontMatterYaml(reason: string): Finding {
  return error(
    'front-matter-yaml',
    l10n.t(
      'The front matter is not read, because its YAML is wrong: {0}. Put a value that holds a colon, # or a brace in quotes, and check the indentation.',
      reason.replace(/[.:]$/, ''),
    ),
  );
}

/** At the top, keys of other tools are common, if they resemble none of ours; below, it is a slip. */
export function unknownKey(key: string, top: boolean, meant?: string): Finding {
  const message =
    meant === undefined
      ? l10n.t('The key {0} is not known and not read.', key)
      : l10n.t('The key {0} is not known and not read. Meant is most likely {1}.', key, meant);
  return {
    code: 'unknown-key',
    severity: top ? (meant === undefined ? 'information' : 'warning') : 'error',
    message,
    ...(meant === undefined ? {} : { fix: meant }),
  };
}

export function duplicateKey(key: string, line: number): Finding {
  return error('duplicate-key', l10n.t('The key {0} stands here twice: see line {1}.', key, line));
}

/** `wanted` is one of the forms below. */
export function wrongType(key: string, wanted: string): Finding {
  return error('front-matter-type', l10n.t('{0} must be {1}.', key, wanted));
}

export const forms = {
  text: (): string => l10n.t('a text'),
  yesNo: (): string => l10n.t('true or false'),
  mapping: (): string => l10n.t('a mapping of keys to values'),
  texts: (): string => l10n.t('a text or a list of texts'),
  variable: (): string =>
    l10n.t('a default value, or a mapping with type, description, default and required'),
};

export function variablesAsList(fix: string): Finding {
  return error(
    'variables-list',
    l10n.t('variables must be a mapping of names, not a list: write {0}.', fix),
    fix,
  );
}

export function badVariableName(name: string): Finding {
  return error(
    'variable-name',
    l10n.t(
      '"{0}" is no name of a variable: it begins with a letter or underscore and goes on with letters, digits and underscores.',
      name,
    ),
  );
}

export function dollarInName(name: string): Finding {
  return error(
    'variable-name',
    l10n.t('The name of a variable is declared without a dollar sign: {0}.', name),
    name,
  );
}

export function reservedVariable(name: string): Finding {
  return error(
    'reserved-variable',
    l10n.t('{0} cannot be declared: PowerShell uses this name itself.', `$${name}`),
  );
}

export function reservedEstate(): Finding {
  return error(
    'reserved-variable',
    l10n.t('"estate" cannot be declared: {0} names facts of the estate.', '${estate.…}'),
  );
}

export function duplicateVariable(name: string, line: number): Finding {
  return error(
    'duplicate-variable',
    l10n.t(
      'The variable {0} is declared twice (upper and lower case are the same): see line {1}.',
      `$${name}`,
      line,
    ),
  );
}

/** `Backup: backup-set`: what stands there is the default, and looks like a type. */
export function typeAsDefault(type: string): Finding {
  const fix = `{ type: ${type} }`;
  return warning(
    'type-as-default',
    l10n.t('{0} is the default here, not the type. For the type write {1}.', type, fix),
    fix,
  );
}

export function unknownType(type: string, known: readonly string[], meant?: string): Finding {
  return error(
    'variable-type',
    l10n.t('"{0}" is no type: there is {1}.', type, known.join(', ')),
    meant,
  );
}

export function secretDefault(): Finding {
  return error(
    'secret-default',
    l10n.t(
      'A secret has no default: its value comes from the editor or the environment, never from a file.',
    ),
  );
}

export function requiredWithDefault(name: string): Finding {
  return {
    code: 'required-with-default',
    severity: 'warning',
    message: l10n.t('{0} has a default, so it is never missing.', `$${name}`),
  };
}

export function defaultUnknown(name: string): Finding {
  return error(
    'unknown-variable',
    l10n.t('The default names {0}, which is not declared.', `$${name}`),
  );
}

export function defaultCircle(names: readonly string[]): Finding {
  return error(
    'circular-default',
    l10n.t('The defaults go round in a circle: {0}.', names.join(' -> ')),
  );
}

export function defaultNamesSecret(name: string): Finding {
  return error(
    'secret-in-text',
    l10n.t('The default names the secret {0}: a secret cannot become part of a text.', `$${name}`),
  );
}

export function badDefault(reason: string): Finding {
  return error('variable-default', reason);
}

export function unknownVersion(version: string, known: readonly string[]): Finding {
  return error(
    'product-version',
    l10n.t('"{0}" is no product version: there is {1}.', version, known.join(', ')),
  );
}
