/** A product beside its dbt project: what the files of dbt show, and what they change in floe.yaml. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MANIFEST, SHOP } from './support/product';
import { shared } from './support/shared';
import { ATTEMPT, eventually, PATIENCE, type Workbench } from './support/workbench';

const MODEL = 'models/orders_by_customer.sql';
const SQL = `select * from {{ ref('stg_orders') }}
join {{ ref('stg_customers') }} using (customer)
`;

/** The product of the other tests with the dbt project that it tells of. */
const PROJECT = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'models/stg_orders.sql': 'select 1 as customer\n',
  'models/stg_customers.sql': 'select 1 as customer\n',
  [MODEL]: SQL,
  'models/revenue.sql': "select * from {{ ref('orders_by_customer') }}\n",
};

/** Open a file beside the one that is shown. */
async function show(workbench: Workbench, file: string): Promise<void> {
  const found = workbench
    .offered()
    .filter({ hasText: file.split('/').at(-1) ?? file })
    .first();
  await eventually(async () => {
    await workbench.page.keyboard.press('Control+p');
    await workbench.ask(file);
    await found.waitFor({ timeout: ATTEMPT });
  });
  await found.click();
  await workbench.editor(file).waitFor({ timeout: PATIENCE });
}

describe('the dbt project beside a product', () => {
  test('its models say which transform they are, and what they read', async () => {
    const { workbench } = await shared.open(PROJECT);
    await workbench.editor('floe.yaml').getByText('Show graph').first().waitFor();
    await show(workbench, MODEL);
    const lens = workbench
      .editor(MODEL)
      .getByText(/transform.*silver/)
      .first();
    await lens.waitFor({ timeout: PATIENCE });
    const text = await workbench.hover(
      MODEL,
      "select * from {{ ref('stg_orders') }}",
      'stg_orders',
    );
    assert.match(text, /stg_orders.*a transform/);
    await workbench.picture('dbt-model', 420);
    for (const kind of ['error', 'warning', 'info'] as const) {
      assert.equal(await workbench.squiggles(MODEL, kind).count(), 0, kind);
    }
  });

  test('what a model reads is missing in floe.yaml until a fix writes it there', async () => {
    const product = SHOP.replace('[stg_orders, stg_customers]', '[stg_orders]');
    const { workbench, product: files } = await shared.open({ ...PROJECT, 'floe.yaml': product });
    const line = 'dependsOn: [stg_orders]';
    await workbench.squiggleUnder('floe.yaml', line, 'dependsOn');
    const text = await workbench.hover('floe.yaml', line, 'dependsOn');
    assert.match(text, /stg_customers/);
    await workbench.picture('dbt-dependency', 520);
    await files.write(MODEL, SQL.replace(/\njoin[^\n]+/, ''));
    await workbench.noSquiggle('floe.yaml');
    await files.write(MODEL, SQL);
    await workbench.squiggleUnder('floe.yaml', line, 'dependsOn');
  });

  test('its tests count, and how many there are stands above a transform', async () => {
    const gates = 'governance:\n  quality_gates: {minimum_test_coverage: 80}\n';
    const columns = 'models:\n  - name: stg_orders\n    columns:\n      - name: customer\n';
    const { workbench, product } = await shared.open({
      ...PROJECT,
      'manifest.yaml': `${MANIFEST}${gates}`,
      'models/schema.yml': columns,
    });
    const lens = (words: RegExp) => workbench.editor('floe.yaml').getByText(words).first();
    await lens(/coverage 0 % \(80 %\)/).waitFor({ timeout: PATIENCE });
    await product.write('models/schema.yml', `${columns}        data_tests: [not_null]\n`);
    await lens(/coverage 100 % \(80 %\)/).waitFor({ timeout: PATIENCE });
  });
});
