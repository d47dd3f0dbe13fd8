/** Tells whether there is a file. */

import { statSync } from 'node:fs';

/** Whether a path is a file, through links; one that cannot be looked at is none. */
export function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
