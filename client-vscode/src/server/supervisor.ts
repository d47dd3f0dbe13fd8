/** Keeps a server running: starts it, starts it again when it crashed, says what is the matter. */

import { type Disposable, EventEmitter } from 'vscode';
import type { Log } from '../common/log';
import { messageOf } from '../common/plainData';
import { Backoff } from './backoff';
import type { Launch } from './launch';
import {
  crashedProblem,
  failedProblem,
  gaveUpProblem,
  type Problem,
  silentProblem,
} from './problems';
import type { ServerRun, Starter } from './serverRun';
import { type Outcome, settled } from './settled';

/** What the server is doing. */
export type ServerState =
  | { readonly kind: 'asleep' }
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'running';
      readonly launch: Launch;
      readonly version: string;
      /** Set while it does not answer. */
      readonly problem?: Problem;
    }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** How long the server may take to answer for the first time, in milliseconds. */
const START_PATIENCE = 20_000;
/** How long it may take to answer a question that it answers at once when it is well. */
const PATIENCE = 15_000;

export class Supervisor implements Disposable {
  private readonly changed = new EventEmitter<ServerState>();
  readonly onDidChange = this.changed.event;
  private readonly problems = new EventEmitter<Problem>();
  /** A problem that the person should be told of at once. */
  readonly onProblem = this.problems.event;
  private readonly statuses = new EventEmitter<unknown>();
  /** The server told what is to be shown of the products: the parameters of `floe/status`. */
  readonly onDidReportStatus = this.statuses.event;
  private current: ServerState = { kind: 'asleep' };
  private run: ServerRun | undefined;
  private readonly backoff = new Backoff();
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly starter: Starter,
    private readonly log: Log,
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /** Start the server unless it runs, or has failed and waits for a person. */
  wake(): Promise<void> {
    return this.enqueue(async () => {
      if (this.current.kind === 'asleep') {
        await this.start();
      }
    });
  }

  /** End the server and start it again, with the choices made again. */
  restart(reason: string): Promise<void> {
    return this.enqueue(async () => {
      this.log.info(`Restart: ${reason}`);
      this.backoff.reset();
      await this.end();
      await this.start();
    });
  }

  /** Start again if the server was started at all; for settings and choices that changed. */
  async restartIfAwake(reason: string): Promise<void> {
    if (this.current.kind !== 'asleep') {
      await this.restart(reason);
    }
  }

  /**
   * Run a command of the server (LSP `workspace/executeCommand`).
   *
   * @throws When there is no server, or it answers with an error.
   */
  async execute(command: string, ...given: readonly unknown[]): Promise<unknown> {
    await this.queue;
    if (this.run === undefined) {
      throw new Error(
        this.current.kind === 'failed' ? this.current.problem.message : 'the server does not run',
      );
    }
    return this.run.client.sendRequest('workspace/executeCommand', { command, arguments: given });
  }

  /** Run a command that is answered at once; when it is not, the state says so. */
  async executeSoon(command: string, ...given: readonly unknown[]): Promise<unknown> {
    const outcome = await this.watch(this.execute(command, ...given));
    if (outcome.kind === 'done') {
      return outcome.value;
    }
    throw outcome.kind === 'failed' ? outcome.error : new Error('the server does not answer');
  }

  /** Tell the server something that it does not answer; without a server nobody is told. */
  notify(method: string, params: unknown): void {
    this.run?.client.sendNotification(method, params).catch((error: unknown) => {
      this.log.debug(`${method} was not sent: ${messageOf(error)}`);
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.changed.dispose();
    this.problems.dispose();
    this.statuses.dispose();
  }

  /** End the server for good. */
  stop(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      this.become({ kind: 'asleep' });
    });
  }

  /** Wait for an answer that comes at once when all is well; when it does not, the state says so. */
  private async watch<T>(answer: Promise<T>): Promise<Outcome<T>> {
    const run = this.run;
    const outcome = await settled(answer, PATIENCE);
    if (run !== undefined && run === this.run && this.current.kind === 'running') {
      this.note(outcome);
    }
    return outcome;
  }

  private note(outcome: Outcome<unknown>): void {
    if (this.current.kind !== 'running') {
      return;
    }
    const { problem: known, ...rest } = this.current;
    if (outcome.kind === 'late' && known === undefined) {
      const own = this.current.launch.server.kind === 'own';
      const problem = silentProblem(PATIENCE / 1000, own);
      this.become({ ...rest, problem });
      this.problems.fire(problem);
    } else if (outcome.kind !== 'late' && known !== undefined) {
      this.become(rest);
    }
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.queue.then(work);
    this.queue = next.catch((error: unknown) => this.log.error(String(error)));
    return this.queue;
  }

  private async start(): Promise<void> {
    clearTimeout(this.timer);
    this.become({ kind: 'starting' });
    let own = false;
    try {
      const resolved = await this.starter.resolve();
      if ('problem' in resolved) {
        this.fail(resolved.problem);
        return;
      }
      own = resolved.launch.server.kind === 'own';
      await this.begin(resolved.launch);
    } catch (error) {
      // What the system refuses to look at or to run may be thrown; nobody else would tell of it.
      this.fail(failedProblem(messageOf(error), own));
    }
  }

  private async begin(launch: Launch): Promise<void> {
    this.log.info(
      `Start: ${JSON.stringify([launch.command, ...launch.args])} (${launch.server.why})`,
    );
    let isUp = false;
    const run = this.starter.run(launch, {
      onClosed: () => {
        if (isUp) {
          // In its turn: what is asked meanwhile would start a server beside the one of the timer.
          void this.enqueue(() => this.crashed(run));
        }
      },
      onStatus: (params) => this.statuses.fire(params),
      onPromptRequest: (answer) => void this.watch(answer),
    });
    const { client, process } = run;
    this.run = run;
    const failed = process.ended.then((reason) => Promise.reject(new EndedError(reason)));
    const outcome = await settled(Promise.race([client.start(), failed]), START_PATIENCE);
    if (outcome.kind === 'done') {
      isUp = true;
      this.backoff.started(Date.now());
      const version = client.initializeResult?.serverInfo?.version ?? 'of an unknown version';
      this.log.info(`The server runs: version ${version}`);
      this.become({ kind: 'running', launch, version });
      return;
    }
    this.run = undefined;
    const own = launch.server.kind === 'own';
    if (outcome.kind === 'late') {
      this.fail(silentProblem(START_PATIENCE / 1000, own));
    } else {
      // The end of the process says more than the broken connection that it caused.
      const end = await settled(process.ended, 1_000);
      const reason = end.kind === 'done' ? end.value : messageOf(outcome.error);
      this.fail(failedProblem(reason, own));
    }
    await process.end(0);
    await settled(client.dispose(), PATIENCE);
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const run = this.run;
    this.run = undefined;
    if (run !== undefined) {
      await settled(run.client.dispose(), PATIENCE);
      await run.process.end();
    }
  }

  private async crashed(run: ServerRun): Promise<void> {
    if (this.run !== run) {
      return;
    }
    const { client, process } = run;
    this.run = undefined;
    await process.end(1_000);
    const reason = await process.ended;
    await settled(client.dispose(), PATIENCE);
    const delay = this.backoff.crashed(Date.now());
    if (delay === undefined) {
      this.fail(gaveUpProblem(reason, this.backoff.count));
      return;
    }
    const problem = crashedProblem(reason, delay);
    this.log.error(problem.message);
    this.become({ kind: 'failed', problem });
    if (this.backoff.count === 1) {
      this.problems.fire(problem);
    }
    this.timer = setTimeout(() => void this.enqueue(() => this.start()), delay);
  }

  private fail(problem: Problem): void {
    this.log.error(problem.message);
    this.become({ kind: 'failed', problem });
    this.problems.fire(problem);
  }

  private become(state: ServerState): void {
    this.current = state;
    this.changed.fire(state);
  }
}

class EndedError extends Error {}
