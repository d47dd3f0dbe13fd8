/** Starts VS Code as a web server, with the packaged extension, in folders of its own. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ExtensionLog } from './extensionLog';

const run = promisify(execFile);

/** How long VS Code may take to answer after its start, in milliseconds. */
const PATIENCE = 60_000;

const SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.stickyScroll.enabled': false,
  'extensions.autoUpdate': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export interface ServerOptions {
  /** Settings of the user, over those of every test. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables of the environment, over those of the tests; `undefined` removes one. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether folders are trusted without being asked about; yes when missing. */
  readonly trusted?: boolean;
}

/** A running VS Code. */
export class VsCodeServer {
  private constructor(
    /** Host and port, as in `127.0.0.1:8080`. */
    readonly authority: string,
    /** Folder of everything that this run writes. */
    readonly home: string,
    private readonly process: ChildProcess,
    private readonly output: string[],
    /** What the extension and its server write. */
    readonly extensionLog: ExtensionLog,
  ) {}

  /**
   * Install the extension into empty folders and start VS Code.
   *
   * FLOE_E2E_CODE_SERVER is the folder that scripts/code-server made, FLOE_E2E_NODE the Node.js that
   * runs it, FLOE_E2E_VSIX the package under test.
   */
  static async start(options: ServerOptions = {}): Promise<VsCodeServer> {
    // Short: the paths of sockets may have 107 characters.
    const home = await mkdtemp(path.join(tmpdir(), 'floe-'));
    const folder = (name: string) => path.join(home, name);
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      EXTENSIONS_GALLERY: '{}',
      // As if started in a terminal: the environment is this one and not that of a login shell.
      VSCODE_CLI: '1',
      HOME: folder('h'),
      TMPDIR: folder('t'),
      XDG_CONFIG_HOME: folder('h'),
      XDG_DATA_HOME: folder('h'),
      XDG_RUNTIME_DIR: folder('t'),
      ...options.environment,
    };
    await mkdir(folder('h'));
    await mkdir(folder('t'));
    await mkdir(folder('d/User'), { recursive: true });
    const settings = { ...SETTINGS, ...options.settings };
    await writeFile(folder('d/User/settings.json'), JSON.stringify(settings, undefined, 2));
    await writeFile(folder('c.yaml'), '');

    const program = path.join(
      required('FLOE_E2E_CODE_SERVER'),
      'node_modules/code-server/out/node/entry.js',
    );
    const words = [program, '--config', folder('c.yaml'), '--user-data-dir', folder('d')];
    words.push('--extensions-dir', folder('e'));
    const node = required('FLOE_E2E_NODE');
    const install = [...words, '--install-extension', required('FLOE_E2E_VSIX'), '--force'];
    await run(node, install, { env: environment, cwd: home });

    const port = await freePort();
    const authority = `127.0.0.1:${port}`;
    words.push('--bind-addr', authority, '--auth', 'none', '--disable-telemetry');
    words.push('--disable-update-check', '--disable-getting-started-override', '--disable-proxy');
    if (options.trusted ?? true) {
      words.push('--disable-workspace-trust');
    }
    const started = spawn(node, words, {
      env: environment,
      cwd: home,
      // In a group of its own, so that the extension host and the language server end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    started.stdout?.on('data', (text) => output.push(String(text)));
    started.stderr?.on('data', (text) => output.push(String(text)));
    const server = new VsCodeServer(
      authority,
      home,
      started,
      output,
      new ExtensionLog(folder('d')),
    );
    await server.ready();
    return server;
  }

  /**
   * The address that shows a folder.
   *
   * @param payload What VS Code is to do with files, by absolute path: `{ openFile: '/w/floe.yaml' }`.
   */
  url(folder: string, payload: Readonly<Record<string, string>> = {}): string {
    const address = new URL(`http://${this.authority}/`);
    address.searchParams.set('folder', folder);
    // The authority has to be that of the page, or the file is another one to the extension host.
    const asked = Object.entries(payload).map(([what, file]) => [
      what,
      `vscode-remote://${this.authority}${file}`,
    ]);
    address.searchParams.set('payload', JSON.stringify(asked));
    return address.href;
  }

  /** What VS Code printed, for the report of a test that failed. */
  log(): string {
    return this.output.join('');
  }

  async stop(): Promise<void> {
    const { pid } = this.process;
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    if (pid !== undefined && this.process.exitCode === null) {
      process.kill(-pid, 'SIGTERM');
      await Promise.race([exited, sleep(5_000)]);
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Nothing of the group is left.
      }
    }
    await rm(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async ready(): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end && this.process.exitCode === null) {
      const answer = await fetch(`http://${this.authority}/healthz`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await sleep(100);
    }
    throw new Error(`VS Code did not start:\n${this.log()}`);
  }
}

/** Return a variable that scripts/e2e sets. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set; run the tests with make e2e`);
  }
  return value;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('the system gave no port');
  }
  return address.port;
}
