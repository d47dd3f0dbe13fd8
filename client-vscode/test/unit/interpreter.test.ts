import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Candidate, chooseInterpreter, type Probed } from '../../src/server/interpreter';
import { packedInWords, packedNames, packedVersions } from '../../src/server/packed';
import { interpreterProblem } from '../../src/server/problems';

const PACKED = ['cp310', 'cp311', 'cp312', 'cp313', 'cp314'];
const MACHINE: Readonly<Record<string, Probed>> = {
  '/old/python3': { ok: true, version: [3, 8, 18], implementation: 'cpython' },
  '/bin/python3': { ok: true, version: [3, 12, 1], implementation: 'cpython' },
  '/new/python3': { ok: true, version: [3, 15, 0], implementation: 'cpython' },
  '/pypy/python3': { ok: true, version: [3, 11, 9], implementation: 'pypy' },
  '/bin/ls': { ok: false, reason: 'it is not a Python interpreter' },
};

function choose(...given: readonly Candidate[]) {
  const missing: Probed = { ok: false, reason: 'there is no such file' };
  return chooseInterpreter(given, async (path) => MACHINE[path] ?? missing, PACKED);
}

test('the first candidate that can run the server is taken', async () => {
  const { chosen, rejected } = await choose(
    { path: '/old/python3', source: 'python-extension' },
    { path: '/bin/python3', source: 'path' },
  );
  assert.deepEqual(chosen, { path: '/bin/python3', source: 'path', version: '3.12.1' });
  assert.deepEqual(rejected, [
    {
      path: '/old/python3',
      source: 'python-extension',
      version: '3.8.18',
      reason: 'it is Python 3.8.18, and floe needs 3.10 or newer',
      isTooOld: true,
    },
  ]);
});

test('a setting that names no such interpreter ends the search', async () => {
  const { chosen, rejected } = await choose(
    { path: '/nowhere', source: 'setting' },
    { path: '/bin/python3', source: 'path' },
  );
  assert.equal(chosen, undefined);
  assert.equal(rejected.length, 1);
});

test('an interpreter without libraries in the bundle is passed over', async () => {
  const { chosen, rejected } = await choose(
    { path: '/new/python3', source: 'path' },
    { path: '/pypy/python3', source: 'path' },
    { path: '/bin/python3', source: 'path' },
  );
  assert.equal(chosen?.path, '/bin/python3');
  assert.deepEqual(
    rejected.map(({ reason }) => reason),
    [
      'it is Python 3.15.0, and the bundled server comes with libraries for 3.10 to 3.14',
      'it is pypy, and the bundled server needs CPython',
    ],
  );
});

test('an interpreter is asked once, however often it is named', async () => {
  let asked = 0;
  await chooseInterpreter(
    [
      { path: '/a', source: 'python-extension' },
      { path: '/a', source: 'path' },
    ],
    async () => {
      asked += 1;
      return { ok: false, reason: 'no' };
    },
    PACKED,
  );
  assert.equal(asked, 1);
});

for (const [name, candidates, kind, words] of [
  ['nothing on PATH', [], 'no-python', /found none on PATH/],
  [
    'a setting that names nothing',
    [{ path: '/no', source: 'setting' }],
    'interpreter-broken',
    /'\/no' of the setting floe\.interpreter: there is no such file/,
  ],
  [
    'an old Python on PATH',
    [{ path: '/old/python3', source: 'path' }],
    'python-too-old',
    /needs Python 3\.10 or newer\. Found: 3\.8\.18 at '\/old\/python3' \(found on PATH\)/,
  ],
  [
    'a Python that is too new',
    [{ path: '/new/python3', source: 'path' }],
    'python-unfit',
    /libraries for 3\.10 to 3\.14/,
  ],
] as const) {
  test(`the problem with ${name} is said, with a way out`, async () => {
    const problem = interpreterProblem(await choose(...candidates));
    assert.equal(problem.kind, kind);
    assert.match(problem.message, words);
    assert.equal(problem.actions[0]?.command, 'floe.chooseInterpreter');
  });
}

test('the bundle says which versions of Python run it, and what they are called', () => {
  const extension = mkdtempSync(join(tmpdir(), 'floe-bundle-'));
  try {
    for (const folder of ['cp39', 'cp312', 'cp310', 'abi3', 'cp313t']) {
      mkdirSync(join(extension, 'server', 'libs', folder), { recursive: true });
    }
    const packed = packedVersions(extension);
    assert.deepEqual(packedNames(packed), ['python3.12', 'python3.10', 'python3.9']);
    assert.equal(packedInWords(packed), '3.9 to 3.12');
  } finally {
    rmSync(extension, { recursive: true });
  }
  assert.deepEqual(packedVersions(extension), []);
});
