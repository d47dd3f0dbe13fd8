/** What the action "Choose a manifest…" does: shows files, and has the product name the chosen one. */

import { Uri, window } from 'vscode';
import { productOf } from '../common/product';
import type { Services } from './services';

const COMMAND = 'floe.nameManifest';

export async function chooseManifest({ supervisor }: Services, given?: unknown): Promise<void> {
  const product = productOf(given);
  if (product === undefined) {
    throw new Error('floe.chooseManifest takes the URI of a product');
  }
  const chosen = await askForManifest(Uri.joinPath(product, '..'));
  if (chosen !== undefined) {
    // A refusal is shown by the server.
    const manifest = chosen.toString();
    await supervisor.execute(COMMAND, { uri: product.toString(), manifest });
  }
}

/** Ask for the file of a manifest, beginning in a folder; `undefined` when a person gives up. */
export async function askForManifest(folder: Uri): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: 'Platform manifest that governs the product',
    openLabel: 'Choose Manifest',
    defaultUri: folder,
    canSelectFiles: true,
    canSelectMany: false,
    filters: { 'Platform manifests': ['yaml', 'yml'] },
  });
  return chosen?.[0];
}
