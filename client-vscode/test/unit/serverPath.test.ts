import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseServer, type ServerQuestion } from '../../src/server/serverPath';

const FILES = new Set([
  '/ext/server/entry.py',
  '/home/me/bin/floe-lsp',
  '/projects/it\'s a "folder" ü/.venv/bin/floe-lsp',
  '/usr/bin/python3.12',
  'C:\\venv\\floe-lsp.exe',
  'C:\\venv\\floe-lsp.cmd',
]);

function choose(setting: string, more: Partial<ServerQuestion> = {}) {
  return chooseServer({
    setting,
    trusted: true,
    home: '/home/me',
    workspaceFolder: '/projects/it\'s a "folder" ü',
    env: { TOOLS: '/home/me/bin' },
    bundledEntry: '/ext/server/entry.py',
    platform: 'linux',
    isFile: (file) => FILES.has(file),
    ...more,
  });
}

test('without a setting the bundled server runs', () => {
  assert.deepEqual(choose(' '), {
    kind: 'bundled',
    entry: '/ext/server/entry.py',
    why: 'bundled server',
  });
});

for (const setting of [
  '~/bin/floe-lsp',
  '${env:TOOLS}/floe-lsp',
  '${userHome}/bin/floe-lsp',
  '${workspaceFolder}/.venv/bin/floe-lsp',
  '.venv/bin/floe-lsp',
]) {
  test(`a server of one's own is found at ${setting}`, () => {
    const found = choose(setting);
    assert.equal(found.kind, 'own');
    assert.ok('path' in found && FILES.has(found.path));
  });
}

for (const [setting, reason] of [
  ['/nowhere/floe-lsp', 'there is no such file'],
  ['${env:MISSING}/floe-lsp', '${env:MISSING} has no value here'],
  ['${unknown}/floe-lsp', '${unknown} has no value here'],
  ['/usr/bin/python3.12', 'it is a Python interpreter; name its floe-lsp, or use floe.interpreter'],
] as const) {
  test(`${setting} is refused with the reason`, () => {
    const found = choose(setting);
    assert.ok(found.kind === 'path-broken');
    assert.equal(found.reason, reason);
  });
}

test('without trust no file of the workspace is run', () => {
  for (const setting of ['${workspaceFolder}/.venv/bin/floe-lsp', '.venv/bin/floe-lsp']) {
    const found = choose(setting, { trusted: false });
    assert.equal(found.kind, 'bundled');
    assert.match('why' in found ? found.why : '', /waits until you trust/);
  }
  assert.equal(choose('~/bin/floe-lsp', { trusted: false }).kind, 'own');
});

test('a script on Windows is refused: it would need a shell', () => {
  const windows = { platform: 'win32', workspaceFolder: 'C:\\work' } as const;
  assert.equal(choose('C:\\venv\\floe-lsp.exe', windows).kind, 'own');
  const script = choose('C:\\venv\\floe-lsp.cmd', windows);
  assert.match('reason' in script ? script.reason : '', /floe-lsp\.exe/);
});

test('an extension without its server says so', () => {
  const found = choose('', { isFile: () => false });
  assert.deepEqual(found, { kind: 'bundle-missing', entry: '/ext/server/entry.py' });
});
