/** What the palette does: compile, preview, rename, restart. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverProcesses } from './support/processes';
import { SHOP } from './support/product';
import { shared } from './support/shared';
import { eventually } from './support/workbench';

describe('a command', () => {
  test('compiles the product and says what it wrote', async () => {
    const { workbench, product } = await shared.open();
    await workbench.command('Floe: Compile');
    await workbench.toast(/compiled_artifacts\.json/);
    const artifact = JSON.parse(await product.read('target/compiled_artifacts.json'));
    assert.equal(artifact.transforms.models.length, 4);
    await workbench.picture('compile');
  });

  test('previews the artifact and follows what is typed', async () => {
    const { workbench } = await shared.open();
    await workbench.command('Floe: Preview Artifacts');
    const preview = workbench.page.locator('.monaco-editor[data-uri^="floe-artifacts:"]');
    const shown = async () =>
      (await preview.locator('.view-lines').innerText()).replaceAll('\u00a0', ' ');
    await eventually(async () => assert.match(await shown(), /"shop"/));
    await workbench.picture('preview');
    await workbench.focus('floe.yaml');
    await workbench.goTo(4, '  name: shop'.length + 1);
    await workbench.page.keyboard.type('-of-dreams');
    await eventually(async () => assert.match(await shown(), /"shop-of-dreams"/));
  });

  test('renames a transform wherever it is named', async () => {
    const { workbench, product } = await shared.open();
    await eventually(async () => {
      const lenses = workbench.editor('floe.yaml').getByText('1 reference');
      assert.ok(await lenses.count(), 'the server has not answered');
    });
    const line = SHOP.split('\n').indexOf('  - name: stg_orders') + 1;
    await workbench.goTo(line, '  - name: stg'.length);
    const input = workbench.page.locator('.rename-box input, input.rename-input');
    await workbench.summon('F2', input);
    await input.first().fill('stg_sales');
    await workbench.page.keyboard.press('Enter');
    const wanted = SHOP.replaceAll('stg_orders', 'stg_sales');
    await workbench.page.locator('.tab.active.dirty').waitFor();
    await workbench.save();
    await eventually(async () => assert.equal(await product.read('floe.yaml'), wanted));
  });

  test('makes a product of the models of a dbt project', async () => {
    const { workbench, product } = await shared.open({
      'coffee/dbt_project.yml': 'name: coffee\nprofile: coffee\n',
      'coffee/models/stg_beans.sql': 'select 1 as id',
      'coffee/models/fct_cups.sql': "select * from {{ ref('stg_beans') }}",
    });
    await workbench.command('Floe: New Product');
    await workbench.choose('coffee');
    await workbench.accept('Name of the product');
    await workbench.accept('Owner of the product');
    await workbench.choose('../manifest.yaml');
    await workbench.accept('dbt models of the product');
    await eventually(async () =>
      assert.equal(
        await product.read('coffee/floe.yaml'),
        `apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: coffee
  version: 1.0.0
  owner: shop@example.com
platform:
  manifest: ../manifest.yaml
transforms:
  - name: stg_beans
  - name: fct_cups
    dependsOn: [stg_beans]
`,
      ),
    );
    await workbench.noToast();
    await workbench.picture('new-product');
  });

  test('restarts the server, which answers as before', async () => {
    const mistaken = SHOP.replace('[orders_by_customer]', '[orders_by_custmer]');
    const { workbench } = await shared.open({ 'floe.yaml': mistaken });
    const line = 'dependsOn: [orders_by_custmer]';
    await workbench.squiggleUnder('floe.yaml', line, 'orders_by_custmer');
    const first = await serverProcesses(shared.server.home);
    assert.equal(first.length, 1);
    await workbench.command('Floe: Restart Server');
    await eventually(async () => {
      const second = await serverProcesses(shared.server.home);
      assert.equal(second.length, 1);
      assert.notDeepEqual(second, first);
    });
    await workbench.squiggleUnder('floe.yaml', line, 'orders_by_custmer');
  });
});
