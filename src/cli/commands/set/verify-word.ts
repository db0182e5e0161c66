import * as l10n from '@vscode/l10n';
import type { SetFinding, SetVerification, VerifyLevel } from '../../../backup/sets.ts';
import { findingRemedy } from '../../../errors/backup-findings.ts';
import { hitsText, olderSetText } from '../../../errors/backup-worth.ts';
import { wrongUse } from '../../../errors/cli.ts';
import { printableName } from '../../../errors/printable-name.ts';
import { readOptions } from '../../options.ts';
import { bytesText } from '../../text.ts';
import { estateOf, folderOf, progressLine, secretOf, setsOf, type SetWord } from './word.ts';

const usage = [
  'recovery-runbooks set verify DIR [--level quick|sample|full] [--estate FILE] [--pfx-secret NAME] [--json]',
];

function isLevel(text: string): text is VerifyLevel {
  return text === 'quick' || text === 'sample' || text === 'full';
}

function findingLines({ kind, file, message, hits }: SetFinding): string[] {
  const where = file === '' ? '' : `${printableName(file)}: `;
  const hit = hits === undefined ? '' : hitsText(hits);
  return [
    `${where}${printableName(message)}`,
    ...(hit === '' ? [] : [`  ${hit}`]),
    `  ${l10n.t('Next: {0}', findingRemedy(kind))}`,
  ];
}

function verificationLines(found: SetVerification): string[] {
  const { findings, level } = found;
  const size = l10n.t('{0} files, {1}', found.files, bytesText(found.bytes));
  const notes = (found.notes ?? []).map(note => l10n.t('Not looked at: {0}', printableName(note)));
  const kept =
    found.unrecorded === undefined
      ? []
      : [
          l10n.t(
            'The result could not be kept beside the set: {0}',
            printableName(found.unrecorded),
          ),
        ];
  if (findings.length === 0) {
    return [l10n.t('{0} is whole ({1}): {2}.', found.set, level, size), ...notes, ...kept];
  }
  const head =
    findings.length === 1
      ? l10n.t('{0}: 1 finding ({1}).', found.set, level)
      : l10n.t('{0}: {1} findings ({2}).', found.set, findings.length, level);
  const older = olderSetText(found.olderGood);
  return [head, ...findings.flatMap(findingLines), older, ...notes, ...kept];
}

/** `set verify`: exit status 1 with findings. */
export const verifyWord: SetWord = {
  name: 'verify',
  usage,
  async run(words, context, services) {
    const { values, positionals } = readOptions(
      words,
      {
        level: { type: 'string', default: 'full' },
        estate: { type: 'string' },
        'pfx-secret': { type: 'string' },
        json: { type: 'boolean' },
      },
      { least: 1, most: 1 },
      usage,
    );
    const { level } = values;
    if (!isLevel(level)) {
      throw wrongUse(l10n.t('There is no level {0}: quick, sample or full.', level), usage);
    }
    const sets = setsOf(await estateOf(values.estate, context), services);
    const named = values['pfx-secret'];
    const pfxPassword = named === undefined ? undefined : await secretOf(named, services);
    const drawn = context.terminal && values.json !== true;
    const found = await sets.verify(folderOf(positionals[0] ?? '', context.cwd), level, {
      signal: context.signal,
      ...(pfxPassword === undefined ? {} : { pfxPassword }),
      ...(drawn ? { onProgress: progressLine(context) } : {}),
    });
    if (drawn) context.out('\r\u001b[K');
    const clean = found.findings.length === 0;
    context.out(
      values.json === true
        ? `${JSON.stringify({ ...found, clean })}\n`
        : `${verificationLines(found).join('\n')}\n`,
    );
    return clean ? 0 : 1;
  },
};
