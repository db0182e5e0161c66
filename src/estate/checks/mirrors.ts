import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { withHint } from './reporting.ts';

/** A mirror and a witness are other instances of the file, and both halves agree on them. */
export function checkMirrors(file: EstateFile, document: EstateDocument): void {
  const known = file.sql.map(entry => entry.instance);
  for (const [i, entry] of file.sql.entries()) {
    for (const key of ['mirror', 'witness'] as const) {
      const named = entry[key];
      if (named === undefined || known.some(name => sameName(name, named))) continue;
      const message = l10n.t('{0} is not under `sql:`.', named);
      document.report('unknown-instance', withHint(message, named, known), ['sql', i, key]);
    }
    checkHalf(file, document, i);
  }
}

function checkHalf(file: EstateFile, document: EstateDocument, i: number): void {
  const entry = file.sql[i];
  if (entry === undefined) return;
  const { instance, mirror, witness } = entry;
  if (mirror !== undefined && sameName(mirror, instance)) {
    const message = l10n.t('{0} cannot be its own mirror.', instance);
    document.report('own-mirror', message, ['sql', i, 'mirror']);
    return;
  }
  if (witness !== undefined && [instance, mirror ?? ''].some(half => sameName(half, witness))) {
    const message = l10n.t('The witness {0} cannot be a half of the mirror.', witness);
    document.report('own-witness', message, ['sql', i, 'witness']);
  }
  if (mirror === undefined) return;
  const other = file.sql.find(half => sameName(half.instance, mirror));
  if (other?.mirror !== undefined && !sameName(other.mirror, instance)) {
    const message = l10n.t('{0} names another mirror: {1}.', other.instance, other.mirror);
    document.report('mirror-not-mutual', message, ['sql', i, 'mirror']);
  }
  const third = file.sql.findIndex(
    (half, j) => j < i && half.mirror !== undefined && sameName(half.mirror, mirror),
  );
  if (third >= 0) {
    const message = l10n.t(
      '{0} is the mirror of {1} already.',
      mirror,
      file.sql[third]?.instance ?? '',
    );
    document.report('mirror-not-mutual', message, ['sql', i, 'mirror']);
  }
  const theirs = other?.witness;
  if (witness !== undefined && theirs !== undefined && !sameName(witness, theirs)) {
    const message = l10n.t('{0} names another witness: {1}.', mirror, theirs);
    document.report('two-witnesses', message, ['sql', i, 'witness']);
  }
}
