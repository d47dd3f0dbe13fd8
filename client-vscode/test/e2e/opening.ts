/** How long the first squiggle takes; the figures of docs/benchmarks.md come from here. */

import { describe, test } from 'node:test';
import { Product, SHOP } from './support/product';
import { shared } from './support/shared';
import { ATTEMPT, eventually, PATIENCE } from './support/workbench';

const MISTAKEN = SHOP.replace('[orders_by_customer]', '[orders_by_custmer]');
const ROUNDS = Number(process.env['FLOE_E2E_ROUNDS'] ?? 1);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe('opening floe.yaml', () => {
  // The folder has no product when it is opened, so nothing of the extension runs before the file
  // is chosen: what is measured is activation, the choice of an interpreter, the server's start and
  // its first analysis.
  test('shows the first squiggle, with nothing started before', async (context) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const folder = `${shared.server.home}/cold-${round}`;
      const product = new Product(folder);
      await product.write('notes.txt', 'nothing yet\n');
      const workbench = await shared.window(product, 'notes.txt');
      await workbench.focus('notes.txt');
      // The editor itself has come to rest.
      await workbench.page.waitForTimeout(3_000);
      await Product.in(folder, { 'floe.yaml': MISTAKEN });
      const file = workbench.page.locator('.explorer-folders-view').getByText('floe.yaml');
      await file.waitFor({ timeout: PATIENCE });
      const start = performance.now();
      await file.click();
      await workbench.squiggles('floe.yaml').first().waitFor({ timeout: PATIENCE });
      times.push(performance.now() - start);
    }
    context.diagnostic(`cold: ${Math.round(median(times))} ms, median of ${times.length}`);
  });

  test('shows the first squiggle of another product while the server runs', async (context) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { workbench } = await shared.open({ 'second/floe.yaml': MISTAKEN });
      await workbench.editor('floe.yaml').getByText('1 reference').first().waitFor();
      const second = workbench.offered().filter({ hasText: 'second' }).first();
      await eventually(async () => {
        await workbench.page.keyboard.press('Control+p');
        await workbench.ask('second/floe.yaml');
        await second.waitFor({ timeout: ATTEMPT });
      });
      const start = performance.now();
      await second.click();
      await workbench.squiggles('second/floe.yaml').first().waitFor({ timeout: PATIENCE });
      times.push(performance.now() - start);
    }
    context.diagnostic(`warm: ${Math.round(median(times))} ms, median of ${times.length}`);
  });
});
