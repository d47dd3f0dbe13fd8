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

function lineOf(name: string): number {
  return SHOP.split('\n').indexOf(`  - name: ${name}`) + 1;
}

async function isLit(workbench: Workbench, name: string): Promise<void> {
  const lit = workbench.webview().locator('.node.lit');
  await eventually(async () => assert.equal(await lit.getAttribute('data-name'), name));
}

const AREAS = 'orders customers payments shipments returns stock sessions tickets invoices carts';
const FORMS = ['', '_daily', '_by_region', '_enriched', '_history', '_latest'];
/** What kind of model stands in which tier, a few of each. */
const KINDS = [
  ['stg', 'bronze'],
  ['int', 'silver'],
  ['fct', 'gold'],
  ['src', 'bronze'],
  ['prep', 'silver'],
  ['rpt', 'gold'],
] as const;

/** A product of so many transforms in three tiers; each builds on one or two before it. */
async function manyIn(folder: string, count: number) {
  const areas = AREAS.split(' ');
  const transforms = Array.from({ length: count }, (_, index) => {
    const [kind, tier] = KINDS[index % KINDS.length] ?? KINDS[0];
    const turn = Math.floor(index / KINDS.length);
    const area = areas[turn % areas.length];
    const form = FORMS[Math.floor(turn / areas.length) % FORMS.length];
    const more = turn < areas.length * FORMS.length ? '' : `_${turn}`;
    return { name: `${kind}_${area}${form}${more}`, tier, index };
  });
  const entries = transforms.map(({ name, tier, index }) => {
    const before = tier === 'bronze' ? [] : [index - 1, ...(index % 4 === 1 ? [index - 6] : [])];
    const list = before.flatMap((each) => transforms[each]?.name ?? []).join(', ');
    return `  - name: ${name}\n    tier: ${tier}\n${list && `    dependsOn: [${list}]\n`}`;
  });
  const head = SHOP.slice(0, SHOP.indexOf('  - name:'));
  const product = await Product.in(folder, { 'floe.yaml': head + entries.join('') });
  return { product, at: transforms[Math.floor(count / 12) * 6 + 1]?.name ?? '' };
}

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

  test('opens on the transform under the caret, and follows it', async () => {
    const { workbench } = await shared.open();
    await workbench.goTo(lineOf('orders_by_customer'), 5);
    await workbench.command('Floe: Show Graph');
    await isLit(workbench, 'orders_by_customer');
    const near = workbench.webview().locator('.node.near');
    assert.equal(await near.count(), 3);
    const titles = await workbench.page.locator('.tab .label-name').allInnerTexts();
    assert.ok(titles.includes('shop'), `the tabs are called ${titles}`);
    await workbench.focus('floe.yaml');
    await workbench.goTo(lineOf('stg_customers'), 5);
    await isLit(workbench, 'stg_customers');
    const faded = workbench.webview().locator('.node[data-name="revenue"]');
    assert.ok(Number(await faded.evaluate((node) => getComputedStyle(node).opacity)) < 1);
    const lines = workbench.webview().locator('.edge.lit');
    assert.equal(await lines.count(), 1);
  });

  test('finds transforms by their names', async () => {
    const { workbench } = await shared.open();
    await workbench.command('Floe: Show Graph');
    await eventually(async () => assert.deepEqual(await names(workbench), TRANSFORMS));
    const view = workbench.webview();
    await view.locator('#search').click();
    await workbench.page.keyboard.type('STG');
    assert.equal(await view.locator('#found').innerText(), '2 found');
    assert.equal(await view.locator('.node.match').count(), 2);
    await workbench.page.keyboard.press('Enter');
    assert.equal(await view.locator('#found').innerText(), '1 of 2');
    const first = await view.locator('.node.lit').getAttribute('data-name');
    await workbench.page.keyboard.press('Enter');
    assert.equal(await view.locator('#found').innerText(), '2 of 2');
    assert.notEqual(await view.locator('.node.lit').getAttribute('data-name'), first);
    await workbench.page.keyboard.press('Escape');
    assert.equal(await view.locator('#search').inputValue(), '');
    assert.equal(await view.locator('.node.match').count(), 0);
  });

  test('shows what a transform leads to alone, and keeps to that when the file changes', async () => {
    const { workbench } = await shared.open();
    await workbench.goTo(lineOf('orders_by_customer'), 5);
    await workbench.command('Floe: Show Graph');
    await isLit(workbench, 'orders_by_customer');
    const view = workbench.webview();
    await view.locator('#upstream').click();
    const upstream = ['orders_by_customer', 'stg_customers', 'stg_orders'];
    await eventually(async () => assert.deepEqual(await names(workbench), upstream));
    assert.match(await view.locator('#summary').innerText(), /^2 upstream of orders_by_customer/);
    await view.locator('#downstream').click();
    const downstream = ['orders_by_customer', 'revenue'];
    await eventually(async () => assert.deepEqual(await names(workbench), downstream));
    await workbench.focus('floe.yaml');
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.insertText('  - name: report\n    dependsOn: [revenue]\n');
    const more = ['orders_by_customer', 'report', 'revenue'];
    await eventually(async () => assert.deepEqual(await names(workbench), more));
    await view.locator('#depth').selectOption('1');
    await eventually(async () => assert.deepEqual(await names(workbench), downstream));
    await view.locator('.node[data-name="revenue"]').dblclick();
    await eventually(async () => assert.deepEqual(await names(workbench), [...more].sort()));
    await view.locator('#search').click();
    await workbench.page.keyboard.press('Escape');
    await eventually(async () => assert.equal((await names(workbench)).length, 5));
  });

  test('of a product that has lost its transforms offers nothing that was theirs', async () => {
    const { workbench } = await shared.open();
    await workbench.goTo(lineOf('orders_by_customer'), 5);
    await workbench.command('Floe: Show Graph');
    await isLit(workbench, 'orders_by_customer');
    const view = workbench.webview();
    const upstream = view.locator('#upstream');
    await upstream.click();
    await eventually(async () => assert.equal(await upstream.getAttribute('aria-pressed'), 'true'));
    await workbench.focus('floe.yaml');
    await workbench.goTo(lineOf('stg_orders'), 1);
    await workbench.page.keyboard.press('Control+Shift+End');
    await workbench.page.keyboard.press('Delete');
    const canvas = view.locator('#canvas');
    await eventually(async () =>
      assert.equal(await canvas.innerText(), 'There are no transforms yet.'),
    );
    assert.equal(await upstream.getAttribute('aria-pressed'), 'false');
    assert.ok(await upstream.isDisabled());
    assert.ok(await view.locator('#depths').isHidden());
    assert.equal(await view.locator('#summary').innerText(), '0 transforms');
    await workbench.page.keyboard.insertText('  - name: first');
    await isLit(workbench, 'first');
    assert.ok(await upstream.isEnabled());
  });

  test('follows the theme while it is open', async () => {
    const { workbench, product } = await shared.open();
    const wear = (theme: string) =>
      product.write('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': theme }));
    await wear('Default Dark Modern');
    await workbench.command('Floe: Show Graph');
    await eventually(async () => assert.deepEqual(await names(workbench), TRANSFORMS));
    const box = workbench.webview().locator('.node .box').first();
    const colours = () => box.evaluate((each) => getComputedStyle(each).fill);
    // What is drawn again would not have this.
    await box.evaluate((each) => each.setAttribute('data-same', 'yes'));
    await eventually(async () => assert.equal(await colours(), 'rgb(32, 32, 32)'));
    await wear('Default Light Modern');
    await eventually(async () => assert.equal(await colours(), 'rgb(248, 248, 248)'));
    assert.equal(await box.getAttribute('data-same'), 'yes');
  });

  test('gathers what is far of 500 transforms, and opens a tier on a click', async () => {
    const { product, at } = await manyIn(path.join(shared.server.home, 'large'), 500);
    const workbench = await shared.window(product, 'floe.yaml');
    await workbench.focus('floe.yaml');
    const lines = (await product.read('floe.yaml')).split('\n');
    await workbench.goTo(lines.indexOf(`  - name: ${at}`) + 1, 5);
    await workbench.command('Floe: Show Graph');
    await isLit(workbench, at);
    const view = workbench.webview();
    assert.ok((await view.locator('svg .node').count()) < 60);
    assert.equal(await view.locator('.node.rest').count(), 3);
    await view.locator('.toggle[data-tier="gold"]').click();
    await eventually(async () => assert.equal(await view.locator('.node.rest').count(), 2));
    assert.ok((await view.locator('svg .node').count()) > 150);
    await view.locator('#search').fill('prep_tickets_history');
    await view.locator('#search').press('Enter');
    await isLit(workbench, 'prep_tickets_history');
  });

  test('is seen whole in a small window with its side bar, whatever is done in it', async () => {
    const folder = path.join(shared.server.home, 'small');
    await cp(path.join(required('FLOE_E2E_ROOT'), 'examples'), folder, { recursive: true });
    const product = new Product(path.join(folder, 'bike-share'));
    const workbench = await shared.window(product, 'floe.yaml');
    await workbench.page.setViewportSize({ width: 1280, height: 760 });
    await workbench.focus('floe.yaml');
    assert.ok(await workbench.page.locator('.part.sidebar').isVisible());
    await workbench.command('Floe: Show Graph');
    const view = workbench.webview();
    const isWhole = async (when: string) => {
      await view.locator('.node[data-name="fct_rides"]').waitFor();
      const { size, isWhole } = await look(workbench, 'fct_rides');
      assert.ok(isWhole, `${when} it is wider than its panel`);
      assert.ok(size >= 11, `${when} the names are ${size} px high`);
    };
    await isWhole('on opening');
    await workbench.picture('graph-small');
    await view.locator('.node[data-name="fct_rides"]').click();
    await isLit(workbench, 'fct_rides');
    await isWhole('after a click');
    await view.locator('#search').fill('stg_bikes');
    await view.locator('#search').press('Enter');
    await isLit(workbench, 'stg_bikes');
    await isWhole('in a search');
    await view.locator('#search').press('Escape');
    await view.locator('#search').press('Escape');
    await isWhole('after Escape');
  });

  for (const [kind, theme] of [
    ['light', 'Default Light Modern'],
    ['dark', 'Default Dark Modern'],
    ['high-contrast', 'Default High Contrast'],
  ] as const) {
    test(`can be read in a ${kind} theme, with 14, 66 and 500 transforms`, async () => {
      const folder = path.join(shared.server.home, `examples-${kind}`);
      await cp(path.join(required('FLOE_E2E_ROOT'), 'examples'), folder, { recursive: true });
      const bikes = { product: new Product(path.join(folder, 'bike-share')), at: 'fct_rides' };
      const products = [
        { picture: `graph-${kind}`, count: 14, ...bikes },
        { picture: `graph-66-${kind}`, count: 66, ...(await manyIn(path.join(folder, '66'), 66)) },
        {
          picture: `graph-500-${kind}`,
          count: 500,
          ...(await manyIn(path.join(folder, '500'), 500)),
        },
      ];
      for (const { picture, count, product, at } of products) {
        await product.write(
          '.vscode/settings.json',
          JSON.stringify({ 'workbench.colorTheme': theme }),
        );
        const workbench = await shared.window(product, 'floe.yaml');
        await workbench.page.setViewportSize({ width: 1440, height: 900 });
        await workbench.focus('floe.yaml');
        await workbench.command('View: Toggle Primary Side Bar Visibility');
        await workbench.focus('floe.yaml');
        const lines = (await product.read('floe.yaml')).split('\n');
        await workbench.goTo(lines.indexOf(`  - name: ${at}`) + 1, 5);
        await workbench.command('Floe: Show Graph');
        await isLit(workbench, at);
        const drawn = await workbench.webview().locator('svg .node').count();
        assert.ok(count > 66 ? drawn < 60 : drawn === count, `${drawn} of ${count}`);
        const { contrast, size, isWhole } = await look(workbench, at);
        assert.ok(contrast >= 4.5, `${picture}: the names have a contrast of ${contrast}`);
        assert.ok(size >= 11, `${picture}: the names are ${size} px high`);
        assert.ok(isWhole, `${picture}: it is wider than half the window`);
        await workbench.picture(picture);
      }
    });
  }
});

/** How well the name of a transform is seen, and whether all columns are. */
async function look(workbench: Workbench, name: string) {
  const text = workbench.webview().locator(`.node[data-name="${name}"] .name`);
  return await text.evaluate((text) => {
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
    const svg = text.closest('svg');
    const canvas = document.getElementById('canvas');
    const scale = (svg?.clientWidth ?? 0) / (svg?.viewBox.baseVal.width ?? 1);
    return {
      contrast: (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05),
      size: Number.parseFloat(getComputedStyle(text).fontSize) * scale,
      isWhole: (canvas?.scrollWidth ?? 0) <= (canvas?.clientWidth ?? 0),
    };
  });
}
