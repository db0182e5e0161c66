/** Bundles the extension, the command line and what they carry into `dist/`. */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
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

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([
  existsSync(at('src/extension.ts')) &&
    build({
      ...common,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.cjs',
      format: 'cjs',
      external: ['vscode'],
    }),
  existsSync(at('src/ui/renderer/index.ts')) &&
    build({
      ...common,
      entryPoints: ['src/ui/renderer/index.ts'],
      outfile: 'dist/renderer.js',
      platform: 'browser',
      format: 'esm',
      keepNames: false,
    }),
  existsSync(at('src/cli.ts')) &&
    build({
      ...common,
      entryPoints: ['src/cli.ts'],
      outdir: 'dist',
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
