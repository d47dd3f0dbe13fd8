/** `Floe: Restart Server` and `Floe: Show Logs`, and what the status offers on a problem. */

import { commands } from 'vscode';
import { showProblem } from '../views/showProblem';
import type { Services } from './services';

export async function restartServer({ supervisor }: Services): Promise<void> {
  await supervisor.restart('a person asked for it');
}

export async function showLogs({ log }: Services): Promise<void> {
  log.show(true);
}

export async function showServerProblem({ supervisor }: Services): Promise<void> {
  const { state } = supervisor;
  const problem = state.kind === 'failed' || state.kind === 'running' ? state.problem : undefined;
  if (problem === undefined) {
    await commands.executeCommand('floe.doctor');
  } else {
    await showProblem(problem);
  }
}
