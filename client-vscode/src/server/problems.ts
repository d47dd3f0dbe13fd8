/** What can go wrong on the way to a running server: a message of its own, and what fixes it. */

import { type InterpreterChoice, OLDEST, type Rejected, sourceInWords } from './interpreter';
import type { ServerRefusal } from './serverPath';

/** A button: a command of the extension or of VS Code. */
export interface Action {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

export type ProblemKind =
  | 'no-python'
  | 'python-too-old'
  | 'python-unfit'
  | 'interpreter-broken'
  | 'server-path-broken'
  | 'bundle-missing'
  | 'server-failed'
  | 'server-silent'
  | 'server-crashed'
  | 'server-gave-up';

/** Why there is no server, in words for the person who wants one. */
export interface Problem {
  readonly kind: ProblemKind;
  /** A few words, for the status. */
  readonly title: string;
  /** One or two sentences. */
  readonly message: string;
  readonly actions: readonly Action[];
}

export const SHOW_LOGS: Action = { title: 'Show Logs', command: 'floe.showLogs' };
const RESTART: Action = { title: 'Restart Server', command: 'floe.restartServer' };
const CHOOSE: Action = { title: 'Choose Interpreter', command: 'floe.chooseInterpreter' };
const SERVER_SETTING = openSetting('floe.server.path');
const DOWNLOAD: Action = {
  title: 'Get Python',
  command: 'vscode.open',
  arguments: ['https://www.python.org/downloads/'],
};

function openSetting(id: string): Action {
  return { title: 'Open Setting', command: 'workbench.action.openSettings', arguments: [id] };
}

/** Say why no interpreter was chosen. */
export function interpreterProblem({ rejected }: InterpreterChoice): Problem {
  const oldest = OLDEST.join('.');
  const setting = rejected.find((each) => each.source === 'setting');
  if (setting !== undefined && setting.version === undefined) {
    return {
      kind: 'interpreter-broken',
      title: 'The interpreter does not run',
      message: `Floe cannot run the interpreter '${setting.path}' of the setting floe.interpreter: ${setting.reason}.`,
      actions: [CHOOSE, openSetting('floe.interpreter'), SHOW_LOGS],
    };
  }
  const unfit = rejected.filter((each) => each.version !== undefined);
  if (unfit.length > 0) {
    const isOld = unfit.every(({ isTooOld }) => isTooOld);
    return {
      kind: isOld ? 'python-too-old' : 'python-unfit',
      title: isOld ? 'Python is too old' : 'This Python cannot run the server',
      message: isOld
        ? `Floe needs Python ${oldest} or newer. Found: ${unfit.map(inWords).join(', ')}.`
        : `Floe found no Python that runs its server. ${unfit.map(reasonInWords).join('; ')}.`,
      actions: [CHOOSE, DOWNLOAD, SHOW_LOGS],
    };
  }
  return {
    kind: 'no-python',
    title: 'No Python was found',
    message: `Floe needs Python ${oldest} or newer and found none on PATH. Choose an interpreter, or install Python.`,
    actions: [CHOOSE, DOWNLOAD, SHOW_LOGS],
  };
}

function reasonInWords({ path, reason }: Rejected): string {
  return `'${path}': ${reason}`;
}

function inWords({ version, path, source }: Rejected): string {
  return `${version} at '${path}' (${sourceInWords(source)})`;
}

/** Say why no server can be started. */
export function serverProblem(refusal: ServerRefusal): Problem {
  if (refusal.kind === 'bundle-missing') {
    return {
      kind: 'bundle-missing',
      title: 'The server is missing',
      message: `The server that comes with the extension is missing ('${refusal.entry}'). Install the extension again, or name a floe-lsp of your own.`,
      actions: [SERVER_SETTING, SHOW_LOGS],
    };
  }
  return {
    kind: 'server-path-broken',
    title: 'floe.server.path does not work',
    message: `Floe cannot run the server '${refusal.path}' of the setting floe.server.path: ${refusal.reason}.`,
    actions: [SERVER_SETTING, SHOW_LOGS],
  };
}

/** The process ended before it answered, or could not be started. */
export function failedProblem(reason: string, own: boolean): Problem {
  return {
    kind: own ? 'server-path-broken' : 'server-failed',
    title: 'The server did not start',
    message: `The Floe server did not start: ${reason}.`,
    actions: own ? [SERVER_SETTING, RESTART, SHOW_LOGS] : [RESTART, CHOOSE, SHOW_LOGS],
  };
}

/** The process runs and says nothing. */
export function silentProblem(seconds: number, own: boolean): Problem {
  return {
    kind: 'server-silent',
    title: 'The server does not answer',
    message: `The Floe server has not answered for ${seconds} seconds.`,
    actions: [RESTART, own ? SERVER_SETTING : CHOOSE, SHOW_LOGS],
  };
}

/** The process ended by itself; it is started again soon. */
export function crashedProblem(reason: string, delay: number): Problem {
  return {
    kind: 'server-crashed',
    title: 'The server crashed',
    message: `The Floe server crashed (${reason}) and starts again in ${Math.max(1, Math.round(delay / 1000))} s.`,
    actions: [SHOW_LOGS, RESTART],
  };
}

/** The process ended too often. */
export function gaveUpProblem(reason: string, count: number): Problem {
  return {
    kind: 'server-gave-up',
    title: 'The server keeps crashing',
    message: `The Floe server crashed ${count} times and is not started again. The last reason: ${reason}.`,
    actions: [RESTART, SHOW_LOGS],
  };
}
