/** The graph beside the product. */

import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { Product, SHOP } from './support/product';
import { shared } from './support/shared';
import { required } from './support/vscodeServer';
import { eventually, type Workbench } from './support/workbench';

const TRANSFORMS = ['orders_by_customer', 'revenue', 'stg_customers', 'stg_orders'];

async function names(workbench: Workbench): Promise<string[]> {
  const nodes = workbench.webview().locator('svg .node');
  return (
    await nodes.evaluateAll((all) => all.map((node) => node.getAttribute('data-name') ?? ''))
  ).sort();
}

describe('the graph', () => {
  test('shows every transform, and a click goes to its line', async () => {
    const { workbench } = await shared.open();
    await workbench.command('Floe: Show Graph');
    await eventually(async () => assert.deepEqual(await names(workbench), TRANSFORMS));
    await workbench.webview().locator('.node[data-name="revenue"]').click();
    const line = SHOP.split('\n').indexOf('  - name: revenue') + 1;
    await eventually(async () => assert.equal((await workbench.cursor()).line, line));
  });

  test('is walked by keyboard', async () => {
    const { workbench } = await shared.open();
    await workbench.command('Floe: Show Graph');
    await eventually(async () => assert.deepEqual(await names(workbench), TRANSFORMS));
    const stop = workbench.webview().locator('.node[tabindex="0"]');
    await stop.focus();
    await workbench.page.keyboard.press('ArrowDown');
    const name = await workbench.webview().locator('.node:focus').getAttribute('data-name');
    await workbench.page.keyboard.press('Enter');
    const line = SHOP.split('\n').indexOf(`  - name: ${name}`) + 1;
    await eventually(async () => assert.equal((await workbench.cursor()).line, line));
  });

  test('follows an edit', async () => {
    const { workbench } = await shared.open();
    await workbench.command('Floe: Show Graph');
    await eventually(async () => assert.deepEqual(await names(workbench), TRANSFORMS));
    await workbench.focus('floe.yaml');
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.insertText('  - name: report\n    dependsOn: [revenue]\n');
    const more = [...TRANSFORMS, 'report'].sort();
    await eventually(async () => assert.deepEqual(await names(workbench), more));
  });

  for (const [kind, theme] of [
    ['light', 'Default Light Modern'],
    ['dark', 'Default Dark Modern'],
    ['high-contrast', 'Default High Contrast'],
  ] as const) {
    test(`can be read in a ${kind} theme`, async () => {
      const folder = path.join(shared.server.home, `examples-${kind}`);
      await cp(path.join(required('FLOE_E2E_ROOT'), 'examples'), folder, { recursive: true });
      const product = new Product(path.join(folder, 'bike-share'));
      await product.write(
        '.vscode/settings.json',
        JSON.stringify({ 'workbench.colorTheme': theme }),
      );
      const workbench = await shared.window(product, 'floe.yaml');
      await workbench.page.setViewportSize({ width: 1600, height: 800 });
      await workbench.focus('floe.yaml');
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.focus('floe.yaml');
      await workbench.command('Floe: Show Graph');
      const nodes = workbench.webview().locator('svg .node');
      await nodes.first().waitFor();
      const [, list = ''] =
        /^transforms:\n([\s\S]*?)^\S/m.exec(await product.read('floe.yaml')) ?? [];
      const written = list.match(/^ {2}- name: /gm) ?? [];
      assert.equal(await nodes.count(), written.length);
      const contrast = await workbench
        .webview()
        .locator('svg .node .name')
        .first()
        .evaluate((text) => {
          const box = text.parentElement?.querySelector('.box') ?? text;
          const light = (colour: string) => {
            const channels = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
            const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
              const part = channel / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
          };
          const both = [light(getComputedStyle(text).fill), light(getComputedStyle(box).fill)];
          return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        });
      assert.ok(contrast >= 4.5, `the names have a contrast of ${contrast}`);
      await workbench.picture(`graph-${kind}`);
    });
  }
});
