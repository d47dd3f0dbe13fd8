/** Keeps what is shown of a product in step with what is typed. */

import { type Disposable, workspace } from 'vscode';
import { debounced } from '../common/debounced';
import { LANGUAGE } from '../common/floeFiles';
import type { Supervisor } from './supervisor';

/** How long after an edit the server is asked again, in milliseconds. */
const DELAY = 200;

export interface Refresh extends Disposable {
  /** Do it again, soon. */
  soon(): void;
}

/** Do something again after each edit of a product or a manifest, and when the server starts. */
export function refreshAfterEdits(supervisor: Supervisor, work: () => void): Refresh {
  const soon = debounced(DELAY, work);
  const listeners = [
    // A manifest counts as well: it has our language too.
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === LANGUAGE) {
        soon();
      }
    }),
    supervisor.onDidChange(({ kind }) => kind === 'running' && soon()),
    soon,
  ];
  return {
    soon,
    dispose: () => {
      for (const each of listeners) {
        each.dispose();
      }
    },
  };
}
