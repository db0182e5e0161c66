import * as l10n from '@vscode/l10n';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decryptWithPassword, encryptedEnding } from '../../../backup/protect/encrypted-file.ts';
import { notDecrypted } from '../../../errors/backup-keys.ts';
import { cannotRead, wrongUse } from '../../../errors/cli.ts';
import { readOptions } from '../../options.ts';
import { secretOf, type SetWord } from './word.ts';

const usage = ['recovery-runbooks set decrypt FILE --secret NAME --out FILE'];

/** `set decrypt`: takes a file out of the form that sealing gave it; never replaces a file. */
export const decryptWord: SetWord = {
  name: 'decrypt',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      { secret: { type: 'string' }, out: { type: 'string' } },
      { least: 1, most: 1 },
      usage,
    );
    const { secret, out } = values;
    if (secret === undefined || out === undefined) {
      throw wrongUse(l10n.t('--secret and --out are needed.'), usage);
    }
    const file = resolve(context.cwd, positionals[0] ?? '');
    const target = resolve(context.cwd, out);
    const password = await secretOf(secret, services);
    if (!file.endsWith(encryptedEnding)) throw notDecrypted(file, 'not-encrypted');
    const bytes = await readFile(file).catch((error: unknown) => {
      throw cannotRead(file, error instanceof Error ? error.message : String(error));
    });
    const found = await decryptWithPassword(bytes, password);
    if ('fault' in found) throw notDecrypted(file, found.fault);
    await writeFile(target, found.content, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      throw wrongUse(error instanceof Error ? error.message : String(error), usage);
    });
    context.out(`${l10n.t('Written: {0}', target)}\n`);
    return 0;
  },
};
