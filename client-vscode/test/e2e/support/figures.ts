/** What the tests measure, as JSON in the file that FLOE_E2E_FIGURES names; nothing without it. */

import { mkdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

const figures: Record<string, unknown> = {};

/** The file that takes the figures, when somebody wants them. */
export const FIGURES = process.env['FLOE_E2E_FIGURES'];

/** Keep a figure, and write all that there are. */
export async function record(name: string, value: unknown): Promise<void> {
  figures[name] = value;
  if (FIGURES !== undefined) {
    await mkdir(path.dirname(FIGURES), { recursive: true });
    await writeFile(FIGURES, `${JSON.stringify(figures, undefined, 2)}\n`);
  }
}
