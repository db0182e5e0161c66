import * as l10n from '@vscode/l10n';

/** What a verification can find; the texts say what is wrong, `findingRemedy` what to do. */
export type FindingFact =
  | { readonly fact: 'missing' }
  | { readonly fact: 'missing-folder' }
  | { readonly fact: 'extra' }
  | { readonly fact: 'size'; readonly expected: number; readonly found: number }
  | { readonly fact: 'hash'; readonly expected: string; readonly found: string }
  | { readonly fact: 'link' }
  | { readonly fact: 'not-a-file' }
  | { readonly fact: 'not-text' }
  | { readonly fact: 'unreadable'; readonly text: string }
  | { readonly fact: 'changed' }
  | { readonly fact: 'sums' }
  | { readonly fact: 'content'; readonly reason: string }
  | { readonly fact: 'manifest'; readonly reason: ManifestFault }
  | { readonly fact: 'more'; readonly count: number };

/** Why a manifest, or an entry of it, is not believed. */
export type ManifestFault =
  | 'not-a-file'
  | 'too-large'
  | 'unreadable'
  | 'not-utf8'
  | 'not-json'
  | 'key-twice'
  | 'shape'
  | 'version'
  | 'path'
  | 'duplicate'
  | 'case'
  | 'form'
  | 'number'
  | 'hash'
  | 'reserved'
  | 'totals';

function manifestText(reason: ManifestFault): string {
  switch (reason) {
    case 'not-a-file':
      return l10n.t('The manifest is not a plain file.');
    case 'too-large':
      return l10n.t('The manifest is too large to be one of ours.');
    case 'unreadable':
      return l10n.t('The manifest cannot be read.');
    case 'not-utf8':
      return l10n.t('The manifest is not UTF-8 text.');
    case 'not-json':
      return l10n.t('The manifest is not valid JSON.');
    case 'key-twice':
      return l10n.t(
        'The manifest names something twice, so that two programs may read it in two ways.',
      );
    case 'shape':
      return l10n.t('The manifest lacks what a manifest must have.');
    case 'version':
      return l10n.t('The manifest is of a version that this program does not know.');
    case 'path':
      return l10n.t('The manifest names a path that leads out of the set or cannot be a file.');
    case 'duplicate':
      return l10n.t('The manifest names this file twice.');
    case 'case':
      return l10n.t('The manifest names another file that differs in case only.');
    case 'form':
      return l10n.t(
        'The manifest names another file that reads alike, with its accents stored in another way.',
      );
    case 'number':
      return l10n.t('The manifest gives a size that cannot be.');
    case 'hash':
      return l10n.t('The manifest gives a hash that cannot be.');
    case 'reserved':
      return l10n.t('The manifest lists a file that belongs to the set itself.');
    case 'totals':
      return l10n.t('The totals of the manifest do not fit its files.');
  }
}

/** One sentence: what is wrong with the file. */
export function findingText(found: FindingFact): string {
  switch (found.fact) {
    case 'missing':
      return l10n.t('The file is missing.');
    case 'missing-folder':
      return l10n.t('The empty folder is missing.');
    case 'extra':
      return l10n.t('The file is not in the manifest: it came after sealing.');
    case 'size':
      return l10n.t('The size is {0} bytes, it should be {1}.', found.found, found.expected);
    case 'hash':
      return l10n.t(
        'The content changed: SHA-256 is {0}, it should be {1}.',
        found.found,
        found.expected,
      );
    case 'link':
      return l10n.t('A link or junction stands here; it was not followed.');
    case 'not-a-file':
      return l10n.t('This is neither a file nor a folder.');
    case 'not-text':
      return l10n.t('Its name is no valid Unicode text, so it cannot be told from others.');
    case 'unreadable':
      return l10n.t('The file cannot be read: {0}', found.text);
    case 'changed':
      return l10n.t('The file changed while it was read.');
    case 'content':
      return found.reason;
    case 'sums':
      return l10n.t('The list of hashes is missing or differs from the manifest.');
    case 'manifest':
      return manifestText(found.reason);
    case 'more':
      return l10n.t('and {0} more findings', found.count);
  }
}

/** What to do about a finding of that kind. */
export function findingRemedy(
  kind: 'missing' | 'extra' | 'size' | 'hash' | 'manifest' | 'content',
): string {
  switch (kind) {
    case 'missing':
    case 'size':
    case 'hash':
    case 'content':
      return l10n.t('Do not restore this file from here; take it from another verified set.');
    case 'extra':
      return l10n.t('Find out who put it there; move it out of the set.');
    case 'manifest':
      return l10n.t('Do not restore from this set; take another verified set.');
  }
}
