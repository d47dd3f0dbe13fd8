/** Enter is Enter: what is typed without a look at the list is what stands there in the end. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SHOP } from './support/product';
import { shared } from './support/shared';
import { eventually, PATIENCE, type Workbench } from './support/workbench';

/** From one key to the next, in milliseconds, as people type. */
const KEY_DELAY = 100;

/** The list of what may be written. */
function list(workbench: Workbench) {
  return workbench.page.locator('.suggest-widget.visible');
}

/** The names in the list. */
function names(workbench: Workbench) {
  return list(workbench).locator('.monaco-list-row .label-name');
}

/** Open a product and wait until the extension has read it: its first lens is shown. */
async function openProduct(text: string) {
  const opened = await shared.open({ 'floe.yaml': text });
  const lens = opened.workbench.editor('floe.yaml').locator('.codelens-decoration');
  await lens.first().waitFor({ timeout: PATIENCE });
  return opened;
}

async function types(workbench: Workbench, keys: string): Promise<void> {
  const { keyboard } = workbench.page;
  for (const key of keys) {
    await keyboard.press(key === '<' ? 'Backspace' : key === ' ' ? 'Space' : key);
    await workbench.page.waitForTimeout(KEY_DELAY);
  }
}

describe('Enter', () => {
  test('takes what was chosen in the list, and Tab the first without a choice', async () => {
    const text = SHOP.trimEnd().replace(/\n {4}tier: gold/, '');
    const { workbench, product } = await openProduct(text);
    const end = text.split('\n');
    await workbench.goTo(end.length, (end.at(-1) ?? '').length + 1);
    const { keyboard } = workbench.page;

    await keyboard.press('Enter');
    await types(workbench, 'tie');
    await names(workbench).first().waitFor();
    await workbench.picture('enter-keys');
    await keyboard.press('Tab');
    await eventually(async () => assert.deepEqual((await workbench.cursor()).column, 11));
    await names(workbench).first().waitFor();
    assert.equal(await list(workbench).locator('.monaco-list-row.focused').count(), 0);
    await keyboard.press('Escape');

    await keyboard.press('Control+Space');
    await names(workbench).first().waitFor();
    await workbench.picture('enter-values');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await workbench.save();
    assert.equal(await product.read('floe.yaml'), `${text}\n    tier: silver`);
  });

  test('is not taken by a list that opened by itself', async () => {
    const { workbench, product } = await openProduct(SHOP);
    const spaces = workbench.page.locator('#status\\.editor\\.indentation');
    await eventually(async () => assert.equal(await spaces.innerText(), 'Spaces: 2'));
    await workbench.goTo(SHOP.split('\n').length, 1);
    await types(workbench, '  - name: orders_daily');
    await workbench.page.keyboard.press('Enter');
    await types(workbench, 'ti');
    await names(workbench).first().waitFor();
    await types(workbench, 'er');
    await names(workbench).first().waitFor();
    await types(workbench, ':');
    await list(workbench).waitFor({ state: 'hidden' });
    await types(workbench, ' go');
    await names(workbench).first().waitFor();
    await workbench.picture('enter-typed');
    await types(workbench, 'ld');
    await list(workbench).waitFor({ state: 'hidden' });
    await workbench.page.keyboard.press('Enter');
    await types(workbench, 'compu');
    await names(workbench).first().waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.save();
    const typed = '  - name: orders_daily\n    tier: gold\n    compu';
    assert.equal((await product.read('floe.yaml')).trimEnd(), `${SHOP}${typed}`);
  });

  test('goes on below after keys that Tab took, and after brackets that completion wrote', async () => {
    const { workbench, product } = await openProduct(SHOP);
    const { keyboard } = workbench.page;
    const take = async (letters: string) => {
      await types(workbench, letters);
      await names(workbench).first().waitFor();
      await keyboard.press('Tab');
      await workbench.page.waitForTimeout(KEY_DELAY);
    };
    await workbench.goTo(SHOP.split('\n').length, 1);
    await types(workbench, '  - name: orders_daily');
    await keyboard.press('Enter');
    await take('tie');
    await names(workbench).first().waitFor();
    await workbench.picture('enter-values-of-a-key');
    await types(workbench, 'silver');
    await keyboard.press('Enter');
    await workbench.page.waitForTimeout(KEY_DELAY);
    await take('dep');
    await take('stg_o');
    await keyboard.press('Enter');
    await workbench.page.waitForTimeout(KEY_DELAY);
    await types(workbench, 'tags: [daily');
    await keyboard.press('Enter');
    await workbench.page.waitForTimeout(KEY_DELAY);
    await types(workbench, 'compute: duckdb');
    await keyboard.press('Enter');
    await workbench.page.waitForTimeout(KEY_DELAY);
    await types(workbench, '<- name: orders_weekly');
    await keyboard.press('Enter');
    await take('dep');
    await types(workbench, '[orders_daily]');
    await keyboard.press('Enter');
    await workbench.page.waitForTimeout(KEY_DELAY);
    await types(workbench, 'tags:');
    await keyboard.press('Enter');
    await types(workbench, '- weekly');
    await keyboard.press('Enter');
    await workbench.page.waitForTimeout(KEY_DELAY);
    await types(workbench, 'tier: gold');
    await keyboard.press('Enter');
    await workbench.save();
    const typed = `  - name: orders_daily
    tier: silver
    dependsOn: [stg_orders]
    tags: [daily]
    compute: duckdb
  - name: orders_weekly
    dependsOn: [orders_daily]
    tags:
      - weekly
    tier: gold`;
    assert.equal((await product.read('floe.yaml')).trimEnd(), `${SHOP}${typed}`);
  });

  test('brings the dash of a list, and one that is typed in spite of it is the same', async () => {
    const { workbench, product } = await openProduct(SHOP);
    await workbench.goTo(SHOP.split('\n').length, 1);
    await types(workbench, '  - name: orders_daily');
    await workbench.page.keyboard.press('Enter');
    await types(workbench, 'tags:');
    await workbench.page.keyboard.press('Enter');
    await types(workbench, '- daily');
    await workbench.page.keyboard.press('Enter');
    await types(workbench, '-');
    await eventually(async () => assert.equal((await workbench.cursor()).column, 8));
    await types(workbench, ' weekly');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.press('Enter');
    await eventually(async () => assert.equal((await workbench.cursor()).column, 5));
    await types(workbench, 'tier: gold');
    await workbench.page.keyboard.press('Enter');
    await workbench.save();
    const typed =
      '  - name: orders_daily\n    tags:\n      - daily\n      - weekly\n    tier: gold\n';
    assert.equal((await product.read('floe.yaml')).trimEnd(), `${SHOP}${typed}`.trimEnd());
  });
});
