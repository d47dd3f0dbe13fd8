/** One run of the server as a process. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Log } from '../common/log';
import { LastWords } from './lastWords';
import type { Launch } from './launch';

/** How long a server that was asked to end may take, in milliseconds. */
const GRACE = 2_000;

export class ServerProcess {
  /** Resolves with the reason in words when the process has ended, also when it never began. */
  readonly ended: Promise<string>;
  private readonly words = new LastWords();
  private alive = true;

  private constructor(
    readonly child: ChildProcessWithoutNullStreams,
    log: Log,
  ) {
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      for (const line of this.words.add(text)) {
        log.info(`server: ${line}`);
      }
    });
    // A pipe that breaks is told by the end of the process.
    child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.alive = false;
        resolve(reason);
      };
      child.once('error', (error) => end(error.message));
      // 'close' comes after the last words were read, 'exit' may come before.
      child.once('close', (code, signal) => end(this.words.reason(code, signal)));
    });
  }

  /** Start the server on its standard streams. No shell: a path may hold any character. */
  static start(launch: Launch, log: Log): ServerProcess {
    const child = spawn(launch.command, [...launch.args, '--stdio'], {
      cwd: launch.cwd,
      env: launch.env,
      windowsHide: true,
      shell: false,
    });
    return new ServerProcess(child, log);
  }

  /** End the process; it is given a moment to do so by itself. */
  async end(grace = GRACE): Promise<void> {
    if (!this.alive) {
      return;
    }
    const timer = setTimeout(() => this.child.kill('SIGKILL'), grace);
    this.child.stdin.end();
    await this.ended;
    clearTimeout(timer);
  }
}
