/** A workspace that is not trusted runs nothing of its own. */

import assert from 'node:assert/strict';
import { access, chmod } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { SHOP } from './support/product';
import { Session } from './support/session';
import { eventually } from './support/workbench';

const MISTAKEN = SHOP.replace('[orders_by_customer]', '[orders_by_custmer]');
const LINE = 'dependsOn: [orders_by_custmer]';

/** An interpreter that leaves a trace where it stands, and then does what it should. */
const TRACED = `#!/bin/sh
touch "$(dirname "$0")/it-ran"
exec python3 "$@"
`;

describe('a workspace that is not trusted', () => {
  const session = new Session({ trusted: false });

  test('gets diagnostics; its own interpreter runs only after trust is given', async () => {
    const { workbench, product } = await session.open({
      'floe.yaml': MISTAKEN,
      'tools/python': TRACED,
      '.vscode/settings.json': JSON.stringify({
        'floe.interpreter': '${workspaceFolder}/tools/python',
      }),
    });
    await chmod(product.path('tools/python'), 0o755);
    const ran = () =>
      access(product.path('tools/it-ran')).then(
        () => true,
        () => false,
      );
    await workbench.squiggleUnder('floe.yaml', LINE, 'orders_by_custmer');
    assert.equal(await ran(), false);

    await product.write('floe.yaml', SHOP);
    await workbench.command('Floe: Compile');
    await workbench.page.locator('.notifications-toasts .notification-list-item').first().waitFor();
    await assert.rejects(access(product.path('target')), 'an untrusted workspace was written to');

    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page
      .locator('.workspace-trust-editor')
      .getByText('Trust', { exact: true })
      .click();
    await eventually(async () => assert.equal(await ran(), true));
  });
});
