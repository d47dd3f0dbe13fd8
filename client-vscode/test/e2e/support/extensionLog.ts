/** What the extension and its server wrote to their log, out of the files that VS Code keeps. */

import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';

/**
 * A line that tells of a fault: of the extension, of the client's library, or of the server, which
 * writes nothing to standard error while all is well.
 */
const FAULT = /\[(?:error|critical)\]|\[Error\b|\[Warn\b|\] server: /;

/** The log of one VS Code, of all its windows. */
export class ExtensionLog {
  private readonly seen = new Map<string, number>();
  private expected: RegExp[] = [];

  /** @param folder Folder of everything that VS Code writes for its user. */
  constructor(private readonly folder: string) {}

  /** Let a fault be told of, now or once the log has been written: the test brings it about. */
  expect(...faults: RegExp[]): void {
    this.expected.push(...faults);
  }

  /** Return the lines that tell of faults and were written since the last look. */
  async faults(): Promise<string[]> {
    const found: string[] = [];
    const logs = path.join(this.folder, 'logs');
    for (const name of await readdir(logs, { recursive: true }).catch(() => [])) {
      if (path.basename(name) === 'Floe.log') {
        const text = await readFile(path.join(logs, name), 'utf8');
        found.push(...text.slice(this.seen.get(name) ?? 0).split('\n'));
        this.seen.set(name, text.length);
      }
    }
    const { expected } = this;
    this.expected = expected.filter((each) => !found.some((line) => each.test(line)));
    return found.filter((line) => FAULT.test(line) && !expected.some((each) => each.test(line)));
  }

  /** How many logs have been read: none would mean that the files have moved. */
  get files(): number {
    return this.seen.size;
  }
}
