/** What `activate` returns: how the extension fares, for other extensions and for tests. */

import type { Services } from './commands/services';
import type { ServerState } from './server/supervisor';
import type { StatusLine } from './views/statusLines';

export interface Api {
  /** What the server does now. */
  serverState(): ServerState;
  /** What the two lines of the status say now. */
  statusLines(): { readonly server: StatusLine; readonly product: StatusLine };
  /** Resolves when the server runs; rejects when it failed. */
  ready(): Promise<void>;
}

export function makeApi({ supervisor, status }: Services): Api {
  return {
    serverState: () => supervisor.state,
    statusLines: () => status.lines,
    ready: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          const { state } = supervisor;
          if (state.kind === 'running' || state.kind === 'failed') {
            listener.dispose();
            state.kind === 'running' ? resolve() : reject(new Error(state.problem.message));
          }
        };
        const listener = supervisor.onDidChange(look);
        look();
      }),
  };
}
