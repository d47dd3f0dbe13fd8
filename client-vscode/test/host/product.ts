/** Opens the product of the workspace that the tests run on. */

import { extensions, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Api } from '../../src/api';

/** The extension's answer to `activate`. */
export async function api(): Promise<Api> {
  const extension = extensions.getExtension<Api>('floe.floe-vscode');
  if (extension === undefined) {
    throw new Error('the extension is not installed');
  }
  return extension.activate();
}

/** Return the address of a file of the workspace. */
export function file(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    throw new Error('the tests need a folder with a floe.yaml and a manifest.yaml');
  }
  return Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<TextDocument> {
  const editor = await window.showTextDocument(file(name));
  return editor.document;
}
