/**
 * What the Python extension (`ms-python.python`) has chosen. It is used when it is installed and
 * never required, so its interface is described here, as far as it is used.
 */

import { type Event, extensions, type Uri } from 'vscode';
import type { Log } from '../common/log';

const ID = 'ms-python.python';

/** How long it may take to start, in milliseconds, before the search goes on without it. */
const PATIENCE = 5_000;

interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(
      path: unknown,
    ): Promise<{ readonly executable?: { readonly uri?: Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath?: Event<unknown>;
  };
}

/** Return the path of the interpreter that is chosen for a resource, if any. */
export async function chosenPython(
  resource: Uri | undefined,
  log: Log,
): Promise<string | undefined> {
  const extension = extensions.getExtension<PythonApi>(ID);
  if (extension === undefined) {
    return undefined;
  }
  try {
    return await Promise.race([ask(extension.activate(), resource), late(log)]);
  } catch (error) {
    log.warn(`The Python extension did not say which interpreter is chosen: ${String(error)}`);
    return undefined;
  }
}

async function ask(
  activation: Thenable<PythonApi>,
  resource: Uri | undefined,
): Promise<string | undefined> {
  const environments = (await activation).environments;
  if (environments === undefined) {
    return undefined;
  }
  // Without the resource the choice of another folder, or none, would come back.
  const active = environments.getActiveEnvironmentPath(resource);
  const resolved = await environments.resolveEnvironment(active);
  return resolved?.executable?.uri?.fsPath;
}

function late(log: Log): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      log.debug('The Python extension takes long; the search goes on without it');
      resolve(undefined);
    }, PATIENCE).unref();
  });
}

/** Return the event of a changed choice, when the Python extension runs. */
export function onDidChangePython(): Event<unknown> | undefined {
  const extension = extensions.getExtension<PythonApi>(ID);
  return extension?.isActive
    ? extension.exports?.environments?.onDidChangeActiveEnvironmentPath
    : undefined;
}
