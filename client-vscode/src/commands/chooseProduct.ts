/** Finds the product that a command is about. */

import { commands, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { IGNORED_GLOB, LANGUAGE, PRODUCT_GLOB } from '../common/floeFiles';
import { productOf } from '../common/product';

/** How many products a list offers. */
const MOST = 200;

/** Return the product of the argument, else the one in the editor, else one that a person picks. */
export async function chooseProduct(argument?: unknown): Promise<Uri | undefined> {
  if (argument !== undefined && argument !== null) {
    const given = productOf(argument);
    if (given === undefined) {
      void window.showWarningMessage('Floe: this is not a floe.yaml');
    }
    return given;
  }
  const shown = window.activeTextEditor?.document;
  const product = shown?.languageId === LANGUAGE ? productOf(shown.uri) : undefined;
  return product ?? (await picked());
}

async function picked(): Promise<Uri | undefined> {
  const found = await workspace.findFiles(PRODUCT_GLOB, IGNORED_GLOB, MOST);
  if (found.length === 0) {
    const create = 'New Product';
    const message = 'Floe: there is no floe.yaml in this workspace.';
    if ((await window.showInformationMessage(message, create)) === create) {
      await commands.executeCommand('floe.newProduct');
    }
    return undefined;
  }
  if (found.length === 1) {
    return found[0];
  }
  const items = found
    .map((uri): QuickPickItem & { uri: Uri } => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((one, other) => one.label.localeCompare(other.label));
  return (await window.showQuickPick(items, { placeHolder: 'Which product?' }))?.uri;
}
