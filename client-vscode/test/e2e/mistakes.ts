/** What a person sees of a mistake, and how it is fixed. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SHOP } from './support/product';
import { shared } from './support/shared';
import { eventually } from './support/workbench';

const MISTAKEN = SHOP.replace('[orders_by_customer]', '[orders_by_custmer]');
const LINE = 'dependsOn: [orders_by_custmer]';
const NAME = 'orders_by_custmer';

describe('a mistake', () => {
  test('has a squiggle under the wrong name, and nowhere else', async () => {
    const { workbench } = await shared.open({ 'floe.yaml': MISTAKEN });
    await workbench.squiggleUnder('floe.yaml', LINE, NAME);
    assert.equal(await workbench.squiggles('floe.yaml').count(), 1);
  });

  test('says in its hover what is wrong, and links to the page of its code', async () => {
    const { workbench } = await shared.open({ 'floe.yaml': MISTAKEN });
    await workbench.squiggleUnder('floe.yaml', LINE, NAME);
    const text = await workbench.hover('floe.yaml', LINE, NAME);
    assert.match(text, /'orders_by_custmer' is not a transform of this product/);
    assert.match(text, /E110/);
    await workbench.picture('squiggle-and-hover');
  });

  test('is fixed from the keyboard', async () => {
    const { workbench, product } = await shared.open({ 'floe.yaml': MISTAKEN });
    await workbench.squiggleUnder('floe.yaml', LINE, NAME);
    const lines = MISTAKEN.split('\n');
    const line = lines.findIndex((text) => text.includes(NAME));
    await workbench.goTo(line + 1, (lines[line] ?? '').indexOf(NAME) + 2);
    await workbench.summon('Control+.', workbench.page.locator('.action-widget .monaco-list-row'));
    await workbench.picture('quick-fix');
    await workbench.page.keyboard.press('Enter');
    await workbench.noSquiggle('floe.yaml');
    await workbench.save();
    await eventually(async () => assert.equal(await product.read('floe.yaml'), SHOP));
  });

  test('is found in a folder whose name has spaces, quotes and letters beyond ASCII', async () => {
    const folder = 'Müller\'s "data" 产品';
    const { workbench } = await shared.open({ 'floe.yaml': MISTAKEN }, { folder });
    await workbench.squiggleUnder('floe.yaml', LINE, NAME);
  });
});
