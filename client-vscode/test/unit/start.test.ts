import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { isFile } from '../../src/common/isFile';
import { effective } from '../../src/common/trust';
import { Backoff, DELAYS, HEALTHY_AFTER } from '../../src/server/backoff';
import { cleaned } from '../../src/server/environment';
import { LastWords } from '../../src/server/lastWords';
import { onPath } from '../../src/server/onPath';
import { probe } from '../../src/server/probe';
import { settled } from '../../src/server/settled';
import { floeProgram } from '../../src/tasks/program';
import { nameOf, readTask, wordsOf } from '../../src/tasks/taskDefinition';

test('what leads Python elsewhere is not handed on', () => {
  const env = { PATH: '/bin', PythonPath: '/x', PYTHONHOME: '/y', HOME: '/h', GONE: undefined };
  assert.deepEqual(cleaned(env), { PATH: '/bin', HOME: '/h' });
});

test('PATH is searched in its order, without entries that are not absolute', () => {
  const files = new Set(['/b/python3', '/a/python3', 'bin/python3', '/c/python3']);
  const env = { PATH: 'bin:/b:.::/a' };
  const isFile = (file: string) => files.has(file);
  assert.deepEqual(onPath('python3', { env, platform: 'linux', isFile }), [
    '/b/python3',
    '/a/python3',
  ]);
});

/** Call with a link that leads to itself, which nothing can look behind. */
async function withCircle(work: (circle: string) => unknown): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'floe-circle-'));
  try {
    const circle = join(folder, 'circle');
    symlinkSync(circle, circle);
    await work(circle);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a folder of PATH that cannot be read hides none of the others', async () => {
  await withCircle((circle) => {
    const real = dirname(process.execPath);
    const env = { PATH: [circle, '/nul\0', '/etc/passwd', real].join(':') };
    const found = onPath(basename(process.execPath), { env, platform: 'linux', isFile });
    assert.deepEqual(found, [process.execPath]);
  });
});

test('on Windows PATH has another name, other separators and quotes', () => {
  const isFile = (file: string) => file === 'C:\\Program Files\\Python\\python.exe';
  const env = { Path: 'C:\\nowhere;"C:\\Program Files\\Python"' };
  assert.deepEqual(onPath('python', { env, platform: 'win32', isFile }), [
    'C:\\Program Files\\Python\\python.exe',
  ]);
});

test('a real interpreter says its version, wherever it stands', async () => {
  const folder = mkdtempSync(join(tmpdir(), `floe it's "ü" `));
  try {
    const file = join(folder, 'my python');
    writeFileSync(file, '#!/bin/sh\nexec python3 "$@"\n');
    chmodSync(file, 0o755);
    const found = await probe(file, folder, process.env);
    assert.ok(found.ok && found.version[0] === 3);
    assert.equal(found.implementation, 'cpython');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a program that is not a Python is told apart from one that is not there', async () => {
  const reason = async (file: string) => {
    const found = await probe(file, tmpdir(), process.env);
    return found.ok ? '' : found.reason;
  };
  assert.equal(await reason('/bin/echo'), 'it is not a Python interpreter');
  assert.equal(await reason('/nowhere/python'), 'there is no such file');
  assert.equal(await reason('/etc/passwd'), 'it may not be executed');
  // Node throws of these at once.
  assert.equal(await reason('/etc/passwd/python'), 'there is no such file');
  assert.equal(await reason('/nul\0'), 'it is not a Python interpreter');
  await withCircle(async (circle) => {
    assert.equal(await reason(circle), 'it is not a Python interpreter');
  });
});

test('restarts come slower and slower, and end', () => {
  const backoff = new Backoff();
  backoff.started(0);
  const delays = [...DELAYS, 0].map((_, index) => backoff.crashed(index));
  assert.deepEqual(delays, [...DELAYS, undefined]);
});

test('a server that ran for long begins the count again, and so does a person', () => {
  const backoff = new Backoff();
  backoff.started(0);
  backoff.crashed(1);
  backoff.started(10);
  assert.equal(backoff.crashed(10 + HEALTHY_AFTER), DELAYS[0]);
  backoff.reset();
  assert.equal(backoff.count, 0);
});

test('the reason of an end is the last line, in whatever pieces it came', () => {
  const words = new LastWords();
  assert.deepEqual(words.add('Traceback:\n  File "x"\nModuleNot'), ['Traceback:', '  File "x"']);
  words.add("FoundError: No module named 'yaml'.\n\n");
  assert.equal(words.reason(1, null), "ModuleNotFoundError: No module named 'yaml' (exit code 1)");
  assert.equal(new LastWords().reason(null, 'SIGKILL'), 'signal SIGKILL');
});

test('a promise that never ends is late', async () => {
  assert.deepEqual(await settled(new Promise(() => {}), 5), { kind: 'late' });
  assert.deepEqual(await settled(Promise.resolve(1), 1000), { kind: 'done', value: 1 });
  const failed = await settled(Promise.reject(new Error('no')), 1000);
  assert.equal(failed.kind, 'failed');
});

test('an untrusted workspace decides nothing', () => {
  const inspected = { defaultValue: '', globalValue: '/mine', workspaceFolderValue: '/theirs' };
  assert.equal(effective(inspected, true), '/theirs');
  assert.equal(effective(inspected, false), '/mine');
  assert.equal(effective({ defaultValue: '', workspaceValue: '/theirs' }, false), '');
  assert.equal(effective(undefined, true), undefined);
});

test('a task runs the floe that belongs to the server', () => {
  const own = {
    command: '/v/bin/floe-lsp',
    args: [],
    server: { kind: 'own', path: '/v/bin/floe-lsp', why: '' },
  } as const;
  assert.deepEqual(
    floeProgram(own, ['check'], (file) => file === '/v/bin/floe'),
    {
      command: '/v/bin/floe',
      args: ['check'],
    },
  );
  assert.deepEqual(
    floeProgram(own, ['compile', '--dry-run'], () => false),
    {
      command: '/v/bin/floe-lsp',
      args: ['--compile', '--dry-run'],
    },
  );
  assert.equal(
    floeProgram(own, ['check'], () => false),
    undefined,
  );
  const bundled = {
    command: 'python3',
    args: ['-I', 'entry.py'],
    server: { kind: 'bundled', entry: 'entry.py', why: '' },
  } as const;
  assert.deepEqual(
    floeProgram(bundled, ['check', 'a b'], () => false),
    {
      command: 'python3',
      args: ['-I', 'entry.py', 'check', 'a b'],
    },
  );
});

test('a task of tasks.json is read with care', () => {
  const task = readTask({ type: 'floe', task: 'compile', path: 'a/floe.yaml', args: ['-v', 3] });
  assert.deepEqual(task && wordsOf(task), [
    'compile',
    '--spec',
    'a/floe.yaml',
    '--report',
    'concise',
    '-v',
  ]);
  assert.equal(task && nameOf(task), 'compile a/floe.yaml');
  assert.deepEqual(wordsOf({ task: 'check', args: [] }), ['check', '--format', 'concise']);
  assert.equal(readTask({ task: 'rm' }), undefined);
});
