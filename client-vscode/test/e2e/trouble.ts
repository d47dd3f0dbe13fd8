/** When something is missing, a person is told what, and what fixes it. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, describe, test } from 'node:test';
import { serverProcesses } from './support/processes';
import { SHOP } from './support/product';
import { Session } from './support/session';
import { required } from './support/vscodeServer';
import { eventually } from './support/workbench';

const MISTAKEN = SHOP.replace('[orders_by_customer]', '[orders_by_custmer]');

describe('without Python', () => {
  let programs = '';
  after(() => rm(programs, { recursive: true }));
  const session = new Session(async () => {
    // Node.js and a shell, which VS Code itself needs, and no interpreter.
    programs = await mkdtemp(path.join(tmpdir(), 'floe-bin-'));
    await symlink(required('FLOE_E2E_NODE'), path.join(programs, 'node'));
    await symlink('/bin/sh', path.join(programs, 'sh'));
    return { environment: { PATH: programs } };
  });

  test('the message names what is needed and offers to choose an interpreter', async () => {
    session.server.extensionLog.expect(/Floe needs Python/);
    const { workbench } = await session.open({ 'floe.yaml': MISTAKEN });
    const toast = await workbench.toast(/Floe needs Python 3\.10 or newer/);
    await toast.getByText('Choose Interpreter').waitFor();
    await workbench.picture('no-python');
    assert.deepEqual(await serverProcesses(session.server.home), []);
  });
});

describe('when the server dies', () => {
  const session = new Session();

  test('it is started again, and the reason is told', async () => {
    const { workbench } = await session.open({ 'floe.yaml': MISTAKEN });
    await workbench.squiggles('floe.yaml').first().waitFor();
    const [pid] = await serverProcesses(session.server.home);
    assert.ok(pid !== undefined);
    session.server.extensionLog.expect(
      /The Floe server crashed/,
      /Connection to server got closed/,
    );
    process.kill(pid, 'SIGKILL');
    const toast = await workbench.toast(/The Floe server crashed/);
    await toast.getByText('Show Logs').waitFor();
    await eventually(async () => {
      const [next] = await serverProcesses(session.server.home);
      assert.ok(next !== undefined && next !== pid);
    });
    await workbench.squiggleUnder(
      'floe.yaml',
      'dependsOn: [orders_by_custmer]',
      'orders_by_custmer',
    );
  });

  test('a manifest that is missing is told on the line that names it, without a pop-up', async () => {
    const text = SHOP.replace('manifest: manifest.yaml', 'manifest: nowhere.yaml');
    const { workbench } = await session.open({ 'floe.yaml': text });
    await workbench.squiggleUnder('floe.yaml', 'manifest: nowhere.yaml', 'nowhere.yaml');
    assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
  });
});
