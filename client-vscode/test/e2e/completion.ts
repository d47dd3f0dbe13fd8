/** Completion where it is needed most: in a document that is not finished. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SHOP } from './support/product';
import { shared } from './support/shared';
import { eventually } from './support/workbench';

/** A line that is being typed, in a document that does not parse. */
const BROKEN = SHOP.replace('dependsOn: [orders_by_customer]', 'dependsOn: [');

describe('completion', () => {
  test('offers the transforms inside a bracket that is not closed', async () => {
    const { workbench, product } = await shared.open({ 'floe.yaml': BROKEN });
    await workbench.squiggles('floe.yaml').first().waitFor();
    const lines = BROKEN.split('\n');
    const line = lines.indexOf('    dependsOn: [') + 1;
    await workbench.goTo(line, '    dependsOn: ['.length + 1);
    const offered = workbench.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await workbench.summon('Control+Space', offered);
    assert.deepEqual(await offered.allInnerTexts(), [
      'orders_by_customer',
      'stg_customers',
      'stg_orders',
    ]);
    await workbench.picture('completion');
    await workbench.page.keyboard.type('orders');
    await eventually(async () =>
      assert.deepEqual(await offered.allInnerTexts(), ['orders_by_customer', 'stg_orders']),
    );
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type(']');
    await workbench.noSquiggle('floe.yaml');
    await workbench.save();
    assert.equal(await product.read('floe.yaml'), SHOP);
  });

  test('offers each key once', async () => {
    const text = `${SHOP}    ti`.replace('tier: gold\n    ', '');
    const { workbench } = await shared.open({ 'floe.yaml': text });
    await workbench.squiggles('floe.yaml').first().waitFor();
    await workbench.goTo(text.split('\n').length, '    ti'.length + 1);
    const offered = workbench.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await workbench.summon('Control+Space', offered);
    await eventually(async () => {
      const labels = (await offered.allInnerTexts()).filter((label) => label.startsWith('ti'));
      assert.deepEqual(labels, ['tier']);
    });
  });
});
