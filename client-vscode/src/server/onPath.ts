/** Finds programs on PATH without a shell. */

import * as path from 'node:path';
import type { Environment } from './environment';

/** Where to look, given so that a test can say what is there. */
export interface PathSearch {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly isFile: (file: string) => boolean;
}

/**
 * Return the absolute paths of a program, in the order of PATH.
 *
 * Entries that are not absolute are left out: they would name a file of whatever folder the editor
 * was started in.
 */
export function onPath(name: string, { env, platform, isFile }: PathSearch): string[] {
  const { delimiter, isAbsolute, join } = platform === 'win32' ? path.win32 : path.posix;
  const value = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  const suffixes = platform === 'win32' ? ['.exe'] : [''];
  return value
    .split(delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => isAbsolute(folder))
    .flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix)))
    .filter((file) => isFile(file));
}

/** The names that Python goes by, the best first. */
export function pythonNames(platform: NodeJS.Platform): readonly string[] {
  return platform === 'win32' ? ['python', 'python3', 'py'] : ['python3', 'python'];
}
