/** What a person sees and fights with who types a correct product. */

import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { examples, ready } from './support/examples';
import { record } from './support/figures';
import { Product } from './support/product';
import { summary } from './support/tally';
import { Typist } from './support/typist';
import { required } from './support/vscodeServer';

const LIMIT = { timeout: 400_000 };

/** Written from nothing: what ends a block, lists of both kinds, quotes, text with key words in it. */
const COFFEE = `apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: coffee-orders
  version: 1.0.0
  description: Orders per product
  owner: coffee-team@example.com

platform:
  manifest: ../manifest.yaml

transforms:
  - name: stg_order_lines
    tier: bronze
    tags: [staging]
  - name: int_orders
    tier: silver
    tags: [intermediate]
    dependsOn: [stg_order_lines]
    qualityChecks:
      - name: one_row_per_order
        type: unique
        column: order_id
        dimension: consistency
  - name: fct_daily_sales
    tier: gold
    tags:
      - marts
      - daily
    dependsOn: [int_orders]

schedule:
  cron: "0 6 * * *"
  timezone: Europe/Lisbon`;

const SCHEDULE = ['schedule:', '  cron: "30 5 * * *"', '  timezone: Europe/Brussels'];

/** Say what was counted. */
async function tell(context: TestContext, name: string, typist: Typist): Promise<void> {
  await record(name, summary(typist.tally));
  context.diagnostic(JSON.stringify({ ...summary(typist.tally), gaps: undefined }));
  context.diagnostic(typist.report());
}

/** Hold what was counted against the bounds, and say what broke them. */
function judge(typist: Typist): void {
  const { tally } = typist;
  const report = typist.report();
  assert.ok(tally.pauses < tally.keys / 10, 'the machine was too busy to type on');
  assert.equal(tally.elsewhere.error, 0, `errors on other lines:\n${report}`);
  assert.ok(tally.here.error < 0.03 * tally.keys, `errors on the typed line:\n${report}`);
  assert.equal(tally.swallowed, 0, `Enter gave no new line:\n${report}`);
  assert.equal(tally.inserted, 0, `text that nobody typed:\n${report}`);
  assert.ok(tally.corrections <= Math.floor(tally.lines / 30), `${tally.corrections} corrections`);
}

describe('typing', () => {
  test('a product from nothing is quiet', LIMIT, async (context) => {
    const { product, workbench } = await examples('nothing', 'coffee-orders', '');
    const sales = 'models/fct_daily_sales.sql';
    const tagged = (await product.read(sales)).replace("['marts']", "['marts', 'daily']");
    await product.write(sales, tagged);
    await workbench.page.setViewportSize({ width: 1280, height: 1400 });
    await ready(workbench);
    const typist = new Typist(workbench.page, 'floe.yaml', '');
    await typist.write(...COFFEE.split('\n'));
    await tell(context, 'nothing', typist);
    await workbench.page.keyboard.press('Escape');
    await workbench.save();
    assert.equal(await product.read('floe.yaml'), COFFEE);
    await workbench.noSquiggle('floe.yaml');
    judge(typist);
  });

  test('into a product is quiet', LIMIT, async (context) => {
    const example = path.join(required('FLOE_E2E_ROOT'), 'examples/bike-share');
    const whole = await new Product(example).read('floe.yaml');
    // One of the models is no transform at each moment, and is meant not to be one.
    const text = whole
      .slice(0, whole.indexOf('schedule:'))
      .replace('transforms:', 'transforms:  # floe: ignore[E139]');
    const { product, workbench } = await examples('product', 'bike-share', text);
    const models = {
      dim_riders: ['fct_rides', 'stg_members', 'stg_bikes'],
      dim_stations: ['stg_stations'],
      stg_weather: [],
    };
    for (const [model, read] of Object.entries(models)) {
      const tables = read.map((each) => `{{ ref('${each}') }}`).join(', ') || 'raw';
      await product.write(`models/marts/${model}.sql`, `select * from ${tables}`);
    }
    // The manifest of the examples asks for descriptions, and for a key that is tested.
    const described = Object.keys(models).map((model) =>
      [
        `  - name: ${model}`,
        '    description: What this test makes of it.',
        '    columns:',
        '      - name: id',
        '        description: Its key.',
        '        data_tests: [unique, not_null]',
        '',
      ].join('\n'),
    );
    await product.write('models/marts/typed.yml', `models:\n${described.join('')}`);
    await workbench.page.setViewportSize({ width: 1280, height: 3400 });
    await ready(workbench);
    const typist = new Typist(workbench.page, 'floe.yaml', text, 2);
    /** Go behind a text, the first of its kind. */
    const goBehind = async (words: string) => {
      const before = typist.text.slice(0, typist.text.indexOf(words) + words.length).split('\n');
      await workbench.goTo(before.length, (before.at(-1)?.length ?? 0) + 1);
    };

    await goBehind('dependsOn: [fct_rides, int_repair_cycles, stg_bikes]');
    const transform = ['  - name: dim_stations', '    tier: gold', '    tags: [marts]'];
    await typist.write('', ...transform, '    dependsOn: [stg_stations]');

    await goBehind('dependsOn: [int_rides_completed, stg_repairs]');
    const check = ['      - name: repairs_have_a_bike', '        type: not_null'];
    check.push('        column: bike_id', '        dimension: completeness');
    await typist.write('', '    qualityChecks:', ...check);

    await goBehind('dependsOn: [fct_rides, stg_members');
    await typist.write(', stg_bikes');

    await goBehind('- name: dim_members');
    await typist.press(...'members'.split('').map(() => 'Shift+ArrowLeft'));
    await typist.replace('riders', '  - name: dim_riders');

    await workbench.goTo(typist.text.split('\n').length, 1);
    await typist.write(...SCHEDULE);
    await tell(context, 'product', typist);
    await workbench.page.keyboard.press('Escape');
    await workbench.save();
    assert.equal(await product.read('floe.yaml'), typist.text);
    await workbench.noSquiggle('floe.yaml');

    // Those that depend on it are wrong from the moment on in which its name is another.
    await goBehind('- name: stg_weather_readings');
    await typist.press(...'_readings'.split('').map(() => 'Shift+ArrowLeft'));
    await typist.press('Delete', 'ArrowUp');
    await workbench.squiggleUnder(
      'floe.yaml',
      'dependsOn: [fct_rides, stg_weather_readings]',
      'stg_weather_readings',
    );
    judge(typist);
  });
});
