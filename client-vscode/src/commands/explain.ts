/** `Floe: Explain Code`: the page of a code, the one under the cursor first. */

import { type Diagnostic, languages, type QuickPickItem, type TextEditor, window } from 'vscode';
import { codeOf, looksLikeCode } from './codes';
import type { Services } from './services';

export async function explain({ pages }: Services, given?: unknown): Promise<void> {
  const code = typeof given === 'string' && looksLikeCode(given) ? given : await ask();
  if (code !== undefined) {
    await pages.show(code.toUpperCase());
  }
}

/** Let a person choose one of the codes in the editor, or type another one. */
function ask(): Promise<string | undefined> {
  const found = window.activeTextEditor ? inEditor(window.activeTextEditor) : [];
  return new Promise((resolve) => {
    const picker = window.createQuickPick();
    picker.title = 'Floe: Explain Code';
    picker.placeholder = 'A code, such as E110';
    picker.items = found;
    picker.onDidChangeValue((value) => {
      const typed = value.trim().toUpperCase();
      const isNew = looksLikeCode(typed) && !found.some(({ label }) => label === typed);
      picker.items = isNew ? [...found, { label: typed, alwaysShow: true }] : found;
    });
    picker.onDidAccept(() => {
      const label = picker.selectedItems[0]?.label ?? picker.value.trim();
      resolve(looksLikeCode(label) ? label : undefined);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function inEditor(editor: TextEditor): QuickPickItem[] {
  const line = editor.selection.active.line;
  const distance = ({ range }: Diagnostic) => Math.abs(range.start.line - line);
  const items = new Map<string, QuickPickItem>();
  const sorted = languages
    .getDiagnostics(editor.document.uri)
    .toSorted((one, other) => distance(one) - distance(other));
  for (const each of sorted) {
    const code = codeOf(each);
    if (code !== undefined && !items.has(code)) {
      const where = `line ${each.range.start.line + 1}`;
      items.set(code, { label: code, description: each.message, detail: where });
    }
  }
  return [...items.values()];
}
