/** The versions of Python that the bundled server runs on: those that it brings libraries for. */

import { readdirSync } from 'node:fs';
import * as path from 'node:path';

/** Return the names of the folders of compiled libraries, such as `cp312`. */
export function packedVersions(extensionPath: string): string[] {
  try {
    const names = readdirSync(path.join(extensionPath, 'server', 'libs'));
    return names.filter((name) => /^cp3\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Say in words which versions of Python there are libraries for. */
export function packedInWords(packed: readonly string[]): string {
  const minors = newestFirst(packed);
  return minors.length > 0 ? `3.${minors.at(-1)} to 3.${minors[0]}` : 'no version of Python';
}

/** Return what a Python of each version is called on PATH, the newest first. */
export function packedNames(packed: readonly string[]): string[] {
  return newestFirst(packed).map((minor) => `python3.${minor}`);
}

function newestFirst(packed: readonly string[]): number[] {
  return packed.map((name) => Number(name.slice('cp3'.length))).sort((one, other) => other - one);
}
