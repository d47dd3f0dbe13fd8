/** Puts the decisions together: which server is started, by which interpreter, and how. */

import { homedir } from 'node:os';
import * as path from 'node:path';
import { type Uri, window, workspace } from 'vscode';
import { isProductPath, LANGUAGE } from '../common/floeFiles';
import { isFile } from '../common/isFile';
import type { Log } from '../common/log';
import { setting } from '../common/settings';
import { cleaned } from './environment';
import { expand, type Surroundings } from './expand';
import { type Candidate, chooseInterpreter, type Interpreter, type Rejected } from './interpreter';
import { onPath, pythonNames } from './onPath';
import { packedVersions } from './packed';
import { probe } from './probe';
import { interpreterProblem, type Problem, serverProblem } from './problems';
import { chosenPython } from './pythonExtension';
import { chooseServer, type ServerChoice } from './serverPath';

/** A program that can be started, with the reasons. */
export interface Launch {
  readonly server: ServerChoice;
  /** Runs the bundled server; a server of the user's own brings its own. */
  readonly interpreter?: Interpreter;
  /** Interpreters that come first and can't run the server. */
  readonly rejected: readonly Rejected[];
  readonly command: string;
  /** What stands before the arguments of the server. */
  readonly args: readonly string[];
  /** Never the workspace, so that none of its files is imported. */
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** Return how the server is started, or why it can't be. */
export async function resolveLaunch(
  extensionPath: string,
  log: Log,
): Promise<{ readonly launch: Launch } | { readonly problem: Problem }> {
  const resource = currentResource();
  const surroundings = surroundingsOf(resource);
  const server = chooseServer({
    ...surroundings,
    setting: setting<string>('server.path', resource) ?? '',
    trusted: workspace.isTrusted,
    bundledEntry: path.join(extensionPath, 'server', 'entry.py'),
    platform: process.platform,
    isFile,
  });
  const shared = { cwd: extensionPath, env: cleaned(process.env) };
  if (server.kind === 'path-broken' || server.kind === 'bundle-missing') {
    return { problem: serverProblem(server) };
  }
  if (server.kind === 'own') {
    return { launch: { server, rejected: [], command: server.path, args: [], ...shared } };
  }
  const { chosen, rejected } = await chooseInterpreter(
    candidates(resource, surroundings, log),
    (file) => probe(file, extensionPath, shared.env),
    packedVersions(extensionPath),
  );
  for (const each of rejected) {
    log.info(`Interpreter '${each.path}' is not used: ${each.reason}`);
  }
  if (chosen === undefined) {
    return { problem: interpreterProblem({ rejected }) };
  }
  // -I: neither the working folder nor PYTHONPATH nor the user's packages are looked at.
  const args = ['-I', server.entry];
  return {
    launch: { server, interpreter: chosen, rejected, command: chosen.path, args, ...shared },
  };
}

/** The document that the choices are made for: the product in the editor, or the first folder. */
function currentResource(): Uri | undefined {
  const shown = window.activeTextEditor?.document;
  if (
    shown?.uri.scheme === 'file' &&
    (shown.languageId === LANGUAGE || isProductPath(shown.fileName))
  ) {
    return shown.uri;
  }
  return workspace.workspaceFolders?.[0]?.uri;
}

/** Return what variables in the paths of settings stand for. */
function surroundingsOf(resource: Uri | undefined): Surroundings {
  const folder = resource === undefined ? undefined : workspace.getWorkspaceFolder(resource);
  return {
    home: homedir(),
    workspaceFolder: (folder ?? workspace.workspaceFolders?.[0])?.uri.fsPath,
    env: process.env,
  };
}

async function* candidates(
  resource: Uri | undefined,
  surroundings: Surroundings,
  log: Log,
): AsyncGenerator<Candidate> {
  const search = { env: process.env, platform: process.platform, isFile };
  const typed = setting<string>('interpreter', resource)?.trim() ?? '';
  if (typed) {
    yield { path: settingPath(typed, surroundings, search), source: 'setting' };
    return;
  }
  // The choice may be an interpreter that the workspace brings.
  const chosen = workspace.isTrusted ? await chosenPython(resource, log) : undefined;
  if (chosen !== undefined) {
    yield { path: chosen, source: 'python-extension' };
  }
  for (const name of pythonNames(process.platform)) {
    for (const file of onPath(name, search)) {
      yield { path: file, source: 'path' };
    }
  }
}

function settingPath(
  typed: string,
  surroundings: Surroundings,
  search: Parameters<typeof onPath>[1],
): string {
  const expanded = expand(typed, surroundings);
  const text = expanded.ok ? expanded.text : typed;
  if (path.isAbsolute(text)) {
    return text;
  }
  if (!/[\\/]/.test(text)) {
    return onPath(text, search)[0] ?? text;
  }
  return path.join(surroundings.workspaceFolder ?? surroundings.home, text);
}
