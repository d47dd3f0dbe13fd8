/**
 * Decides when the server is started, and gives our language to manifests and data contracts.
 *
 * A folder without products and manifests of floe costs a search and nothing more: `manifest.yaml`
 * is looked into, since many programs call a file so.
 */

import {
  type Disposable,
  languages,
  RelativePattern,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import {
  IGNORED_GLOB,
  isContract,
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
  const look = async (document: TextDocument) => {
    if (document.languageId === LANGUAGE) {
      wake();
    } else if (isOurs(document) || (await isContractOfOurs(document))) {
      if (adopted.has(document.uri.toString())) {
        return;
      }
      adopted.add(document.uri.toString());
      void languages.setTextDocumentLanguage(document, LANGUAGE).then(wake);
    }
  };
  for (const document of workspace.textDocuments) {
    void look(document);
  }
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

/** Whether a document is a data contract that stands beside a product or a manifest of floe. */
async function isContractOfOurs(document: TextDocument): Promise<boolean> {
  const { languageId, uri } = document;
  if (languageId !== 'yaml' || uri.scheme !== 'file' || !isContract(uri.path, document.getText())) {
    return false;
  }
  const beside = (glob: string) => new RelativePattern(Uri.joinPath(uri, '..'), inFolder(glob));
  if ((await workspace.findFiles(beside(PRODUCT_GLOB), null, 1)).length > 0) {
    return true;
  }
  const [manifest] = await workspace.findFiles(beside(MANIFEST_GLOB), null, 1);
  return manifest !== undefined && (await isManifest(manifest));
}

/** The glob of files in one folder, for that of files in any folder. */
function inFolder(glob: string): string {
  return glob.replace('**/', '');
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
