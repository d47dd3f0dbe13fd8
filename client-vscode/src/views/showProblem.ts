/** Tells a person of a problem, with the buttons that fix it. */

import { commands, window } from 'vscode';
import { messageOf } from '../common/plainData';
import { type Problem, SHOW_LOGS } from '../server/problems';

/** Show a problem and run the action that is chosen. */
export async function showProblem(problem: Problem): Promise<void> {
  const titles = problem.actions.map((action) => action.title);
  const show =
    problem.kind === 'server-crashed' ? window.showWarningMessage : window.showErrorMessage;
  const chosen = await show(problem.message, ...titles);
  const action = problem.actions.find((each) => each.title === chosen);
  if (action !== undefined) {
    await commands.executeCommand(action.command, ...(action.arguments ?? []));
  }
}

/** Say that a command did not work. */
export async function showFailure(what: string, error: unknown): Promise<void> {
  const message = `Floe: ${what}: ${messageOf(error)}`;
  if ((await window.showErrorMessage(message, SHOW_LOGS.title)) === SHOW_LOGS.title) {
    await commands.executeCommand(SHOW_LOGS.command);
  }
}
