/** The page of `floe governance report`, in a browser: on a screen, in the dark, and on paper. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { required } from './support/vscodeServer';

/** What is taken out of the examples, so that something is found: file, text, and what stands there then. */
const BROKEN: readonly (readonly [string, string | RegExp, string])[] = [
  ['manifest.yaml', 'governance:\n', 'governance:\n  network_policies: {enabled: true}\n'],
  [
    'manifest.yaml',
    '  custom_rules:\n',
    `  policy_overrides:
    - {pattern: stg_stations, action: downgrade, reason: new stations come in spring, expires: 2199-12-31}
  custom_rules:
`,
  ],
  [
    'bike-share/models/intermediate/intermediate.yml',
    '\n        data_tests: [unique, not_null]',
    '',
  ],
  ['bike-share/models/intermediate/intermediate.yml', 'Bike that was ridden.', 'TODO'],
  ['bike-share/models/marts/marts.yml', /\n {8}data_tests: \[not_null\]/, ''],
  ['bike-share/models/staging/staging.yml', /\n {8}data_tests: \[unique, not_null\]/, ''],
  ['bike-share/floe.yaml', /tags: \[staging[^\]]*\]/, 'tags: []'],
];

describe('the report on governance', () => {
  let browser: Browser;
  let home: string;
  let address: string;

  before(async () => {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox'],
    });
    home = await mkdtemp(path.join(tmpdir(), 'floe-report-'));
    await cp(path.join(required('FLOE_E2E_ROOT'), 'examples'), home, { recursive: true });
    for (const [name, text, instead] of BROKEN) {
      const file = path.join(home, name);
      const before = await readFile(file, 'utf8');
      const changed = before.replace(text, instead);
      assert.notEqual(changed, before, `${name} holds ${text}`);
      await writeFile(file, changed);
    }
    const file = path.join(home, 'governance.html');
    const floe = path.join(required('FLOE_E2E_ROOT'), '.venv/bin/floe');
    const product = path.join(home, 'bike-share');
    await assert.rejects(
      promisify(execFile)(floe, ['compile', '--report-file', file], { cwd: product }),
      { code: 2 },
    );
    address = pathToFileURL(file).href;
  });

  after(async () => {
    await browser?.close();
    await rm(home, { recursive: true, force: true });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`is one page in ${colorScheme} colours that asks for nothing else`, async () => {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width: 1100, height: 1200 },
      });
      const page = await context.newPage();
      const asked: string[] = [];
      const said: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      await page.goto(address);
      assert.match(await page.locator('.verdict').innerText(), /Not compliant/);
      assert.match(await page.locator('h1').innerText(), /^bike-share /);
      assert.ok((await page.locator('svg rect').count()) > 3, 'both charts are drawn');
      for (const width of [1100, 420]) {
        await page.setViewportSize({ width, height: 1200 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} of ${width} pixels`);
      }
      await page.setViewportSize({ width: 1100, height: 1200 });
      const pictures = process.env['FLOE_E2E_PICTURES'];
      if (pictures) {
        await page.screenshot({
          path: path.join(pictures, `governance-report-${colorScheme}.png`),
        });
      }
      assert.deepEqual(asked, [address]);
      assert.deepEqual(said, []);
      await context.close();
    });
  }

  test('is dark on white on paper, whatever the screen is', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(address);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colours = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return [backgroundColor, color];
    });
    assert.deepEqual(colours, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
    assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
    await context.close();
  });
});
