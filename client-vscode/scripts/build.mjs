// Bundles the extension (CommonJS, for the editor) and the graph's view (for its page) into dist/.
//
//   npm run build [-- --production] [-- --watch]
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const production = process.argv.includes('--production');
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'linked',
};
const builds = [
  {
    ...shared,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    mainFields: ['module', 'main'],
  },
  {
    ...shared,
    entryPoints: { main: 'src/graph/view/main.ts', style: 'src/graph/view/main.css' },
    outdir: 'dist/graph',
    platform: 'browser',
    format: 'iife',
    target: 'chrome120',
  },
];
if (!production) {
  // Tests that run inside the editor; the extension itself is loaded by the editor.
  builds.push({
    ...shared,
    entryPoints: { index: 'test/host/index.ts' },
    outdir: 'dist/test/host',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  });
}

await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  await Promise.all(builds.map(async (options) => (await esbuild.context(options)).watch()));
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
