/** What the packaged server says of a schedule, which takes a library that reads files of its own. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SHOP } from './support/product';
import { shared } from './support/shared';
import { eventually } from './support/workbench';

const SCHEDULED = `${SHOP.replace('- name: stg_orders\n', '- name: stg_orders\n    compute: postgres\n')}
schedule:
  cron: "30 5 * * *"
  timezone: Europe/Brussels
`;

describe('a schedule', () => {
  test('has the next run beside it, as other lines have what holds for them', async () => {
    const { workbench } = await shared.open({ 'floe.yaml': SCHEDULED });
    const lines = workbench.editor('floe.yaml').locator('.view-line');
    await eventually(async () => {
      const texts = (await lines.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
      const shown = (start: string) => texts.find((text) => text.trim().startsWith(start)) ?? '';
      assert.match(shown('cron:'), /next \w{3} \d{4}-\d{2}-\d{2} 05:30/);
      assert.match(shown('- name: stg_orders'), /postgres/);
    });
  });

  test('is told in words by its hover', async () => {
    const { workbench } = await shared.open({ 'floe.yaml': SCHEDULED });
    const text = await workbench.hover('floe.yaml', 'cron: "30 5 * * *"', '30 5');
    assert.match(text, /At 05:30/);
    assert.match(text, /Next runs, in Europe\/Brussels/);
  });
});
