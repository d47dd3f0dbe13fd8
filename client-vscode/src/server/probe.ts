/** Asks an interpreter for its version, in isolation. */

import { execFile } from 'node:child_process';
import type { Environment } from './environment';
import type { Probed } from './interpreter';

// In words that Python 2 understands too, so that it can say how old it is.
const QUESTION =
  'import platform as p; print("floe-python %s %s" % (p.python_version(), p.python_implementation()))';
const ANSWER = /^floe-python (\d+)\.(\d+)\.(\d+)\S* (\w+)\s*$/m;

/** How long an interpreter may take, in milliseconds; a cold disk needs a second or two. */
const PATIENCE = 10_000;

/**
 * Run an interpreter and read its version.
 *
 * @param cwd Folder that it is started in: never the workspace, whose files it must not import.
 */
export function probe(file: string, cwd: string, env: Environment): Promise<Probed> {
  const asked = new Promise<Probed>((resolve) => {
    const options = { cwd, env: { ...env }, timeout: PATIENCE, windowsHide: true };
    // -E -s instead of -I, which an old Python does not know; it is refused for its age.
    execFile(file, ['-E', '-s', '-c', QUESTION], options, (error, stdout) => {
      const [, major, minor, micro, kind] = ANSWER.exec(stdout) ?? [];
      if (kind !== undefined) {
        const version = [Number(major), Number(minor), Number(micro)] as const;
        resolve({ ok: true, version, implementation: kind.toLowerCase() });
      } else {
        resolve({ ok: false, reason: reasonOf(error) });
      }
    });
  });
  // Of some files that cannot be run Node tells the callback, of others it throws at once.
  return asked.catch((error: Failure) => ({ ok: false, reason: reasonOf(error) }));
}

type Failure = Error & { code?: unknown; killed?: boolean | undefined };

function reasonOf(error: Failure | null): string {
  switch (error?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
      return 'it may not be executed';
    default:
      return error?.killed
        ? 'it did not answer within 10 seconds'
        : 'it is not a Python interpreter';
  }
}
