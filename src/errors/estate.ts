import * as l10n from '@vscode/l10n';
import { type Diagnostic } from './diagnostic.ts';
import { printableName } from './printable-name.ts';
import { Problem } from './problem.ts';

/** The estate file has errors: all of them, each with its place. */
export function estateFileInvalid(file: string, findings: readonly Diagnostic[]): Problem {
  const [first] = findings;
  return new Problem({
    code: 'ESTATE-FILE-INVALID',
    kind: 'usage',
    what:
      findings.length === 1
        ? l10n.t('The estate file has an error.')
        : l10n.t('The estate file has {0} errors.', findings.length),
    where: first === undefined ? file : `${file}:${first.line}:${first.column}`,
    theirs: findings.map(({ line, column, message }) => ({
      source: `${file}:${line}:${column}`,
      text: message,
    })),
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('correct the estate file, then check it with `recovery-runbooks estate show`.')],
  });
}

/** Nothing of what was named can be asked how it is. */
export function nothingToAsk(name: string): Problem {
  return new Problem({
    code: 'ESTATE-NOTHING-TO-ASK',
    kind: 'usage',
    what: l10n.t(
      'Nothing here can be asked: no server has a `shell` in the estate file, and there is no SQL Server.',
    ),
    where: name,
    changed: l10n.t('Nothing was started.'),
    next: [
      l10n.t('say in the estate file how their PowerShell is reached, for example `shell: winrm`.'),
    ],
  });
}

/** A check was asked for something that the estate does not have. */
export function checkNameUnknown(name: string, file: string): Problem {
  return new Problem({
    code: 'ESTATE-CHECK-UNKNOWN',
    kind: 'usage',
    what: l10n.t('The estate file has no site, pool, server or SQL Server instance {0}.', name),
    where: file,
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('see what it has: recovery-runbooks estate show.')],
  });
}

/** The estate file is not there, or may not be read. */
export function estateFileUnreadable(file: string, reason: string, number?: string): Problem {
  return new Problem({
    code: 'ESTATE-FILE-UNREADABLE',
    kind: 'usage',
    what: l10n.t('The estate file cannot be read.'),
    where: file,
    theirs: [
      {
        source: l10n.t('File system'),
        text: reason,
        ...(number === undefined ? {} : { number }),
      },
    ],
    changed: l10n.t('Nothing was started.'),
    next: [l10n.t('name the right file with --estate FILE.')],
  });
}

/** Why a path cannot be used, as the path rules see it. */
export type PathFault =
  | 'empty'
  | 'relative'
  | 'drive-relative'
  | 'incomplete-unc'
  | 'device'
  | 'above-root'
  | 'control-character';

function pathFaultText(fault: PathFault): string {
  switch (fault) {
    case 'empty':
      return l10n.t('The path is empty.');
    case 'relative':
      return l10n.t('The path is relative; a full path is needed.');
    case 'drive-relative':
      return l10n.t('The path starts at the current folder of a drive; a full path is needed.');
    case 'incomplete-unc':
      return l10n.t('The network path lacks its share: it must begin with \\\\server\\share.');
    case 'device':
      return l10n.t('The path names a device, not a file.');
    case 'above-root':
      return l10n.t('The path leads above its own share or drive.');
    case 'control-character':
      return l10n.t('The path holds a control character.');
  }
}

/** A path that the rules refuse before anything is touched. */
export function pathRefused(path: string, fault: PathFault): Problem {
  return new Problem({
    code: 'ESTATE-PATH-INVALID',
    kind: 'refused',
    what: pathFaultText(fault),
    where: printableName(path),
    changed: l10n.t('Nothing was read or written.'),
    next: [l10n.t('write the full path, such as \\\\server\\share\\folder.')],
  });
}

/** A UNC path on a computer that does not speak UNC, without a line for it under `paths:`. */
export function uncWithoutMapping(path: string): Problem {
  return new Problem({
    code: 'ESTATE-UNC-UNMAPPED',
    kind: 'refused',
    what: l10n.t('The network path has no mapping to a folder of this computer.'),
    where: path,
    changed: l10n.t('Nothing was read, and no folder was created.'),
    next: [
      l10n.t(
        'mount the share, and add a line for its \\\\server\\share to `paths:` in the estate file.',
      ),
      l10n.t('Or run the step on Windows, where network paths work as they are.'),
    ],
  });
}

/** A path of another operating system than this computer's. */
export function pathOfOtherSystem(path: string): Problem {
  return new Problem({
    code: 'ESTATE-PATH-FOREIGN',
    kind: 'refused',
    what: l10n.t('The path cannot exist on this computer.'),
    where: path,
    changed: l10n.t('Nothing was read or written.'),
    next: [l10n.t('use a network path, or a path of this computer.')],
  });
}
