/** Mistakes that a person makes while typing: each is shown soon after its line is left. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { examples, ready } from './support/examples';
import { FIGURES, record } from './support/figures';
import { look, problems } from './support/screen';
import { type Seen, squiggle } from './support/squiggleWatch';
import { DELETE, Typist } from './support/typist';
import { eventually } from './support/workbench';

/** From leaving the line to the squiggle, in milliseconds. */
const SOON = 700;

const COFFEE = `apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: coffee-orders
  version: 1.0.0

platform:
  manifest: ../manifest.yaml

transforms:
  - name: stg_order_lines
    tags: [staging]
  - name: int_orders
    tags: [intermediate]
    dependsOn: [stg_order_lines]
  - name: fct_daily_sales
    tags: [marts]`;

interface Mistake {
  /** Lines before it, where it needs some. */
  readonly before?: readonly string[];
  readonly line: string;
  /** What is typed on. */
  readonly after: string;
}

const MISTAKES: Readonly<Record<string, Mistake>> = {
  'misspelt key': { line: '    dependOn: [int_orders]', after: '    tier: gold' },
  'wrong enum value': { line: '    tier: golden', after: '    dependsOn: [int_orders]' },
  'unknown dependency': { line: '    dependsOn: [int_order]', after: '    tier: gold' },
  'duplicate name': { line: '  - name: int_orders', after: '    tier: gold' },
  'bad cron': {
    before: ['schedule:'],
    line: '  cron: "0 25 * * *"',
    after: '  timezone: Europe/Lisbon',
  },
  'missing colon': { line: '    tier gold', after: '    dependsOn: [int_orders]' },
  'tab as indentation': { line: '\ttier: gold', after: '    dependsOn: [int_orders]' },
  'wrong type': { line: '    dependsOn: int_orders', after: '    tier: gold' },
  'unclosed bracket': { line: `    dependsOn: [${DELETE}int_orders`, after: '    tier: gold' },
  'unknown engine': { line: '    compute: duckbd', after: '    tier: gold' },
  'duplicate key': { line: '    tags: [daily]', after: '    tier: gold' },
  'wrong indentation': { line: '   tier: gold', after: '    dependsOn: [int_orders]' },
};

describe('a mistake that is typed', () => {
  const limit = { timeout: 400_000 };
  test('shows soon after its line is left', limit, async (context) => {
    const { product, workbench } = await examples('mistakes', 'coffee-orders', COFFEE);
    // What it reads only dbt can tell, so that nothing is missing in the text around the mistakes.
    const sales = "{{ config(tags=['marts']) }}\nselect * from {{ ref(var('orders')) }}\n";
    await product.write('models/fct_daily_sales.sql', sales);
    const { page } = workbench;
    await ready(workbench);
    const seen: Record<string, Seen | undefined> = {};
    const reports: object[] = [];
    for (const [name, { before = [], line, after }] of Object.entries(MISTAKES)) {
      await workbench.goTo(COFFEE.split('\n').length, '    tags: [marts]'.length + 1);
      const typist = new Typist(page, 'floe.yaml', COFFEE);
      await typist.write('', ...before, line);
      const number = typist.text.split('\n').length;
      const coming = squiggle(page, 'comes', { file: 'floe.yaml', line: number, key: 'Enter' });
      await Promise.all([typist.write('', after), FIGURES && halfASecondLater(name)]);
      seen[name] = await coming;
      const text = typist.report();
      context.diagnostic(
        `${name}: ${Math.round(seen[name]?.milliseconds ?? Number.NaN)} ms${text}`,
      );
      await page.keyboard.press('Escape');
      await workbench.command('File: Revert File');
      await eventually(async () => {
        const { lines } = await look(page, 'floe.yaml');
        assert.equal(lines.size, COFFEE.split('\n').length);
      });
      await workbench.noSquiggle('floe.yaml');
      await workbench.focus('floe.yaml');
    }
    await record('mistakes', { seen, reports });
    const late = Object.keys(MISTAKES).filter((name) => {
      const { milliseconds = Number.POSITIVE_INFINITY } = seen[name] ?? {};
      return milliseconds > SOON;
    });
    assert.deepEqual(late, [], JSON.stringify(seen));

    /** What the mistake looks like half a second after its line is left. */
    async function halfASecondLater(name: string): Promise<void> {
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const heard = ({ key }: KeyboardEvent) => {
              if (key === 'Enter') {
                document.removeEventListener('keydown', heard, true);
                setTimeout(resolve, 500);
              }
            };
            document.addEventListener('keydown', heard, true);
          }),
      );
      const { squiggles } = await look(page, 'floe.yaml');
      reports.push({ name, squiggles, problems: await problems(page) });
      await workbench.picture(`mistake-${name.replaceAll(' ', '-')}`, 700, { isUrgent: true });
    }
  });
});
