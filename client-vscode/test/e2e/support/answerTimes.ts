/** When the server had an answer, out of the log in which VS Code traces their conversation. */

import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';

/** The setting that makes VS Code write that. */
export const TRACED = { 'floe.trace.server': 'messages' };

const LINE = /^(\S+Z) .*(Sending request|Received response) 'textDocument\/diagnostic - \((\d+)\)/;

/**
 * Return how long after each moment its findings had come, in milliseconds.
 *
 * VS Code asks for findings after each edit, and is answered when the analysis of that text is done.
 *
 * @param home Folder of everything that VS Code writes for its user.
 * @param struck When keys were struck, in milliseconds since 1970.
 */
export async function answerTimes(home: string, struck: readonly number[]): Promise<number[]> {
  const asked: { readonly at: number; readonly number: string }[] = [];
  const answered = new Map<string, number>();
  for (const line of await traced(home)) {
    const [, time = '', what, number = ''] = LINE.exec(line) ?? [];
    if (what === 'Sending request') {
      asked.push({ at: Date.parse(time), number });
    } else if (what !== undefined) {
      answered.set(number, Date.parse(time));
    }
  }
  const times: number[] = [];
  for (const [index, key] of struck.entries()) {
    const next = struck[index + 1] ?? Number.POSITIVE_INFINITY;
    const question = asked.find(({ at }) => key <= at && at < next);
    const answer = question && answered.get(question.number);
    if (answer !== undefined) {
      times.push(answer - key);
    }
  }
  return times;
}

async function traced(home: string): Promise<string[]> {
  const logs = path.join(home, 'd/logs');
  const names = (await readdir(logs, { recursive: true })).filter((name) =>
    name.endsWith('Floe.log'),
  );
  const texts = await Promise.all(names.map((name) => readFile(path.join(logs, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n'));
}
