/** The examples of the repository, copied, with one of their products open to be typed into. */

import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import * as path from 'node:path';
import { serverProcesses } from './processes';
import { Product } from './product';
import type { Opened } from './session';
import { shared } from './shared';
import { required } from './vscodeServer';
import { eventually, PATIENCE, type Workbench } from './workbench';

/**
 * Open a product of the examples in a window of its own.
 *
 * @param name Name of the copy.
 * @param text What its floe.yaml holds instead.
 * @param settings Settings of the folder.
 */
export async function examples(
  name: string,
  product: string,
  text: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Opened> {
  const folder = path.join(shared.server.home, `examples-${name}`);
  await cp(path.join(required('FLOE_E2E_ROOT'), 'examples'), folder, { recursive: true });
  const opened = new Product(path.join(folder, product));
  await opened.write('floe.yaml', text);
  const all = {
    // What is shown behind a line cannot be told from what is written there.
    'editor.inlayHints.enabled': 'off',
    // All lines stay in sight.
    'editor.scrollBeyondLastLine': false,
    ...settings,
  };
  await opened.write('.vscode/settings.json', JSON.stringify(all));
  return { product: opened, workbench: await shared.window(opened, 'floe.yaml') };
}

/** Wait until the server has looked at floe.yaml, open the list of problems, give it the keyboard. */
export async function ready(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.locator('[id="status.languageStatus"]').waitFor({ timeout: PATIENCE });
  await eventually(async () => assert.ok((await serverProcesses(shared.server.home)).length));
  await workbench.command('Problems: Focus on Problems View');
  // The window comes to rest.
  await page.waitForTimeout(2_000);
  await workbench.focus('floe.yaml');
}
