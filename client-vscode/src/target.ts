/** Finds the product that a command is about. */

import { commands, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { IGNORED_GLOB, isProductPath, PRODUCT_GLOB } from './detect';
import { SECTION } from './settings';

/** How many products a list offers. */
const MOST = 200;

/**
 * Return the product of an argument, as a lens, a menu or another extension gives it: a URI, its
 * text, or an object that holds one. Anything else is no product.
 */
export function productOf(argument: unknown): Uri | undefined {
  const given =
    argument instanceof Uri ? argument : typeof argument === 'string' ? argument : uriIn(argument);
  const uri = typeof given === 'string' ? parsed(given) : given;
  // A buffer has no name of its own yet; the server knows whether it is a product.
  const known = uri?.scheme === 'untitled' || (uri?.scheme === 'file' && isProductPath(uri.path));
  return known ? uri : undefined;
}

/** Return the product of the argument, else the one in the editor, else one that a person picks. */
export async function chooseProduct(argument?: unknown): Promise<Uri | undefined> {
  if (argument !== undefined && argument !== null) {
    const given = productOf(argument);
    if (given === undefined) {
      void window.showWarningMessage('Floe: this is no floe.yaml');
    }
    return given;
  }
  const shown = window.activeTextEditor?.document;
  const product = shown?.languageId === SECTION ? productOf(shown.uri) : undefined;
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

function uriIn(argument: unknown): string | Uri | undefined {
  const uri =
    typeof argument === 'object' && argument !== null && 'uri' in argument
      ? argument.uri
      : undefined;
  return typeof uri === 'string' || uri instanceof Uri ? uri : undefined;
}

function parsed(text: string): Uri | undefined {
  try {
    return Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
