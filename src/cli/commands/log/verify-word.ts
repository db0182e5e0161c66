import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { say } from '../../../errors/language.ts';
import { printable } from '../../../log/account/printable.ts';
import { integrityText, signerText } from '../../../log/chain/verification-text.ts';
import { verifyLog } from '../../../log/chain/verify.ts';
import { nodeFiles } from '../../../log/files.ts';
import { mustBeLog } from '../../../log/folder/sniff.ts';
import { fingerprintOf } from '../../../log/keys/signing.ts';
import { readTrustedKeys, type TrustedKey } from '../../../log/keys/trusted-keys.ts';
import type { Notes } from '../../../log/notes/notes-file.ts';
import type { Verification } from '../../../log/record.ts';
import { readOptions } from '../../options.ts';
import type { LogWord } from './services.ts';

const usage = ['recovery-runbooks log verify FILE [--trust KEYFILE] [--json]'];

/** `log verify`: whether a log is what was written, and who signed it. */
export const verifyWord: LogWord = {
  name: 'verify',
  usage,
  async run(words, services, context) {
    const options = { json: { type: 'boolean' }, trust: { type: 'string' } } as const;
    const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, usage);
    const file = resolve(context.cwd, positionals[0] ?? '');
    await mustBeLog(file);
    const trustedKeys =
      values.trust === undefined
        ? await services.trustedKeys()
        : await readTrustedKeys(nodeFiles, resolve(context.cwd, values.trust));
    const found = await verifyLog(file, { trustedKeys, signal: context.signal });
    const notes = await services.notes(file);
    const sure = found.integrity.state === 'intact' && found.finished && notes.fault === undefined;
    const known = values.trust === undefined || found.signer.state === 'trusted';
    const status = sure && known ? 0 : 1;
    const signers = noteSigners(notes, trustedKeys);
    if (values.json === true) {
      const { fault } = notes;
      const faulty = fault === undefined ? {} : { fault };
      const beside = { entries: notes.notes.length, ...faulty, signers };
      const all = { file, ok: status === 0, ...found, notes: beside };
      context.out(`${JSON.stringify(all, undefined, 2)}\n`);
    } else {
      const lines = [...verificationLines(found), ...notesLines(notes, signers)];
      for (const line of lines) context.out(`${printable(say(line).replaceAll('\n', ' '))}\n`);
    }
    return status;
  },
};

/** A verification as the stand-alone verifier prints it too. */
function verificationLines(found: Verification): string[] {
  const { integrity, finished, records, lastHash = l10n.t('none') } = found;
  return [
    integrityText(integrity),
    finished ? l10n.t('finished') : l10n.t('not finished'),
    signerText(found.signer),
    l10n.t(
      'run {0}, {1} records, last hash {2}',
      found.run ?? l10n.t('unknown'),
      records,
      lastHash,
    ),
    ...found.remarks.map(remark => l10n.t('note: {0}', say(remark))),
  ];
}

/** A key that signed entries of a notes file; `name`: where it is trusted. */
interface NoteSigner {
  readonly fingerprint: string;
  readonly name?: string;
  readonly entries: number;
}

function noteSigners({ notes }: Notes, trustedKeys: readonly TrustedKey[]): NoteSigner[] {
  return [...new Set(notes.map(note => note.publicKey))].map(publicKey => {
    const name = trustedKeys.find(key => key.publicKey === publicKey)?.name;
    return {
      fingerprint: fingerprintOf(publicKey),
      ...(name === undefined ? {} : { name }),
      entries: notes.filter(note => note.publicKey === publicKey).length,
    };
  });
}

function notesLines({ notes, fault }: Notes, signers: readonly NoteSigner[]): string[] {
  const signed = signers.map(({ fingerprint, name, entries }) =>
    name === undefined
      ? l10n.t(
          '{0} entries signed by unknown (key {1} is not among the trusted ones)',
          entries,
          fingerprint,
        )
      : l10n.t('{0} entries signed by {1} ({2})', entries, name, fingerprint),
  );
  if (fault !== undefined) {
    return [
      l10n.t('notes file changed at line {0}: {1}', fault.line, say(fault.reason)),
      ...signed,
    ];
  }
  if (notes.length === 0) return [];
  return [
    l10n.t('notes file intact: {0} entries, last hash {1}', notes.length, notes.at(-1)?.hash ?? ''),
    ...signed,
  ];
}
