/** Starts the server again when what it was started by has changed. */

import { type Disposable, extensions, workspace } from 'vscode';
import type { Log } from '../common/log';
import { SECTION } from '../common/settings';
import { onDidChangePython } from './pythonExtension';
import type { Supervisor } from './supervisor';

/** The settings that decide which server is started, and how. */
const DECISIVE = ['interpreter', 'server.path'].map((name) => `${SECTION}.${name}`);

export function watchForChanges(supervisor: Supervisor, log: Log): Disposable[] {
  const restart = (reason: string) => void supervisor.restartIfAwake(reason);
  return [
    workspace.onDidChangeConfiguration((change) => {
      const changed = DECISIVE.find((name) => change.affectsConfiguration(name));
      if (changed !== undefined) {
        restart(`${changed} has changed`);
      }
    }),
    // What waited for trust applies now: settings of the workspace, plugins, writing.
    workspace.onDidGrantWorkspaceTrust(() => restart('the workspace is trusted now')),
    new PythonWatch(supervisor, log),
  ];
}

/** Follows the choice of the Python extension while that choice, or none at all, is in use. */
class PythonWatch implements Disposable {
  private choice: Disposable | undefined;
  private readonly others: Disposable[];

  constructor(
    private readonly supervisor: Supervisor,
    private readonly log: Log,
  ) {
    // It may be installed, or started, after us.
    this.others = [
      extensions.onDidChange(() => this.attach()),
      supervisor.onDidChange(() => this.attach()),
    ];
    this.attach();
  }

  dispose(): void {
    for (const each of [this.choice, ...this.others]) {
      each?.dispose();
    }
  }

  private attach(): void {
    this.choice ??= onDidChangePython()?.(() => {
      const { state } = this.supervisor;
      const source =
        state.kind === 'running' ? state.launch.interpreter?.source : 'python-extension';
      const passedOver =
        state.kind === 'running' &&
        state.launch.rejected.some((each) => each.source === 'python-extension');
      if (source === 'python-extension' || passedOver) {
        void this.supervisor.restartIfAwake(
          'another interpreter was chosen in the Python extension',
        );
      } else {
        this.log.debug('Another interpreter was chosen in the Python extension; it is not in use');
      }
    });
  }
}
