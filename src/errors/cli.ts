import * as l10n from '@vscode/l10n';
import { Problem } from './problem.ts';

export function wrongUse(what: string, usage: readonly string[]): Problem {
  return new Problem({
    code: 'CLI-USE',
    kind: 'usage',
    what,
    changed: l10n.t('Nothing was done.'),
    next: usage.map(line => l10n.t('use: {0}', line)),
  });
}

export function unknownCommand(word: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'CLI-COMMAND',
    kind: 'usage',
    what: l10n.t('There is no command {0}.', word),
    next: [l10n.t('commands: {0}; --help lists what they do.', known.join(', '))],
  });
}

export function cannotRead(file: string, reason: string): Problem {
  return new Problem({
    code: 'CLI-READ',
    kind: 'usage',
    what: l10n.t('The file cannot be read.'),
    where: file,
    theirs: [{ source: l10n.t('File system'), text: reason }],
    changed: l10n.t('Nothing was done.'),
    next: [l10n.t('check the path and your rights.')],
  });
}

/** A folder or a pattern that holds no runbook. */
export function noRunbooks(operand: string): Problem {
  return new Problem({
    code: 'CLI-NO-RUNBOOKS',
    kind: 'usage',
    what: l10n.t('No runbook was found there.'),
    where: operand,
    changed: l10n.t('Nothing was done.'),
    next: [l10n.t('name a file, a folder with files *.runbook.md, or a pattern that fits some.')],
  });
}

export function noEstate(looked: readonly string[]): Problem {
  return new Problem({
    code: 'CLI-NO-ESTATE',
    kind: 'usage',
    what: l10n.t('No estate file was named and none was found.'),
    theirs: looked.map(text => ({ source: l10n.t('Looked for'), text })),
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('name it with --estate FILE; docs/estate-file.md says how to write one.')],
  });
}

export function badTime(option: string, value: string): Problem {
  return new Problem({
    code: 'CLI-TIME',
    kind: 'usage',
    what: l10n.t('{0} is no time: {1}', option, value),
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('write it in ISO 8601 with its zone, for example 2026-11-22T03:12Z.')],
  });
}

export function unknownDestroyServer(server: string, known: readonly string[]): Problem {
  return new Problem({
    code: 'CLI-DESTROY',
    kind: 'usage',
    what: l10n.t('--destroy names {0}, which the estate file does not have.', server),
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('its servers are: {0}', known.join(', '))],
  });
}

/** A document or key that was to be written could not be. */
export function reportNotWritten(file: string, thrown: unknown): Problem {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem(
    {
      code: 'CLI-NOT-WRITTEN',
      kind: 'failed',
      what: l10n.t('The file could not be written.'),
      where: file,
      theirs: [{ source: l10n.t('file system'), text }],
      changed: l10n.t('Nothing was written.'),
      next: [l10n.t('Check the path and that you may write there.')],
    },
    { cause: thrown },
  );
}
