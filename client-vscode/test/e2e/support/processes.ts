/** Finds the language servers that run out of a folder. */

import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';

/** Return the process ids of the bundled servers whose extension lies below a folder. */
export async function serverProcesses(home: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name)) {
      const line = await readFile(path.join('/proc', name, 'cmdline'), 'utf8').catch(() => '');
      const words = line.split('\0');
      if (words.some((word) => word.startsWith(home) && word.endsWith('/server/entry.py'))) {
        found.push(Number(name));
      }
    }
  }
  return found;
}
