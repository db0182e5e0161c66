/** Bundles the extension, the command line and what they carry into `dist/`. */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { leftOut } from './bundle/left-out.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Built aside and put in place at the end, so that whoever runs the program meets a whole one. */
const building = `dist.building-${process.pid}`;
const dist = join(root, building);
const at = (...parts) => join(root, ...parts);

/** Files and folders that run as they are, and where `dist/` has them. */
const carried = [
  ['src/executors/powershell/driver.ps1', 'powershell/driver.ps1'],
  ['src/executors/powershell/fan-out.ps1', 'powershell/fan-out.ps1'],
  ['src/executors/sql/sql-client/session.ps1', 'powershell/sql-session.ps1'],
  ['src/practice/modules', 'practice/modules'],
  ['src/log/standalone/verify.mjs', 'verify.mjs'],
];

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: true,
  charset: 'utf8',
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

/** CommonJS packages inside an ES module bundle still call `require`. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * What shows texts to a reader has the reader's language. All other code writes English, whoever runs
 * it: its texts go into recovery logs, and displays translate them (`src/errors/language.ts`).
 */
const displays =
  /[\\/]src[\\/](?:(?:ui|cli|authoring|recovery|log[\\/](?:account|report|view|compare))[\\/]|(?:cli|editor|extension)\.ts$|compose[\\/]language\.ts$)/;
const twoLanguages = {
  name: 'two-languages',
  setup(build) {
    build.onResolve({ filter: /^@vscode\/l10n$/ }, ({ importer }) => ({
      path: displays.test(importer) ? './l10n.cjs' : './l10n-english.cjs',
      external: true,
    }));
  },
};

/**
 * The editor loads a small bundle at its start (`extension.cjs`, which alone may ask for `vscode`) and
 * the rest when it is first needed (`editor.mjs`, which shares its parts with the command line). What
 * holds state or is told apart by its class lies in files of its own, so that both have the same one.
 */
const shared = new Map([
  [at('src', 'errors', 'problem.ts'), './problem.cjs'],
  [at('src', 'errors', 'language.ts'), './language.cjs'],
  [at('src', 'editor.ts'), './editor.mjs'],
]);
const sharedParts = {
  name: 'shared-parts',
  setup(build) {
    build.onResolve({ filter: /\/(?:problem|language|editor)\.ts$/ }, args => {
      if (args.kind === 'entry-point' || args.importer === '') return undefined;
      const path = shared.get(join(args.resolveDir, args.path));
      return path === undefined ? undefined : { path, external: true };
    });
  },
};
const commonjs = {
  ...common,
  format: 'cjs',
  external: ['vscode'],
  plugins: [leftOut, twoLanguages, sharedParts],
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  build({
    ...commonjs,
    entryPoints: ['src/extension.ts', 'src/errors/problem.ts', 'src/errors/language.ts'],
    outdir: building,
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
  }),
  ...['l10n', 'l10n-english'].map(name =>
    build({
      ...commonjs,
      stdin: { contents: "export { config, t } from '@vscode/l10n';", resolveDir: root },
      plugins: [],
      outfile: `${building}/${name}.cjs`,
    }),
  ),
  existsSync(at('src/ui/renderer/index.ts')) &&
    build({
      ...common,
      entryPoints: ['src/ui/renderer/index.ts'],
      outfile: `${building}/renderer.js`,
      platform: 'browser',
      format: 'esm',
    }),
  build({
    ...common,
    entryPoints: {
      'log-view': 'src/ui/renderer/log/index.ts',
      'log-view-style': 'src/ui/renderer/log/page.css',
      map: 'src/ui/renderer/map/page.ts',
      'map-style': 'src/ui/renderer/map/page.css',
    },
    outdir: building,
    platform: 'browser',
    format: 'iife',
  }),
  build({
    ...common,
    entryPoints: {
      cli: 'src/cli.ts',
      editor: 'src/editor.ts',
      'backup-thread': 'src/backup/thread.ts',
      'estate-thread': 'src/estate/read-thread.ts',
      'log-thread': 'src/log/view/thread.ts',
      'report-thread': 'src/log/report/report-thread.ts',
    },
    outdir: building,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    // beside the entries: what is shared is imported from there
    chunkNames: 'part-[hash]',
    plugins: [leftOut, twoLanguages, sharedParts],
    banner: { js: requireBanner },
  }),
]);
for (const [from, to] of carried) {
  if (!existsSync(at(from))) continue;
  await mkdir(dirname(join(dist, to)), { recursive: true });
  await cp(at(from), join(dist, to), { recursive: true });
}

const place = join(root, 'dist');
const before = `${dist}.before`;
if (existsSync(place)) await rename(place, before);
await rename(dist, place);
await rm(before, { recursive: true, force: true });
