/** What the extension says of itself: the status of the file and the walkthrough. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shared } from './support/shared';
import { ATTEMPT, eventually } from './support/workbench';

describe('the extension', () => {
  test('says which product, manifest, server and interpreter there are', async () => {
    const { workbench } = await shared.open();
    const status = workbench.page.locator('[id="status.languageStatus"]');
    await status.waitFor();
    const shown = workbench.page.locator('.monaco-hover:visible');
    await eventually(async () => {
      await workbench.dismissHover();
      await status.click();
      await shown.first().waitFor({ timeout: 3_000 });
      const text = (await shown.allInnerTexts()).join('\n');
      assert.match(text, /shop/);
      assert.match(text, /manifest\.yaml/);
      assert.match(text, /Floe 0\.\d+\.\d+/);
      assert.match(text, /Python 3\.\d+\.\d+/);
    });
    await workbench.picture('status');
  });

  test('has a walkthrough of four steps with pictures', async () => {
    const { workbench } = await shared.open();
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    const steps = workbench.page.locator('.getting-started-step');
    await eventually(async () => {
      await workbench.command('Welcome: Open Walkthrough...');
      await workbench.answer('Get Started with Floe');
      await steps.first().waitFor({ timeout: ATTEMPT });
    });
    await eventually(async () => assert.equal(await steps.count(), 4));
    for (const step of await steps.all()) {
      await step.click();
      const picture = workbench.page.locator('.getting-started-media img');
      await eventually(async () => {
        const width = await picture
          .first()
          .evaluate((image) => (image as HTMLImageElement).naturalWidth);
        assert.ok(width > 0, 'the picture is missing');
      });
    }
    await steps.first().click();
    // Below stands what code-server says of itself.
    await workbench.picture('walkthrough', 780);
  });
});
