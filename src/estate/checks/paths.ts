import * as l10n from '@vscode/l10n';
import { parseEndpoint } from '../addresses.ts';
import type { EstateDocument } from '../document.ts';
import type { PathPlatform } from '../paths.ts';
import type { EstateFile } from '../schema.ts';
import { parsePath, pathKey } from '../unc.ts';
import { reportRepeats } from './reporting.ts';

/** Under `paths:` network paths stand for folders of this computer. */
export function checkPaths(
  file: EstateFile,
  document: EstateDocument,
  platform: PathPlatform,
): void {
  const prefixes = Object.keys(file.paths);
  for (const prefix of prefixes) {
    if (parsePath(prefix).path?.kind !== 'unc') {
      const message = l10n.t('A network path is needed, such as \\\\server\\share.');
      document.report('invalid-value', message, ['paths', prefix], 'key');
    }
    const local = file.paths[prefix] ?? '';
    const kind = parsePath(local).path?.kind;
    const foreign = platform === 'windows' ? kind === 'posix' : kind === 'drive' || kind === 'unc';
    if (foreign) {
      const message = l10n.t('This is no folder of this computer.');
      document.report('invalid-value', message, ['paths', prefix]);
    }
  }
  reportRepeats(prefixes, pathKey, prefix => {
    const message = l10n.t('{0} stands here for the second time.', prefix);
    document.report('duplicate', message, ['paths', prefix], 'key');
  });
}

/** Under `addresses:` everything has its port. */
export function checkAddresses(file: EstateFile, document: EstateDocument): void {
  for (const [name, address] of Object.entries(file.addresses)) {
    if (parseEndpoint(address) !== undefined) continue;
    const message = l10n.t('An address is `host:port`, such as 10.20.0.11:1433.');
    document.report('invalid-value', message, ['addresses', name]);
  }
  reportRepeats(
    Object.keys(file.addresses),
    name => name,
    name => {
      const message = l10n.t('{0} stands here for the second time.', name);
      document.report('duplicate', message, ['addresses', name], 'key');
    },
  );
}
