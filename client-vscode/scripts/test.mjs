// Bundles test/unit/*.test.ts and runs them with Node's test runner. They need no editor: what they
// use of it stands in test/unit/support/vscode.ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const unit = join(root, 'test', 'unit');
const out = mkdtempSync(join(tmpdir(), 'floe-vscode-'));
try {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: readdirSync(unit)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(unit, name)),
    bundle: true,
    alias: { vscode: join(unit, 'support', 'vscode.ts') },
    outdir: out,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const files = readdirSync(out).map((name) => join(out, name));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
