import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  crashedProblem,
  gaveUpProblem,
  serverProblem,
  silentProblem,
} from '../../src/server/problems';
import type { ServerState } from '../../src/server/supervisor';
import { readDoctor } from '../../src/views/doctorAnswer';
import { doctorPage } from '../../src/views/doctorPage';
import { withNews } from '../../src/views/serverStatus';
import { productLine, serverLine } from '../../src/views/statusLines';

function pathOf(uri: string): string {
  return uri.replace('file://', '');
}

const RUNNING: ServerState & { kind: 'running' } = {
  kind: 'running',
  version: '0.1.0',
  launch: {
    server: { kind: 'bundled', entry: '/ext/server/entry.py', why: 'bundled server' },
    interpreter: { path: '/usr/bin/python3', source: 'path', version: '3.12.1' },
    rejected: [
      {
        path: '/old/python',
        source: 'python-extension',
        version: '3.8.1',
        reason: 'it is Python 3.8.1, and floe needs 3.10 or newer',
        isTooOld: true,
      },
    ],
    command: '/usr/bin/python3',
    args: [],
    cwd: '/ext',
    env: {},
  },
};
const DOCTOR = readDoctor({
  server: { version: '0.1.0', python: '3.12.1', packages: { pygls: '2.1.1', 'dbt-core': null } },
  products: [
    {
      path: '/projects/a|b/floe.yaml',
      name: 'orders',
      manifests: ['/projects/manifest.yaml'],
      manifestFoundBy: 'field',
      errors: 1,
      warnings: 2,
    },
    { path: '/w/c/floe.yaml', name: null, manifests: [], errors: 0, warnings: 0 },
  ],
});
const STATUS = withNews(
  undefined,
  {
    server: { version: '0.1.0', python: '3.12.1' },
    products: [
      {
        uri: 'file:///projects/a|b/floe.yaml',
        name: 'orders',
        manifests: ['file:///projects/manifest.yaml'],
        manifestFoundBy: 'field',
        errors: 1,
        warnings: 2,
      },
      { uri: 'file:///w/c/floe.yaml', name: null, manifests: [], errors: 0, warnings: 0 },
    ],
  },
  pathOf,
);
const INPUT = { state: RUNNING, status: STATUS, working: 0, trusted: true };

test('the server line says which Python and why not another one', () => {
  const line = serverLine(INPUT);
  assert.equal(line.text, 'Floe 0.1.0');
  assert.equal(
    line.detail,
    'Python 3.12.1 (found on PATH) · bundled server · ' +
      "not '/old/python': it is Python 3.8.1, and floe needs 3.10 or newer",
  );
  assert.equal(line.busy, false);
  assert.equal(serverLine({ ...INPUT, working: 1 }).busy, true);
});

test('without trust the line says what does not happen, and offers to change it', () => {
  const line = serverLine({ ...INPUT, trusted: false });
  assert.equal(line.severity, 'warning');
  assert.match(line.detail, /not trusted: nothing is written/);
  assert.equal(line.command.command, 'workbench.trust.manage');
});

test('a problem takes the place of everything else', () => {
  for (const [problem, severity] of [
    [crashedProblem('boom', 2000), 'warning'],
    [gaveUpProblem('boom', 5), 'error'],
    [serverProblem({ kind: 'bundle-missing', entry: '/e' }), 'error'],
  ] as const) {
    const line = serverLine({ ...INPUT, state: { kind: 'failed', problem } });
    assert.equal(line.text, problem.title);
    assert.equal(line.severity, severity);
    assert.equal(line.command.command, 'floe.showProblem');
  }
  const problem = silentProblem(15, false);
  const silent = serverLine({ ...INPUT, state: { ...RUNNING, problem } });
  assert.match(silent.detail, /15 seconds/);
});

test('the product line says manifest, how it was found, and mistakes', () => {
  const line = productLine({ ...INPUT, file: '/projects/a|b/floe.yaml' });
  assert.equal(line.text, 'orders');
  assert.equal(
    line.detail,
    "manifest '../manifest.yaml', named in floe.yaml · 1 error · 2 warnings",
  );
  assert.equal(line.severity, 'error');
});

test('how a manifest was found is said in words, where the id is known', () => {
  const said = (manifestFoundBy: string) => {
    const uri = 'file:///w/floe.yaml';
    const manifests = ['file:///w/manifest.yaml'];
    const status = withNews(undefined, { products: [{ uri, manifests, manifestFoundBy }] }, pathOf);
    return productLine({ ...INPUT, status, file: '/w/floe.yaml' }).detail;
  };
  for (const [id, words] of [
    ['option', 'by the setting floe.manifest'],
    ['field', 'named in floe.yaml'],
    ['folder', 'found in its folder or one above'],
    ['oracle', 'oracle'],
  ] as const) {
    assert.equal(said(id), `manifest 'manifest.yaml', ${words} · no mistakes`);
  }
});

test('a product without a manifest is a warning, a manifest knows its products', () => {
  const alone = productLine({ ...INPUT, file: '/w/c/floe.yaml' });
  assert.equal(alone.detail, 'no manifest was found · no mistakes');
  assert.equal(alone.severity, 'warning');
  const manifest = productLine({ ...INPUT, file: '/projects/manifest.yaml' });
  assert.equal(manifest.detail, 'governs 1 product here');
});

test('the doctor page holds all, and no cell breaks its table', () => {
  const page = doctorPage({
    extensionVersion: '0.1.0',
    editor: 'Code 1.100.3',
    trusted: true,
    state: RUNNING,
    doctor: DOCTOR,
  });
  assert.match(page, /\| interpreter \| 3\.12\.1, `\/usr\/bin\/python3`: found on PATH \|/);
  assert.match(page, /\| orders \| `\/projects\/a\\\|b\/floe\.yaml` \|/);
  assert.match(page, /\| named in floe\.yaml \|/);
  assert.match(page, /\| dbt-core \| not installed \|/);
});

test('the doctor works without a server', () => {
  const problem = serverProblem({
    kind: 'path-broken',
    path: '/x',
    reason: 'there is no such file',
  });
  const page = doctorPage({
    extensionVersion: '1',
    editor: 'Code',
    trusted: false,
    state: { kind: 'failed', problem },
  });
  assert.match(page, /\*\*floe\.server\.path does not work\.\*\*/);
  assert.match(page, /not trusted/);
});

test('an answer of another shape is read as an empty one', () => {
  for (const answer of [null, 3, [], { server: 5, products: {}, plugins: { compute: 'x' } }]) {
    const doctor = readDoctor(answer);
    assert.deepEqual(doctor.products, []);
    assert.equal(doctor.server.version, '');
  }
});

test('what the server tells adds to what it told before', () => {
  const later = withNews(
    STATUS,
    {
      products: [
        { uri: 'file:///w/c/floe.yaml', name: 'c', manifests: [], errors: 3, warnings: 0 },
      ],
      removed: ['file:///projects/a|b/floe.yaml', 'file:///nowhere', 5],
    },
    pathOf,
  );
  assert.equal(later.python, '3.12.1');
  const products = [...later.products.values()];
  assert.deepEqual(
    products.map(({ path, name, errors }) => [path, name, errors]),
    [['/w/c/floe.yaml', 'c', 3]],
  );
  assert.equal(STATUS.products.size, 2, 'what was known stays what it was');
});

test('a notification of another form tells nothing', () => {
  for (const params of [
    null,
    3,
    [],
    { server: 5, products: {}, removed: 'x' },
    { products: [1] },
  ]) {
    assert.deepEqual(withNews(undefined, params, pathOf), { python: '', products: new Map() });
  }
});

test('a server that is not the bundled one says its own Python', () => {
  const { interpreter: _, ...launch } = RUNNING.launch;
  const state = { ...RUNNING, launch };
  assert.match(serverLine({ ...INPUT, state }).detail, /^Python 3\.12\.1 of the server · /);
  assert.match(serverLine({ ...INPUT, state, status: undefined }).detail, /^Python of the server/);
});
