/**
 * Chooses which server runs: the user's own (`floe.server.path`) or the one in the extension.
 *
 * A server of the user's own runs in its own environment, so that environment decides which
 * third-party plugins exist. Plain functions: what they look at is given.
 */

import * as path from 'node:path';
import { expand, type Surroundings } from './expand';

/** What is looked at. */
export interface ServerQuestion extends Surroundings {
  /** The setting as typed; empty for none. */
  readonly setting: string;
  /** Whether the workspace may name programs that run. */
  readonly trusted: boolean;
  /** Absolute path of the bundled `entry.py`. */
  readonly bundledEntry: string;
  readonly platform: NodeJS.Platform;
  readonly isFile: (file: string) => boolean;
}

/** A server that can be started. */
export type ServerChoice =
  | { readonly kind: 'own'; readonly path: string; readonly why: string }
  | { readonly kind: 'bundled'; readonly entry: string; readonly why: string };

/** Why none can be. */
export type ServerRefusal =
  | { readonly kind: 'path-broken'; readonly path: string; readonly reason: string }
  | { readonly kind: 'bundle-missing'; readonly entry: string };

/** Return the server to run, with the reason in words, or why there is none. */
export function chooseServer(question: ServerQuestion): ServerChoice | ServerRefusal {
  const { setting, trusted, bundledEntry, isFile } = question;
  let why = 'bundled server';
  if (setting.trim()) {
    const found = ownServer(question);
    if (trusted || !found.usesWorkspace) {
      return found.result;
    }
    why = 'bundled server; floe.server.path waits until you trust this workspace';
  }
  return isFile(bundledEntry)
    ? { kind: 'bundled', entry: bundledEntry, why }
    : { kind: 'bundle-missing', entry: bundledEntry };
}

interface Own {
  readonly result: ServerChoice | ServerRefusal;
  /** Whether the path depends on the workspace, whose files are not to be run untrusted. */
  readonly usesWorkspace: boolean;
}

function ownServer(question: ServerQuestion): Own {
  const { setting, workspaceFolder, platform, isFile } = question;
  const expanded = expand(setting, question);
  if (!expanded.ok) {
    return broken(setting, `${expanded.variable} has no value here`, false);
  }
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const relative = !paths.isAbsolute(expanded.text);
  const usesWorkspace = expanded.usesWorkspace || relative;
  if (relative && workspaceFolder === undefined) {
    return broken(expanded.text, 'it is not an absolute path, and no folder is open', true);
  }
  const file = relative ? paths.join(workspaceFolder ?? '', expanded.text) : expanded.text;
  if (!isFile(file)) {
    return broken(file, 'there is no such file', usesWorkspace);
  }
  if (platform === 'win32' && /\.(bat|cmd|ps1)$/i.test(file)) {
    return broken(file, 'it is a script; name the floe-lsp.exe beside it', usesWorkspace);
  }
  if (/^python[0-9.]*(\.exe)?$/i.test(paths.basename(file))) {
    const reason = 'it is a Python interpreter; name its floe-lsp, or use floe.interpreter';
    return broken(file, reason, usesWorkspace);
  }
  return {
    result: { kind: 'own', path: file, why: 'setting floe.server.path' },
    usesWorkspace,
  };
}

function broken(file: string, reason: string, usesWorkspace: boolean): Own {
  return { result: { kind: 'path-broken', path: file, reason }, usesWorkspace };
}
