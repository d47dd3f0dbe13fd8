/** What a person meets first: no product, no manifest, and a name to type in the palette. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { MANIFEST, Product, SHOP } from './support/product';
import { shared } from './support/shared';
import { required } from './support/vscodeServer';
import { eventually, PATIENCE, type Workbench } from './support/workbench';

const WITHOUT_MANIFEST = SHOP.replace('platform:\n  manifest: manifest.yaml\n\n', '');
let folders = 0;

/** A folder of its own for a test, in which nothing above counts. */
async function folderOf(name: string): Promise<string> {
  folders += 1;
  const folder = path.join(shared.server.home, `first${folders}`, name);
  await mkdir(path.join(folder, '.git'), { recursive: true });
  return folder;
}

/** Answer everything that New Product asks with Enter. */
async function enterThroughout(workbench: Workbench, models: string): Promise<void> {
  // No file of ours is shown, by which a window tells that our extension is there.
  await eventually(() => workbench.command('Floe: New Product'), 3 * PATIENCE);
  await workbench.offered().first().waitFor({ timeout: PATIENCE });
  await workbench.accept('Folder of the product');
  await workbench.accept('Name of the product');
  await workbench.accept('Owner of the product');
  await workbench.accept('Manifest of the platform');
  await workbench.accept(models);
}

/** Check that a product is shown, is saved, and has no mistake here or for `floe check`. */
async function isRight(workbench: Workbench, product: Product): Promise<void> {
  // The server has read it: its lenses are there.
  await workbench.editor('floe.yaml').getByText('Show graph').first().waitFor();
  await workbench.noToast();
  for (const kind of ['error', 'warning', 'info'] as const) {
    assert.equal(await workbench.squiggles('floe.yaml', kind).count(), 0, kind);
  }
  assert.equal(await workbench.page.locator('.tab.dirty').count(), 0, 'all is saved');
  const floe = path.join(required('FLOE_E2E_ROOT'), '.venv/bin/floe');
  const { stdout } = await promisify(execFile)(floe, ['check', product.folder]);
  assert.match(stdout, /1 product checked, no problems found/);
}

describe('first contact', () => {
  test('what is typed as Floe: Compile comes first, whatever was run before', async () => {
    const { workbench, product } = await shared.open();
    for (const other of ['Preview Artifacts', 'Compare Artifacts with Those on Disk']) {
      await workbench.command(`Floe: ${other}`);
    }
    await workbench.focus('floe.yaml');
    await eventually(async () => {
      await workbench.page.keyboard.press('F1');
      await workbench.ask('>Floe: Compile');
      const first = workbench.offered().first();
      assert.match(await first.innerText({ timeout: 2_000 }), /^Floe: Compile\b/);
    });
    await workbench.picture('first-contact-palette');
    await workbench.page.keyboard.press('Enter');
    await workbench.toast(/compiled_artifacts\.json/);
    assert.ok(await product.read('target/compiled_artifacts.json'));
  });

  test('a missing manifest is fixed by actions', async () => {
    const product = await Product.bare(await folderOf('shop'), {
      'floe.yaml': WITHOUT_MANIFEST,
      'platform/manifest.yaml': MANIFEST,
    });
    const workbench = await shared.window(product, 'floe.yaml');
    await workbench.focus('floe.yaml');
    await workbench.squiggleUnder('floe.yaml', 'apiVersion: floe.dev/v1', 'apiVersion');
    const rows = workbench.page.locator('.action-widget .monaco-list-row.action');
    const actions = async () => {
      await workbench.goTo(1, 3);
      await workbench.summon('Control+.', rows);
    };
    await actions();
    const offered = (await rows.allInnerTexts()).map((each) => each.trim());
    assert.deepEqual(offered.slice(0, 3), [
      'Create manifest.yaml',
      'Choose a manifest…',
      'Write platform.manifest: platform/manifest.yaml',
    ]);
    assert.ok(!offered.some((each) => each.startsWith('Ignore')), 'an error cannot be ignored');
    await workbench.picture('first-contact-missing-manifest');
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await eventually(() => workbench.answer(product.path('platform/manifest.yaml')));
    await workbench.noSquiggle('floe.yaml');
    await workbench.save();
    const named = 'platform:\n  manifest: platform/manifest.yaml\n';
    assert.ok((await product.read('floe.yaml')).includes(named));

    await workbench.focus('floe.yaml');
    await workbench.page.keyboard.press('Control+z');
    await workbench.squiggleUnder('floe.yaml', 'apiVersion: floe.dev/v1', 'apiVersion');
    await actions();
    await workbench.page.keyboard.press('Enter');
    await workbench.editor('manifest.yaml').getByText('an example').first().waitFor();
    await workbench.noToast();
    await workbench.picture('first-contact-created-manifest');
    await workbench.command('File: Save All');
    await eventually(async () =>
      assert.match(await product.read('manifest.yaml'), /^kind: Manifest$/m),
    );
    await workbench.focus('manifest.yaml');
    await workbench.page.keyboard.press('Control+z');
    await eventually(async () => {
      assert.ok(!(await readdir(product.folder)).includes('manifest.yaml'), 'undo takes it back');
    });
  });

  test('a folder that is moved in, renamed and deleted is followed', async () => {
    const { workbench, product } = await shared.open();
    const problems = workbench.page.locator('#status\\.problems');
    /** Wait until the status bar counts so many errors, and no warnings. */
    const counts = (errors: number) =>
      eventually(async () =>
        assert.match(await problems.innerText(), new RegExp(`^\\s*${errors}\\b`)),
      );
    await counts(0);
    const away = path.join(shared.server.home, `away${folders}`);
    const mistaken = SHOP.replace('[orders_by_customer]', '[orders_by_custmer]');
    await Product.bare(away, {
      'deep/er/floe.yaml': mistaken.replace('manifest: ', 'manifest: ../../../'),
    });
    await rename(away, product.path('moved'));
    await counts(1);
    await rename(product.path('moved'), product.path('renamed'));
    await counts(1);
    await rm(product.path('renamed'), { recursive: true });
    await counts(0);
  });

  test('New Product in an empty folder, with Enter throughout, leaves no red line', async () => {
    const product = await Product.bare(await folderOf('Coffee Shop'));
    const workbench = await shared.window(product);
    await enterThroughout(workbench, 'Name of the first dbt model');
    await eventually(async () =>
      assert.equal(
        await product.read('floe.yaml'),
        `apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: coffee-shop
  version: 1.0.0
platform:
  manifest: manifest.yaml
transforms:
  - name: stg_example
`,
      ),
    );
    assert.match(await product.read('manifest.yaml'), /name: coffee-shop-platform\n/);
    await isRight(workbench, product);
    await workbench.picture('first-contact-empty-folder');
    await workbench.focus('floe.yaml');
    await workbench.page.keyboard.press('Control+z');
    await eventually(async () => {
      const left = (await readdir(product.folder)).filter((each) => each.endsWith('.yaml'));
      assert.deepEqual(left, [], 'one undo takes all of it back');
    });
  });

  test('New Product in a dbt project takes its name and its models', async () => {
    const folder = await folderOf('orders');
    const example = path.join(required('FLOE_E2E_ROOT'), 'examples/coffee-orders');
    await cp(example, folder, { recursive: true });
    await rm(path.join(folder, 'floe.yaml'));
    const product = new Product(folder);
    const workbench = await shared.window(product);
    await enterThroughout(workbench, 'dbt models of the product');
    await eventually(async () => {
      const text = await product.read('floe.yaml');
      assert.match(text, /^ {2}name: coffee-orders$/m);
      assert.match(text, /- name: int_orders\n {4}dependsOn: \[stg_order_lines\]\n/);
    });
    await isRight(workbench, product);
    await workbench.picture('first-contact-dbt');
  });
});
