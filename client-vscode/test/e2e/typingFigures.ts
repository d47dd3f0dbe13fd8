/** What typing takes, for docs/benchmarks.md; `make typing` measures it. Nothing of it is a bound. */

import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { answerTimes, TRACED } from './support/answerTimes';
import { examples, ready } from './support/examples';
import { FIGURES, record } from './support/figures';
import { Product } from './support/product';
import { shared } from './support/shared';
import { squiggle } from './support/squiggleWatch';
import { summary } from './support/tally';
import { Typist } from './support/typist';
import { required } from './support/vscodeServer';

const LIMIT = { timeout: 900_000 };
const ROUNDS = 5;

if (FIGURES !== undefined) {
  describe('typing, measured', () => {
    test('a whole example', LIMIT, async (context) => {
      const folder = path.join(required('FLOE_E2E_ROOT'), 'examples/bike-share');
      const text = (await new Product(folder).read('floe.yaml')).trimEnd();
      const { workbench } = await examples('whole', 'bike-share', '', TRACED);
      await workbench.page.setViewportSize({ width: 1280, height: 3400 });
      await ready(workbench);
      const typist = new Typist(workbench.page, 'floe.yaml', '', 3);
      await typist.write(...text.split('\n'));
      context.diagnostic(typist.report());
      await record('whole', summary(typist.tally));
      const times = await answerTimes(shared.server.home, typist.tally.struck);
      assert.ok(times.length > typist.tally.keys / 2, `the log tells of ${times.length} answers`);
      await record('analysis', times);
    });

    test('a mistake that stands, and one that is cleared', LIMIT, async () => {
      const text = 'apiVersion: floe.dev/v1\nkind: FloeSpec\nmetadata:\n  name: shop\n';
      const lines = `${text}  version: 1.0.0\ntransforms:\n  - name: stg_rides`;
      const { workbench } = await examples('still', 'bike-share', lines);
      const { page } = workbench;
      await ready(workbench);
      const line = lines.split('\n').length + 1;
      const typist = new Typist(page, 'floe.yaml', lines);
      await workbench.goTo(line - 1, '  - name: stg_rides'.length + 1);
      await typist.write('', '    tier: bronze');
      const [still, cleared]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        await page.waitForTimeout(1_000);
        const coming = squiggle(page, 'comes', { file: 'floe.yaml', line, key: 'x' });
        await typist.write('x');
        still.push((await coming)?.milliseconds ?? Number.NaN);
        const going = squiggle(page, 'goes', { file: 'floe.yaml', line, key: 'Backspace' });
        await typist.erase();
        cleared.push((await going)?.milliseconds ?? Number.NaN);
      }
      await record('still', still);
      await record('cleared', cleared);
    });
  });
}
