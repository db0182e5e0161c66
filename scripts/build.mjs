/** Bundles the extension, the command line and what they carry into `dist/`. */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Built aside and put in place at the end, so that whoever runs the program meets a whole one. */
const building = `dist.building-${process.pid}`;
const dist = join(root, building);
const at = (...parts) => join(root, ...parts);

/** Files and folders that run as they are, and where `dist/` has them. */
const carried = [
  ['src/executors/powershell/driver.ps1', 'powershell/driver.ps1'],
  ['src/practice/modules', 'practice/modules'],
  ['src/log/standalone/verify.mjs', 'verify.mjs'],
];

const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: true,
  keepNames: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};

/** CommonJS packages inside an ES module bundle still call `require`. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * The editor side is two bundles, of which the second is loaded when it is first needed. What holds
 * state or is told apart by its class lies in files of its own, so that both have the same one.
 */
const sharedByEditor = new Map([
  [/^@vscode\/l10n$/, './l10n.cjs'],
  [/\/problem\.ts$/, './problem.cjs'],
  [/^\.\/editor\.ts$/, './editor.cjs'],
]);
const editorParts = {
  name: 'editor-parts',
  setup(build) {
    for (const [filter, path] of sharedByEditor) {
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path, external: true },
      );
    }
  },
};
const editorBundle = (source, name) =>
  existsSync(at(source)) &&
  build({
    ...common,
    entryPoints: [source],
    outfile: `${building}/${name}.cjs`,
    format: 'cjs',
    external: ['vscode'],
    plugins: [editorParts],
    // the entry loads its second part as `require` does; the second part may import by address
    supported: { 'dynamic-import': name !== 'extension' },
    // what asks for its own address is given one by the composition root here
    logOverride: { 'empty-import-meta': 'silent' },
  });

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  editorBundle('src/extension.ts', 'extension'),
  editorBundle('src/editor.ts', 'editor'),
  editorBundle('src/errors/problem.ts', 'problem'),
  build({
    ...common,
    entryPoints: ['@vscode/l10n'],
    outfile: `${building}/l10n.cjs`,
    format: 'cjs',
  }),
  existsSync(at('src/ui/renderer/index.ts')) &&
    build({
      ...common,
      entryPoints: ['src/ui/renderer/index.ts'],
      outfile: `${building}/renderer.js`,
      platform: 'browser',
      format: 'esm',
      keepNames: false,
    }),
  existsSync(at('src/cli.ts')) &&
    build({
      ...common,
      entryPoints: { cli: 'src/cli.ts', 'backup-thread': 'src/backup/thread.ts' },
      outdir: building,
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
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
