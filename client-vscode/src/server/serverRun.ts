/** One run of a server: which it is, its process, and the client that speaks with it. */

import type { Log } from '../common/log';
import { type ClientParts, createClient } from './client';
import { type Launch, resolveLaunch } from './launch';
import type { Problem } from './problems';
import { ServerProcess } from './serverProcess';

/** What is used of the library's client. */
export interface Client {
  readonly initializeResult: { readonly serverInfo?: { readonly version?: string } } | undefined;
  start(): Promise<void>;
  sendRequest(method: string, params: unknown): Promise<unknown>;
  sendNotification(method: string, params: unknown): Promise<void>;
  dispose(): Promise<void>;
}

export interface ServerRun {
  readonly client: Client;
  readonly process: Pick<ServerProcess, 'ended' | 'end'>;
}

/** What is told while the server runs. */
export type RunListeners = Pick<ClientParts, 'onClosed' | 'onStatus' | 'onPromptRequest'>;

/** Makes the runs of a server; given to the supervisor, so that a test can make some of its own. */
export interface Starter {
  /** Return how a server is started now, or why it can't be. */
  resolve(): Promise<{ readonly launch: Launch } | { readonly problem: Problem }>;
  /** Start the process, and make a client that is yet to be started. */
  run(launch: Launch, listeners: RunListeners): ServerRun;
}

/** Return what starts the servers of the settings. */
export function serverStarter(
  extensionPath: string,
  settingNames: readonly string[],
  log: Log,
): Starter {
  return {
    resolve: () => resolveLaunch(extensionPath, log),
    run: (launch, listeners) => {
      const process = ServerProcess.start(launch, log);
      const { stdout: reader, stdin: writer } = process.child;
      const connect = async () => ({ reader, writer });
      return { process, client: createClient({ log, settingNames, connect, ...listeners }) };
    },
  };
}
