/** Tells where the caret comes to. */

import { type Disposable, type TextEditor, window } from 'vscode';

/** Tell of each move of the caret in the editor in front, and of each editor that comes there. */
export function onCaretMove(tell: (editor: TextEditor | undefined) => void): Disposable[] {
  return [
    window.onDidChangeTextEditorSelection(({ textEditor }) => {
      // What is typed moves the carets of all other editors that show the same file, too.
      if (textEditor === window.activeTextEditor) {
        tell(textEditor);
      }
    }),
    window.onDidChangeActiveTextEditor(tell),
  ];
}
