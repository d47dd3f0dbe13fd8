// Packages the extension into dist/, with the server for a platform inside.
//
//   npm run package                          for this machine
//   npm run package -- --target win32-x64    for another one; more than once for several
//   npm run package -- --all                 for every platform
//
// PYTHON names the Python that fetches the libraries (3.10 or newer, with pip).
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const EVERY = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];
const root = fileURLToPath(new URL('..', import.meta.url));
const python = process.env.PYTHON || (process.platform === 'win32' ? 'python' : 'python3');
const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    out: { type: 'string', default: 'dist/' },
    target: { type: 'string', multiple: true, default: [`${process.platform}-${process.arch}`] },
  },
});

function run(program, ...words) {
  const { status, error } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${program} ${words.join(' ')}: ${error?.message ?? `exit code ${status}`}`);
    process.exit(1);
  }
}

run(process.execPath, 'scripts/build.mjs', '--production');
mkdirSync(new URL(`../${values.out}`, import.meta.url), { recursive: true });
for (const target of values.all ? EVERY : values.target) {
  run(python, 'scripts/bundle_server.py', '--target', target);
  run(
    process.execPath,
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    // The search for secrets takes half a minute over files that are public anyway: libraries as
    // PyPI has them, and this repository's own.
    '--allow-package-all-secrets',
    '--target',
    target,
    '--out',
    values.out,
  );
}
