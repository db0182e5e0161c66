import { join } from 'node:path';
import { root } from '../places.mjs';

const here = name => join(root, 'scripts', 'bundle', name);

/** esbuild plugin: parts of packages that the product cannot reach stay out of the bundles. */
export const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: /^@azure\/(?:identity|core-auth)$/ }, () => ({
      path: here('azure-identity.mjs'),
    }));
    // encodings that no collation of SQL Server has
    build.onResolve({ filter: /\/tables\/(?:eucjp|big5-added)\.json$/ }, () => ({
      path: here('no-table.json'),
    }));
    build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ importer }) =>
      importer.replaceAll('\\', '/').includes('/node_modules/zod/')
        ? { path: here('zod-locales.mjs') }
        : undefined,
    );
  },
};
