import * as l10n from '@vscode/l10n';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reportNotWritten, wrongUse } from '../../../errors/cli.ts';
import { printable } from '../../../log/account/printable.ts';
import { fingerprintOf } from '../../../log/keys/signing.ts';
import { readOptions } from '../../options.ts';
import type { LogWord } from './services.ts';

const keyUsage = ['recovery-runbooks log key [--out FILE]'];

/** `log key`: the user's public key, for others to trust. */
export const keyWord: LogWord = {
  name: 'key',
  usage: keyUsage,
  async run(words, services, context) {
    const options = { out: { type: 'string' } } as const;
    const { values } = readOptions(words, options, { least: 0, most: 0 }, keyUsage);
    const { text, fingerprint } = await services.ownKey();
    if (values.out === undefined) {
      context.out(text);
      return 0;
    }
    const path = resolve(context.cwd, values.out);
    try {
      await writeFile(path, text, { flag: 'wx' });
    } catch (thrown) {
      throw reportNotWritten(path, thrown);
    }
    context.out(`${l10n.t('key {0} written to {1}', fingerprint, path)}\n`);
    return 0;
  },
};

const trustUsage = [
  'recovery-runbooks log trust',
  'recovery-runbooks log trust KEYFILE [--name NAME]',
  'recovery-runbooks log trust --remove NAME',
];

/** `log trust`: the keys that this user trusts; one more, or one less. */
export const trustWord: LogWord = {
  name: 'trust',
  usage: trustUsage,
  async run(words, services, context) {
    const options = { name: { type: 'string' }, remove: { type: 'string' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 0, most: 1 }, trustUsage);
    const [file] = positionals;
    const { remove } = values;
    if (remove !== undefined) {
      if (file !== undefined || values.name !== undefined) {
        throw wrongUse(l10n.t('{0} stands alone.', '--remove'), trustUsage);
      }
      const { name, publicKey } = await services.distrust(remove);
      const text = l10n.t('no longer trusted: {0} ({1})', name, fingerprintOf(publicKey));
      context.out(`${printable(text)}\n`);
      return 0;
    }
    const keys =
      file === undefined
        ? await services.trustedKeys()
        : await services.trust(resolve(context.cwd, file), values.name);
    for (const { name, publicKey } of keys) {
      context.out(`${printable(name)}  ${fingerprintOf(publicKey)}\n`);
    }
    return 0;
  },
};
