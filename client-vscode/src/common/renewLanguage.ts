/**
 * Lets the settings that the extension has for its language count in files that were open before it.
 *
 * VS Code reads what a language sets by default when a file gets the language. It gives a file that
 * a window opens with its language first and learns the defaults (`configurationDefaults`) later, and
 * nothing makes it look again: such a file had four columns a level and no suggestions in texts.
 */

import { languages, workspace } from 'vscode';
import { LANGUAGE } from './floeFiles';

const NO_LANGUAGE = 'plaintext';

/** Take our language from the files that have it, and give it to them again. */
export async function renewLanguage(): Promise<void> {
  const opened = workspace.textDocuments.filter((each) => each.languageId === LANGUAGE);
  for (const document of opened) {
    await languages.setTextDocumentLanguage(document, NO_LANGUAGE);
    await languages.setTextDocumentLanguage(document, LANGUAGE);
  }
}
