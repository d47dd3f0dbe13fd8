/** `Floe: New Product`: asks for folder, name, manifest and models, and writes a floe.yaml. */

import * as path from 'node:path';
import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import { PRODUCT_NAMES } from '../common/floeFiles';
import { connected, type ModelFile } from './newProductDbt';
import { exists, folders, manifests, models } from './newProductFind';
import { type NewModel, nameFrom, nameProblem, productText } from './newProductTemplate';
import type { Services } from './services';

const TITLE = 'Floe: New Product';

interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

export async function newProduct({ supervisor, status }: Services): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) {
    return;
  }
  const there = await productIn(folder);
  if (there !== undefined) {
    await window.showTextDocument(there);
    void window.showInformationMessage('Floe: this folder has a product already.');
    return;
  }
  const name = await window.showInputBox({
    title: TITLE,
    prompt: 'Name of the product',
    value: nameFrom(path.posix.basename(folder.path)),
    validateInput: nameProblem,
  });
  const manifest = name === undefined ? undefined : await chooseManifest(folder);
  const chosen = manifest === undefined ? undefined : await chooseModels(await models(folder));
  if (name === undefined || manifest === undefined || chosen === undefined) {
    return;
  }
  const file = Uri.joinPath(folder, PRODUCT_NAMES[0] ?? 'floe.yaml');
  const text = productText({ name, manifest: manifest || undefined, models: chosen });
  await workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await window.showTextDocument(file);
  // Says whether it compiles, and opens no connection.
  await status.during(supervisor.execute('floe.dryRun', file.toString()));
}

async function chooseFolder(): Promise<Uri | undefined> {
  const found: Choice<Uri | undefined>[] = (await folders()).map((value) => ({
    label: workspace.asRelativePath(value, false),
    description: value.fsPath,
    value,
  }));
  const browse = { label: '$(folder) Browse…', value: undefined };
  const placeHolder = 'Folder of the product, beside dbt_project.yml';
  const picked = await window.showQuickPick([...found, browse], { title: TITLE, placeHolder });
  if (picked === undefined || picked.value !== undefined) {
    return picked?.value;
  }
  const options = { canSelectFolders: true, canSelectFiles: false, title: TITLE };
  return (await window.showOpenDialog(options))?.[0];
}

/** Return the path of the manifest, an empty text to have it looked for in the folders above. */
async function chooseManifest(folder: Uri): Promise<string | undefined> {
  const items: Choice<string>[] = (await manifests()).map((file) => {
    const value = path.posix.relative(folder.path, file.path);
    return { label: value, description: file.fsPath, value };
  });
  items.push({
    label: '$(search) None',
    description: 'manifest.yaml is looked for in the folders above',
    value: '',
  });
  const placeHolder = 'Platform manifest that governs the product';
  return (await window.showQuickPick(items, { title: TITLE, placeHolder }))?.value;
}

async function chooseModels(files: readonly ModelFile[]): Promise<NewModel[] | undefined> {
  if (files.length === 0) {
    const name = await window.showInputBox({
      title: TITLE,
      prompt: 'No dbt models were found here. Name of the first one',
      value: 'stg_example',
      validateInput: (text) => (text.trim() ? undefined : 'A product needs a transform'),
    });
    return name === undefined ? undefined : [{ name: name.trim(), dependsOn: [] }];
  }
  const items = connected(files).map((model): QuickPickItem & { name: string } => ({
    label: model.name,
    description: model.dependsOn.length > 0 ? `reads ${model.dependsOn.join(', ')}` : '',
    picked: true,
    name: model.name,
  }));
  const placeHolder = 'dbt models of the product';
  const picked = await window.showQuickPick(items, {
    title: TITLE,
    placeHolder,
    canPickMany: true,
  });
  if (picked === undefined || picked.length === 0) {
    return undefined;
  }
  const names = new Set(picked.map(({ name }) => name));
  return connected(files.filter(({ name }) => names.has(name)));
}

async function productIn(folder: Uri): Promise<Uri | undefined> {
  for (const name of PRODUCT_NAMES) {
    const file = Uri.joinPath(folder, name);
    if (await exists(file)) {
      return file;
    }
  }
  return undefined;
}
