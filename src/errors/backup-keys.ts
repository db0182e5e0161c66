import * as l10n from '@vscode/l10n';
import { printableName } from './printable-name.ts';
import { Problem } from './problem.ts';

/** A private key that whoever has the set can use. */
export interface OpenKey {
  readonly file: string;
  readonly exposure: 'plain' | 'no-password' | 'password-beside';
}

function exposureText(exposure: OpenKey['exposure']): string {
  switch (exposure) {
    case 'plain':
      return l10n.t('a private key in clear');
    case 'no-password':
      return l10n.t('a PFX without a password');
    case 'password-beside':
      return l10n.t('a PFX whose password stands in another file of the set');
  }
}

/** The set would give private keys to whoever finds it. */
export function privateKeysOpen(set: string, keys: readonly OpenKey[]): Problem {
  return new Problem({
    code: 'BACKUP-PRIVATE-KEYS',
    kind: 'refused',
    what: l10n.t('Private keys lie open in the backup set.'),
    where: set,
    theirs: keys.map(({ file, exposure }) => ({
      source: printableName(file),
      text: exposureText(exposure),
    })),
    changed: l10n.t(
      'The set stays unfinished: no manifest was written, and nothing in it was changed.',
    ),
    next: [
      l10n.t('export them again as PFX with a password that is kept elsewhere, and remove these;'),
      l10n.t('or let the step encrypt them: `private-keys: encrypt` with `key: $Variable`.'),
    ],
  });
}

/** Encryption was asked for, and there is nothing to do it with. */
export function noEncryptionKey(): Problem {
  return new Problem({
    code: 'BACKUP-NO-KEY',
    kind: 'usage',
    what: l10n.t('The step is to encrypt private keys, and names no password for it.'),
    changed: l10n.t('Nothing was changed.'),
    next: [l10n.t('declare a variable of type secret and write `key: $Variable` into the step.')],
  });
}

/** A file of `set decrypt` that does not open. */
export function notDecrypted(
  file: string,
  fault: 'not-encrypted' | 'wrong-password-or-damaged',
): Problem {
  return new Problem({
    code: 'BACKUP-NOT-DECRYPTED',
    kind: fault === 'not-encrypted' ? 'usage' : 'failed',
    what:
      fault === 'not-encrypted'
        ? l10n.t('This is no file that sealing has encrypted.')
        : l10n.t('The password is not the right one, or the file is damaged.'),
    where: file,
    changed: l10n.t('Nothing was written.'),
    next: [
      fault === 'not-encrypted'
        ? l10n.t('name a file that ends in .encrypted.')
        : l10n.t('try the password that was in use when the set was sealed, and verify the set.'),
    ],
  });
}

/** The secret that a command names has no value. */
export function secretNotGiven(name: string, variable: string): Problem {
  return new Problem({
    code: 'BACKUP-SECRET-MISSING',
    kind: 'usage',
    what: l10n.t('The secret {0} has no value.', name),
    changed: l10n.t('Nothing was written.'),
    next: [l10n.t('set the environment variable {0}.', variable)],
  });
}
