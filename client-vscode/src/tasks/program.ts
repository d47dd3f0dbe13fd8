/** The command line of the server that runs: `floe compile` and `floe check` as tasks run them. */

import * as path from 'node:path';
import type { Launch } from '../server/launch';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Return the program that runs `floe` with the words given.
 *
 * The bundled `entry.py` takes the words of `floe` itself. Beside a floe-lsp of the user's own
 * stands a `floe`; where it does not, floe-lsp compiles with `--compile`.
 *
 * @returns `undefined` when that server has no such command.
 */
export function floeProgram(
  { command, args, server }: Pick<Launch, 'command' | 'args' | 'server'>,
  words: readonly string[],
  isFile: (file: string) => boolean,
): Program | undefined {
  if (server.kind === 'bundled') {
    return { command, args: [...args, ...words] };
  }
  const suffix = /\.exe$/i.test(server.path) ? '.exe' : '';
  const beside = path.join(path.dirname(server.path), `floe${suffix}`);
  if (isFile(beside)) {
    return { command: beside, args: [...words] };
  }
  const [first, ...rest] = words;
  return first === 'compile' ? { command: server.path, args: ['--compile', ...rest] } : undefined;
}
