import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

/** A kit is for whoever finds it; a secret in it would be lost with it. */
export function secretInKit(file: string, secret: string): Problem {
  return new Problem({
    code: 'KIT-SECRET',
    kind: 'refused',
    what: l10n.t('The recovery kit would hold the value of the secret {0}.', secret),
    where: file,
    changed: l10n.t('The kit was not written, and the set stays unfinished.'),
    next: [
      l10n.t(
        'take the value out of that file: the estate file and the runbooks only name secrets.',
      ),
    ],
  });
}

export function kitNotWritten(set: string, text: string, code: string): Problem {
  return new Problem({
    code: 'KIT-NOT-WRITTEN',
    kind: 'failed',
    what: l10n.t('The recovery kit could not be written into the set.'),
    where: set,
    theirs: [{ source: l10n.t('File system'), text, number: code }],
    changed: l10n.t('The set stays unfinished; what was in it is unchanged.'),
    next: [l10n.t('mend what the message names, then seal again.')],
  });
}

/** The folder of this computer that was to receive the kit. */
export function kitNotOpened(folder: string, text: string, code: string): Problem {
  return new Problem({
    code: 'KIT-NOT-OPENED',
    kind: 'failed',
    what: l10n.t('The recovery kit could not be copied to this computer.'),
    where: folder,
    theirs: [{ source: l10n.t('File system'), text, number: code }],
    changed: l10n.t('The backup set is unchanged; the folder may hold a part of the kit.'),
    next: [
      l10n.t('make room there, or name another folder with --to; remove the part that was copied.'),
    ],
  });
}

/** `set open` on a set without a kit. */
export function noKit(set: string): Problem {
  return new Problem({
    code: 'KIT-MISSING',
    kind: 'usage',
    what: l10n.t('The backup set has no recovery kit.'),
    where: set,
    changed: l10n.t('Nothing was changed.'),
    next: [
      l10n.t('open the estate file and the runbooks from your repository, and use this set there;'),
      l10n.t('or take a newer set: each set that is sealed now has a kit.'),
    ],
  });
}

/** The kit on the disk is not the one that was sealed. */
export function kitDamaged(set: string, file: string): Problem {
  return new Problem({
    code: 'KIT-DAMAGED',
    kind: 'refused',
    what: l10n.t('A file of the recovery kit is not as it was sealed: {0}', file),
    where: set,
    changed: l10n.t('Nothing was copied.'),
    next: [
      l10n.t(
        'take the kit of another set: it is much the same, and you can still restore from this one;',
      ),
      l10n.t('verify this set before you restore from it.'),
    ],
  });
}

/** The folder into which a kit is opened must be new or empty. */
export function kitTargetNotEmpty(folder: string): Problem {
  return new Problem({
    code: 'KIT-TARGET-NOT-EMPTY',
    kind: 'refused',
    what: l10n.t('The folder for the recovery is there already and is not empty.'),
    where: folder,
    changed: l10n.t('Nothing was copied.'),
    next: [
      l10n.t('name another folder with --to, or go on in this one: it may be your open recovery.'),
    ],
  });
}
