/**
 * Decides when the server is started, and gives our language to manifests.
 *
 * A folder without products and manifests of floe costs a search and nothing more: `manifest.yaml`
 * is looked into, since many programs call a file so.
 */

import { type Disposable, languages, type TextDocument, type Uri, workspace } from 'vscode';
import {
  IGNORED_GLOB,
  isFloeText,
  isProductPath,
  LANGUAGE,
  LOOKED_AT,
  MANIFEST_GLOB,
  PRODUCT_GLOB,
} from '../common/floeFiles';

/** How many manifests are looked into. */
const MOST = 50;

/** Watch for the first file of floe; `wake` may be called more than once. */
export function watchForFiles(wake: () => void): Disposable {
  /** Documents that got our language; a person may give them another one afterwards. */
  const adopted = new Set<string>();
  const look = (document: TextDocument) => {
    if (document.languageId === LANGUAGE) {
      wake();
    } else if (isOurs(document) && !adopted.has(document.uri.toString())) {
      adopted.add(document.uri.toString());
      void languages.setTextDocumentLanguage(document, LANGUAGE).then(wake);
    }
  };
  workspace.textDocuments.forEach(look);
  void workspaceHasFiles().then((found) => found && wake());
  return workspace.onDidOpenTextDocument(look);
}

function isOurs(document: TextDocument): boolean {
  const scheme = document.uri.scheme;
  if (document.languageId !== 'yaml' || (scheme !== 'file' && scheme !== 'untitled')) {
    return false;
  }
  return isProductPath(document.uri.path) || isFloeText(document.getText().slice(0, LOOKED_AT));
}

async function workspaceHasFiles(): Promise<boolean> {
  if ((await workspace.findFiles(PRODUCT_GLOB, IGNORED_GLOB, 1)).length > 0) {
    return true;
  }
  for (const uri of await workspace.findFiles(MANIFEST_GLOB, IGNORED_GLOB, MOST)) {
    if (await isManifest(uri)) {
      return true;
    }
  }
  return false;
}

async function isManifest(uri: Uri): Promise<boolean> {
  try {
    const bytes = await workspace.fs.readFile(uri);
    return isFloeText(new TextDecoder().decode(bytes.subarray(0, LOOKED_AT)));
  } catch {
    return false;
  }
}
