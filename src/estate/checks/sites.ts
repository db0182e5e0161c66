import * as l10n from '@vscode/l10n';
import type { DocumentPath, EstateDocument } from '../document.ts';
import type { EstateFile } from '../schema.ts';
import { foldCase } from '../unc.ts';
import { withHint } from './reporting.ts';

/** Where a file has several sites, every pool and server says in which it is. */
export function checkSites(file: EstateFile, document: EstateDocument): void {
  const known = file.sites.map(site => site.name);
  const check = (site: string | undefined, path: DocumentPath): void => {
    if (site === undefined && known.length > 1) {
      document.report(
        'missing',
        l10n.t('`site` is missing, and the estate has {0}.', known.length),
        path,
      );
    }
    if (site === undefined || known.length === 0) return;
    if (known.some(name => foldCase(name) === foldCase(site))) return;
    const message = l10n.t('The site {0} is not under `sites:`.', site);
    document.report('unknown-site', withHint(message, site, known), path);
  };
  for (const [i, pool] of file.pools.entries()) check(pool.site, ['pools', i, 'site']);
  for (const [i, server] of file.servers.entries()) check(server.site, ['servers', i, 'site']);
}
