/** Saves a drawing where a person says. */

import { commands, Uri, window, workspace } from 'vscode';
import { folderNameOf } from '../common/product';

const OPEN = 'Open';

export async function saveDrawing(
  product: Uri,
  format: 'svg' | 'png',
  data: string,
): Promise<void> {
  const folder = Uri.joinPath(product, '..');
  const name = `${folderNameOf(product)}-graph.${format}`;
  const file = await window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, name),
    filters: { [format.toUpperCase()]: [format] },
    title: 'Save the graph',
  });
  if (file === undefined) {
    return;
  }
  const bytes = format === 'svg' ? new TextEncoder().encode(data) : Buffer.from(data, 'base64');
  await workspace.fs.writeFile(file, bytes);
  const chosen = await window.showInformationMessage(`Floe: saved ${file.fsPath}`, OPEN);
  if (chosen === OPEN) {
    await commands.executeCommand('vscode.open', file);
  }
}
