/** Tells the server where the caret is, so that what is found there can wait while it is written. */

import type { Disposable } from 'vscode';
import { onCaretMove } from '../common/caretMoves';
import { LANGUAGE } from '../common/floeFiles';
import type { Supervisor } from './supervisor';

const METHOD = 'floe/didMoveCaret';

/** Tell of each line that the caret comes to, and of each file. */
export function followCaret(supervisor: Supervisor): Disposable[] {
  let told = '';
  return onCaretMove((editor) => {
    const isOurs = editor?.document.languageId === LANGUAGE;
    const uri = isOurs ? editor.document.uri.toString() : undefined;
    const position = isOurs ? editor.selection.active : undefined;
    const now = `${position?.line} ${uri}`;
    if (now !== told) {
      told = now;
      supervisor.notify(METHOD, uri === undefined ? {} : { textDocument: { uri }, position });
    }
  });
}
