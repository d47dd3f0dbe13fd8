/** The extension as a person meets it: language, server, status, commands, tasks. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  type CompletionList,
  commands,
  type Hover,
  languages,
  Position,
  ProcessExecution,
  tasks,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { api, file, open } from './product';
import { test, until } from './suite';

test('a product has our language, and the server runs', async () => {
  const document = await open('floe.yaml');
  assert.equal(document.languageId, 'floe');
  await (await api()).ready();
});

test('a manifest gets our language by its text, another one does not', async () => {
  const manifest = await open('manifest.yaml');
  await until('the language', () => manifest.languageId === 'floe' || undefined);
  const other = await workspace.openTextDocument({
    language: 'yaml',
    content: 'apiVersion: apps/v1\nkind: Deployment\n',
  });
  assert.equal(other.languageId, 'yaml');
});

test('the status names product, manifest and interpreter', async () => {
  await open('floe.yaml');
  const { statusLines } = await api();
  await until('the product', () => statusLines().product.detail.includes('manifest.yaml'));
  assert.match(statusLines().server.detail, /Python 3\.\d+/);
  assert.equal(statusLines().server.busy, false);
});

test('a mistake is shown where it is typed, and goes with it', async () => {
  const document = await open('floe.yaml');
  const text = document.getText();
  const place = document.positionAt(text.indexOf('kind:'));
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, place, 'kidn: x\n');
  await workspace.applyEdit(edit);
  const wrong = () =>
    languages.getDiagnostics(document.uri).find((d) => d.range.start.line === place.line);
  assert.match((await until('the diagnostic', wrong)).message, /kidn/);
  await commands.executeCommand('undo');
  assert.equal(document.getText(), text);
  await until('its end', () => wrong() === undefined);
});

test('hover and completion come from the server alone', async () => {
  const document = await open('floe.yaml');
  const at = document.positionAt(document.getText().indexOf('transforms:') + 2);
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    at,
  );
  assert.equal(hovers.length, 1);
  const end = new Position(document.lineCount, 0);
  const list = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    end,
  );
  const labels = list.items
    .filter(({ kind }) => kind !== undefined)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
  const schedule = labels.filter((label) => label === 'outputPorts');
  assert.ok(schedule.length <= 1, 'a key is offered twice');
});

test('a dry run and a compile answer, quietly where asked', async () => {
  const uri = file('floe.yaml').toString();
  const dry = await commands.executeCommand<{ ok: boolean }>('floe.dryRun', uri);
  assert.equal(dry.ok, true);
  const compiled = await commands.executeCommand<{ ok: boolean; written: string[] }>(
    'floe.compile',
    { uri },
  );
  assert.equal(compiled.ok, true);
  assert.ok(compiled.written.some((each) => each.endsWith('compiled_artifacts.json')));
});

test('an argument that is not a product is refused', async () => {
  for (const argument of ['file:///etc/passwd', 'https://x/floe.yaml', 3, { uri: 4 }]) {
    assert.equal(await commands.executeCommand('floe.dryRun', argument), undefined);
  }
});

test('the preview is the artifact, and follows an edit', async () => {
  const document = await open('floe.yaml');
  await commands.executeCommand('floe.previewArtifacts', document.uri);
  const preview = await until('the preview', () =>
    workspace.textDocuments.find(({ uri }) => uri.scheme === 'floe-artifacts'),
  );
  await until('its text', () => preview.getText().includes('"product_name"'));
  const edit = new WorkspaceEdit();
  const name = document.getText().indexOf('name: ') + 'name: '.length;
  edit.insert(document.uri, document.positionAt(name), 'zz-');
  await workspace.applyEdit(edit);
  await until('the new name', () => preview.getText().includes('"product_name": "zz-'));
  await open('floe.yaml');
  await commands.executeCommand('undo');
});

test('the tasks are there, with the matcher', async () => {
  const found = await tasks.fetchTasks({ type: 'floe' });
  const names = found.map(({ name }) => name);
  assert.ok(names.includes('check all products'), names.join(', '));
  assert.ok(names.includes('compile floe.yaml'), names.join(', '));
  assert.ok(found.every(({ problemMatchers }) => problemMatchers.includes('$floe')));
});

test('a task runs the command line of the server that runs', async () => {
  const found = await tasks.fetchTasks({ type: 'floe' });
  const task = found.find(({ name }) => name === 'compile floe.yaml');
  const execution = task?.execution;
  assert.ok(execution instanceof ProcessExecution);
  const { process: command, args, options } = execution;
  const { stdout } = await promisify(execFile)(command, [...args, '--dry-run'], {
    cwd: options?.cwd,
  });
  assert.match(stdout, /nothing was written/);
});

test('a restart brings the server back', async () => {
  const { serverState, ready } = await api();
  await commands.executeCommand('floe.restartServer');
  await ready();
  assert.equal(serverState().kind, 'running');
});
