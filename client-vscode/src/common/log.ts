/** The one channel where everything is written: decisions of the extension, words of the server. */

import { type LogOutputChannel, window } from 'vscode';

export type Log = LogOutputChannel;

export function createLog(): Log {
  return window.createOutputChannel('Floe', { log: true });
}
