import * as l10n from '@vscode/l10n';
import { resolve } from 'node:path';
import { wrongUse } from '../../errors/cli.ts';
import { nodeFiles } from '../../log/files.ts';
import type { Verification } from '../../log/record.ts';
import { mustBeLog } from '../../log/sniff.ts';
import { readTrustedKeys, type TrustedKey } from '../../log/trusted-keys.ts';
import { integrityText, signerText } from '../../log/verification-text.ts';
import { verifyLog } from '../../log/verify.ts';
import type { CliCommand, CliContext } from '../command.ts';
import { readOptions } from '../options.ts';
import { showLog } from './log-show.ts';

/** What the composition root gives to `log`. */
export interface LogServices {
  /** The keys that this user trusts, the own one among them. */
  trustedKeys(): Promise<readonly TrustedKey[]>;
}

const usage = [
  'recovery-runbooks log verify FILE [--trust KEYFILE] [--json]',
  'recovery-runbooks log show FILE [--json]',
];

/** `log verify FILE` and `log show FILE`: what a recovery log says, and whether it can be trusted. */
export function logCommand(services: LogServices): CliCommand {
  return {
    name: 'log',
    usage,
    async run(words, context) {
      const [word, ...rest] = words;
      switch (word) {
        case 'verify':
          return verify(rest, services, context);
        case 'show':
          return show(rest, services, context);
        case undefined:
          throw wrongUse(l10n.t('Something is missing.'), usage);
        default:
          throw wrongUse(l10n.t('{0} is unknown.', `log ${word}`), usage);
      }
    },
  };
}

async function verify(
  words: readonly string[],
  services: LogServices,
  context: CliContext,
): Promise<number> {
  const options = { json: { type: 'boolean' }, trust: { type: 'string' } } as const;
  const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, usage);
  const file = resolve(context.cwd, positionals[0] ?? '');
  await mustBeLog(file);
  const trustedKeys =
    values.trust === undefined
      ? await services.trustedKeys()
      : await readTrustedKeys(nodeFiles, resolve(context.cwd, values.trust));
  const found = await verifyLog(file, { trustedKeys, signal: context.signal });
  const sure = found.integrity.state === 'intact' && found.finished;
  const known = values.trust === undefined || found.signer.state === 'trusted';
  const status = sure && known ? 0 : 1;
  if (values.json === true) {
    context.out(`${JSON.stringify({ file, ok: status === 0, ...found }, undefined, 2)}\n`);
  } else {
    for (const line of verificationLines(found)) context.out(`${line}\n`);
  }
  return status;
}

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
    ...found.remarks.map(remark => l10n.t('note: {0}', remark)),
  ];
}

async function show(
  words: readonly string[],
  services: LogServices,
  context: CliContext,
): Promise<number> {
  const options = { json: { type: 'boolean' } } as const;
  const { values, positionals } = readOptions(words, options, { least: 1, most: 1 }, usage);
  const file = resolve(context.cwd, positionals[0] ?? '');
  await mustBeLog(file);
  const trustedKeys = await services.trustedKeys();
  const found = await verifyLog(file, { trustedKeys, signal: context.signal });
  await showLog(file, found, values.json === true, context);
  return found.integrity.state === 'intact' ? 0 : 1;
}
