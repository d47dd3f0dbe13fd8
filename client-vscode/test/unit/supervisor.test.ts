/** The supervisor over servers that start, crash and end when the test says so. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Log } from '../../src/common/log';
import { DELAYS } from '../../src/server/backoff';
import type { Launch } from '../../src/server/launch';
import type { RunListeners, ServerRun, Starter } from '../../src/server/serverRun';
import { Supervisor } from '../../src/server/supervisor';

const LAUNCH: Launch = {
  server: { kind: 'bundled', entry: '/ext/server/entry.py', why: 'bundled server' },
  rejected: [],
  command: '/usr/bin/python3',
  args: [],
  cwd: '/ext',
  env: {},
};
const told: string[] = [];
const LOG = {
  info: () => {},
  error: () => {},
  debug: (line: string) => told.push(line),
} as unknown as Log;
const [FIRST = 0] = DELAYS;

/** A server of which the test is the process. */
class Server implements ServerRun {
  alive = true;
  /** What the client waits for before it is thrown away. */
  disposed = Promise.resolve();
  private end: (reason: string) => void = () => {};
  readonly process = {
    ended: new Promise<string>((resolve) => {
      this.end = resolve;
    }),
    end: async () => this.finish('it was asked to end'),
  };
  /** What the server was told, and what becomes of it. */
  readonly notified: [string, unknown][] = [];
  notification = Promise.resolve();
  readonly client = {
    initializeResult: { serverInfo: { version: '1.0.0' } },
    start: async () => {},
    sendRequest: async () => 'an answer',
    sendNotification: (method: string, params: unknown) => {
      this.notified.push([method, params]);
      return this.notification;
    },
    dispose: () => this.disposed,
  };

  constructor(private readonly listeners: RunListeners) {}

  crash(): void {
    this.finish('boom');
    this.listeners.onClosed();
  }

  private finish(reason: string): void {
    this.alive = false;
    this.end(reason);
  }
}

/** Return a supervisor whose server runs, and all servers that it has started. */
async function awake(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const servers: Server[] = [];
  const supervisor = new Supervisor(
    {
      resolve: async () => ({ launch: LAUNCH }),
      run: (_, listeners) => {
        const server = new Server(listeners);
        servers.push(server);
        return server;
      },
    },
    LOG,
  );
  await supervisor.wake();
  return { supervisor, servers, timers: context.mock.timers };
}

/** Let all that waits for nothing but other promises come to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function lives(servers: readonly Server[]): boolean[] {
  return servers.map(({ alive }) => alive);
}

test('what is told reaches the server that runs, and without one nobody', async (context) => {
  const { supervisor, servers } = await awake(context);
  const [server] = servers;
  assert.ok(server);
  supervisor.notify('floe/didMoveCaret', { line: 1 });
  assert.deepEqual(server.notified, [['floe/didMoveCaret', { line: 1 }]]);
  await supervisor.stop();
  supervisor.notify('floe/didMoveCaret', {});
  await settle();
  assert.equal(server.notified.length, 1);
  assert.deepEqual(told, []);
});

test('what cannot be told is a line in the log', async (context) => {
  const { supervisor, servers } = await awake(context);
  const [server] = servers;
  assert.ok(server);
  server.notification = Promise.reject(new Error('the pipe is closed'));
  supervisor.notify('floe/didMoveCaret', {});
  await settle();
  assert.deepEqual(told.splice(0), ['floe/didMoveCaret was not sent: the pipe is closed']);
});

test('a server that crashed is started again after a while', async (context) => {
  const { supervisor, servers, timers } = await awake(context);
  servers[0]?.crash();
  await settle();
  assert.equal(supervisor.state.kind, 'failed');
  timers.tick(FIRST - 1);
  await settle();
  assert.equal(servers.length, 1);
  timers.tick(1);
  await settle();
  assert.equal(supervisor.state.kind, 'running');
  assert.deepEqual(lives(servers), [false, true]);
});

test('a server that keeps crashing is given up', async (context) => {
  const { supervisor, servers, timers } = await awake(context);
  for (const delay of [...DELAYS, 0]) {
    servers.at(-1)?.crash();
    await settle();
    timers.tick(delay);
    await settle();
  }
  const { state } = supervisor;
  assert.equal(state.kind === 'failed' && state.problem.kind, 'server-gave-up');
  assert.equal(servers.length, DELAYS.length + 1);
});

test('a restart while a crash is cleaned up leaves one server', async (context) => {
  const { supervisor, servers, timers } = await awake(context);
  let release = () => {};
  const [first] = servers;
  assert.ok(first);
  first.disposed = new Promise((resolve) => {
    release = resolve;
  });
  first.crash();
  await settle();
  const restarted = supervisor.restart('a person asked for it');
  await settle();
  release();
  await restarted;
  await settle();
  assert.equal(supervisor.state.kind, 'running');
  timers.tick(FIRST);
  await settle();
  assert.equal(supervisor.state.kind, 'running');
  assert.deepEqual(lives(servers), [false, true]);
});

test('the crash of a server that a restart has replaced changes nothing', async (context) => {
  const { supervisor, servers, timers } = await awake(context);
  const restarted = supervisor.restart('a person asked for it');
  servers[0]?.crash();
  await restarted;
  timers.tick(FIRST);
  await settle();
  assert.equal(supervisor.state.kind, 'running');
  assert.deepEqual(lives(servers), [false, true]);
});

test('a command that comes while a crash is cleaned up is told of the crash', async (context) => {
  const { supervisor, servers } = await awake(context);
  assert.equal(await supervisor.execute('floe.doctor'), 'an answer');
  servers[0]?.crash();
  await assert.rejects(supervisor.execute('floe.doctor'), /crashed \(boom\) and starts again/);
});

const OWN: Launch = { ...LAUNCH, server: { kind: 'own', path: '/own/floe-lsp', why: 'setting' } };

for (const [what, kind, broken] of [
  ['what is looked for cannot be read', 'server-failed', { resolve: refuse }],
  ['the program cannot be started', 'server-failed', { run: refuse }],
  [
    "the user's own program cannot be started",
    'server-path-broken',
    { resolve: async () => ({ launch: OWN }), run: refuse },
  ],
] as const satisfies readonly [string, string, Partial<Starter>][]) {
  test(`${what}: a person is told, and may try again`, async () => {
    const whole: Starter = {
      resolve: async () => ({ launch: LAUNCH }),
      run: (_, listeners) => new Server(listeners),
    };
    const starter: Starter = { ...whole, ...broken };
    const supervisor = new Supervisor(starter, LOG);
    const problems: string[] = [];
    supervisor.onProblem(({ message }) => problems.push(message));
    await supervisor.wake();
    const { state } = supervisor;
    assert.equal(state.kind === 'failed' && state.problem.kind, kind);
    assert.deepEqual(problems, ['The Floe server did not start: EACCES: permission denied.']);
    Object.assign(starter, whole);
    await supervisor.restart('a person asked for it');
    assert.equal(supervisor.state.kind, 'running');
  });
}

function refuse(): never {
  throw new Error('EACCES: permission denied');
}
