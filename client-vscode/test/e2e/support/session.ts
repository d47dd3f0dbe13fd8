/** One browser and one VS Code for a group of tests. */

import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { Product } from './product';
import { required, type ServerOptions, VsCodeServer } from './vscodeServer';
import { Workbench } from './workbench';

const ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--force-prefers-reduced-motion',
  '--no-first-run',
  '--no-sandbox',
];

export interface Opened {
  readonly workbench: Workbench;
  readonly product: Product;
}

/** VS Code and a browser, started before the tests of a group and ended after them. */
export class Session {
  private browser: Browser | undefined;
  private current: VsCodeServer | undefined;
  private context: BrowserContext | undefined;
  private opened = 0;
  /** The session that showed a window last: a test that fails is about that one. */
  private static latest: Session | undefined;

  constructor(options: ServerOptions | (() => Promise<ServerOptions>) = {}) {
    before(async () => {
      const chosen = typeof options === 'function' ? await options() : options;
      [this.current, this.browser] = await Promise.all([
        VsCodeServer.start(chosen),
        chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ARGUMENTS }),
      ]);
    });
    afterEach(async (test) => {
      // Node.js 20 has `passed`; its types name it later.
      if (Session.latest === this && 'passed' in test && test.passed === false) {
        const name = test.name.replace(/\W+/g, '-');
        const file = path.join(required('FLOE_E2E_FAILURES'), `${name}.png`);
        await this.context?.pages()[0]?.screenshot({ path: file });
      }
      if (Session.latest === this) {
        assert.deepEqual(await this.server.extensionLog.faults(), [], 'the log tells of faults');
      }
    });
    after(async () => {
      await this.browser?.close();
      // What was written after the last look, and whether there was anything to look at.
      const late = await this.current?.extensionLog.faults();
      const files = this.current?.extensionLog.files;
      await this.current?.stop();
      assert.deepEqual(late, [], 'the log tells of faults');
      assert.ok(files !== 0 || this.context === undefined, 'the extension wrote no log');
    });
  }

  get server(): VsCodeServer {
    if (this.current === undefined) {
      throw new Error('the session has not begun');
    }
    return this.current;
  }

  /**
   * Open a product in a window of its own and focus its floe.yaml.
   *
   * @param files Files of the product over those of the example.
   * @param options.folder Name of the folder, which spaces and umlauts may stand in.
   */
  async open(
    files: Readonly<Record<string, string>> = {},
    options: { folder?: string; file?: string } = {},
  ): Promise<Opened> {
    this.opened += 1;
    const folder = path.join(this.server.home, `w${this.opened}`, options.folder ?? 'shop');
    const product = await Product.in(folder, files);
    const file = options.file ?? 'floe.yaml';
    const workbench = await this.window(product, file);
    await workbench.focus(file);
    return { workbench, product };
  }

  /** Open a window on a product, closing the one before. */
  async window(product: Product, file?: string): Promise<Workbench> {
    const page = await this.page();
    const payload = file === undefined ? {} : { openFile: path.join(product.folder, file) };
    await page.goto(this.server.url(product.folder, payload));
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return new Workbench(page);
  }

  /** Run the tests of the extension host in a window on a product; return what they said. */
  async hostTests(product: Product, extension: string): Promise<{ code: number; log: string }> {
    const page = await this.page();
    const said: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_: string, words: readonly unknown[]) => {
      said.push(words.map(String).join(' '));
    });
    const ended = new Promise<number>((resolve) => {
      page.exposeFunction('codeAutomationExit', resolve);
    });
    const payload = {
      extensionDevelopmentPath: extension,
      extensionTestsPath: path.join(extension, 'dist/test/host/index.js'),
    };
    await page.goto(this.server.url(product.folder, payload));
    const code = await ended;
    return { code, log: said.join('\n') };
  }

  private async page(): Promise<Page> {
    Session.latest = this;
    await this.context?.close();
    this.context = await this.browser?.newContext({ viewport: { width: 1280, height: 760 } });
    const page = await this.context?.newPage();
    if (page === undefined) {
      throw new Error('the session has not begun');
    }
    return page;
  }
}
