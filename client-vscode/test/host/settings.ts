/** Settings, the choice of the interpreter, and what is said when it does not work. */

import assert from 'node:assert/strict';
import { ConfigurationTarget, workspace } from 'vscode';
import { api, open } from './product';
import { test, until } from './suite';

async function set(name: string, value: unknown): Promise<void> {
  await workspace.getConfiguration('floe').update(name, value, ConfigurationTarget.Global);
}

test('an interpreter that is not there is a problem of its own, and is fixed', async () => {
  await open('floe.yaml');
  const { serverState, statusLines } = await api();
  await set('interpreter', '/nowhere/python3');
  const failed = await until('the failure', () => {
    const state = serverState();
    return state.kind === 'failed' && state;
  });
  assert.equal(failed.problem.kind, 'interpreter-broken');
  assert.equal(statusLines().server.severity, 'error');
  await set('interpreter', undefined);
  await until('the server', () => serverState().kind === 'running');
  assert.equal(statusLines().server.severity, 'information');
});

test('a server path that is broken is told apart', async () => {
  const { serverState } = await api();
  await set('server.path', '${env:FLOE_NOT_SET}/floe-lsp');
  const failed = await until('the failure', () => {
    const state = serverState();
    return state.kind === 'failed' && state;
  });
  assert.equal(failed.problem.kind, 'server-path-broken');
  assert.match(failed.problem.message, /\$\{env:FLOE_NOT_SET\} has no value here/);
  await set('server.path', undefined);
  await until('the server', () => serverState().kind === 'running');
});

test('an interpreter of the setting is the one that runs', async () => {
  const { serverState } = await api();
  const before = serverState();
  assert.ok(before.kind === 'running');
  const path = before.launch.interpreter?.path;
  assert.ok(path, 'these tests run the bundled server');
  await set('interpreter', path);
  await until('the setting', () => {
    const state = serverState();
    return state.kind === 'running' && state.launch.interpreter?.source === 'setting';
  });
  await set('interpreter', undefined);
  await until('the choice', () => {
    const state = serverState();
    return state.kind === 'running' && state.launch.interpreter?.source === 'path';
  });
});

test("the server's settings have the defaults of its model", async () => {
  const section = workspace.getConfiguration('floe');
  assert.equal(section.get('stage'), 'COMPILE');
  assert.equal(section.get('checkAllProducts'), true);
  assert.deepEqual(section.get('severities'), {});
});

test('the settings that name programs are restricted without trust', async () => {
  for (const name of ['interpreter', 'server.path', 'docsBaseUrl']) {
    assert.notEqual(workspace.getConfiguration('floe').inspect(name), undefined, name);
  }
  assert.equal(workspace.isTrusted, true);
});
