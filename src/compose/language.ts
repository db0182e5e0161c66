import * as l10n from '@vscode/l10n';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseLanguage, type Translations } from '../errors/language.ts';

/**
 * Languages to try for a locale, the nearest first: `fr-CA` and `fr_CA.UTF-8` are served by `fr`, too.
 * Nothing for English, `C` and `POSIX`, whose texts are in the code.
 */
function languagesOf(locale: string): readonly string[] {
  const [name = ''] = locale.split(/[.@]/);
  const tag = name.replaceAll('_', '-').toLowerCase();
  const [language = ''] = tag.split('-');
  if (!/^[a-z]{2,3}(?:-[a-z0-9]+)*$/.test(tag) || ['en', 'c', 'posix'].includes(language))
    return [];
  return tag === language ? [tag] : [tag, language];
}

/**
 * The locale of a command line: `RECOVERY_RUNBOOKS_LANG`, else POSIX's variables in their order, else
 * what the operating system tells (Windows sets no variables).
 */
export function localeOf(
  env: Readonly<Record<string, string | undefined>>,
  system: () => string,
): string {
  for (const name of ['RECOVERY_RUNBOOKS_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG']) {
    const value = env[name];
    if (value !== undefined && value !== '') return value;
  }
  return system();
}

function isTranslations(value: unknown): value is Translations {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(text => typeof text === 'string')
  );
}

/**
 * Shows texts in the language of the locale from now on, as far as `folder` (`l10n/`) has it, else in
 * English. Resolves to the language that is shown. What is logged stays English.
 */
export function speak(locale: string, folder: string): string {
  for (const language of languagesOf(locale)) {
    let text: string;
    try {
      text = readFileSync(join(folder, `bundle.l10n.${language}.json`), 'utf8');
    } catch {
      continue; // not translated: the next nearest, English in the end
    }
    const contents: unknown = JSON.parse(text);
    if (!isTranslations(contents)) continue;
    l10n.config({ contents: { ...contents } });
    chooseLanguage(contents);
    return language;
  }
  return 'en';
}
