import * as l10n from '@vscode/l10n';
import type { EstateDocument } from '../document.ts';
import { poolsOfFileStore } from '../file-stores.ts';
import { sameName } from '../lookup.ts';
import type { EstateFile } from '../schema.ts';
import { foldCase, parsePath } from '../unc.ts';
import { isPool, withHint } from './reporting.ts';

/** Next hops and dependencies lead to what the estate has, and never in a circle. */
export function checkDependencies(file: EstateFile, document: EstateDocument): void {
  checkNextHops(file, document);
  checkDependsOn(file, document);
  reportCircles(file, document, 'next-hop', pool => {
    const next = pool['next-hop'];
    return next === undefined ? [] : [{ name: next, path: ['next-hop'] }];
  });
  reportCircles(file, document, 'depends-on', pool =>
    pool['depends-on'].map((name, j) => ({ name, path: ['depends-on', j] })),
  );
}

function checkNextHops(file: EstateFile, document: EstateDocument): void {
  const known = file.pools.map(pool => pool.fqdn);
  for (const [i, pool] of file.pools.entries()) {
    const named = pool['next-hop'];
    if (named === undefined || isPool(file, named)) continue;
    const message = l10n.t('The next hop {0} is not under `pools:`.', named);
    document.report('unknown-next-hop', withHint(message, named, known), ['pools', i, 'next-hop']);
  }
}

/** Every name that a dependency may lead to. */
function hostsOf(file: EstateFile): string[] {
  const shares = file['file-stores'].filter(store => poolsOfFileStore(store).length > 0);
  const paths = [
    ...shares.map(({ path }) => path),
    ...file.pools.flatMap(p => p['file-store'] ?? []),
  ];
  return [
    ...file.pools.map(pool => pool.fqdn),
    ...file.servers.map(server => server.fqdn),
    ...file.external.map(system => system.fqdn),
    ...file.sql.map(({ instance }) => instance.split('\\')[0] ?? instance),
    ...paths.flatMap(path => {
      const full = parsePath(path).path;
      return full?.kind === 'unc' ? [full.server] : [];
    }),
  ];
}

function checkDependsOn(file: EstateFile, document: EstateDocument): void {
  const known = hostsOf(file);
  for (const [i, pool] of file.pools.entries()) {
    for (const [j, named] of pool['depends-on'].entries()) {
      if (known.some(name => sameName(name, named))) continue;
      const message = l10n.t('{0} is nowhere in this file.', named);
      const path = ['pools', i, 'depends-on', j];
      document.report('unknown-dependency', withHint(message, named, known), path);
    }
  }
}

type Pool = EstateFile['pools'][number];

interface Edge {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/** Reports the edge that closes a circle, once for each circle, with the way round. */
function reportCircles(
  file: EstateFile,
  document: EstateDocument,
  code: string,
  edgesOf: (pool: Pool) => readonly Edge[],
): void {
  const indexes = new Map(file.pools.map((pool, i) => [foldCase(pool.fqdn), i]));
  const done = new Set<number>();
  const way: number[] = [];
  const visit = (i: number): void => {
    const pool = file.pools[i];
    if (pool === undefined || done.has(i)) return;
    way.push(i);
    for (const { name, path } of edgesOf(pool)) {
      const next = indexes.get(foldCase(name)) ?? -1;
      const start = way.indexOf(next);
      if (start < 0) {
        visit(next);
        continue;
      }
      const round = [...way.slice(start), next].map(at => file.pools[at]?.fqdn ?? '');
      const message = l10n.t('This goes round in a circle: {0}.', round.join(' → '));
      document.report(`circle-in-${code}`, message, ['pools', i, ...path]);
    }
    way.pop();
    done.add(i);
  };
  for (const i of file.pools.keys()) visit(i);
}
