/**
 * `Floe: New Product`: asks for folder, name, owner, manifest and models.
 *
 * What can be chosen, the text and the edit that creates the file come from the server.
 */

import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import { fieldsOf, textOf, textsOf } from '../common/plainData';
import {
  type Candidates,
  type ManifestCandidate,
  type ModelCandidate,
  nameProblem,
  readCandidates,
} from './newProductAnswer';
import type { Services } from './services';

const COMMAND = 'floe.newProduct';
const TITLE = 'Floe: New Product';

interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** What a person has chosen, as the server takes it. */
interface Chosen {
  readonly folder: string;
  readonly name: string;
  readonly owner: string;
  readonly manifest: string | null;
  readonly models: readonly string[];
}

export async function newProduct({ supervisor, status }: Services): Promise<void> {
  // A refusal, such as for want of trust, is shown by the server.
  const ask = async (chosen: object) => fieldsOf(await supervisor.execute(COMMAND, chosen));
  const { ok, folders } = await ask({});
  const folder = ok === true ? await chooseFolder(textsOf(folders)) : undefined;
  const candidates = folder && readCandidates(await ask({ folder: folder.toString() }));
  if (folder === undefined || candidates === undefined) {
    return;
  }
  if (candidates.existing !== undefined) {
    await window.showTextDocument(Uri.parse(candidates.existing, true));
    void window.showInformationMessage('Floe: this folder has a product already.');
    return;
  }
  const chosen = await choose(folder, candidates);
  const made = chosen && (await ask(chosen));
  const uri = made?.['ok'] === true ? textOf(made['uri']) : undefined;
  if (uri !== undefined) {
    // The file that an edit creates is empty until its document is saved.
    await (await workspace.openTextDocument(Uri.parse(uri, true))).save();
    // Says whether it compiles, and opens no connection.
    await status.during(supervisor.execute('floe.dryRun', uri));
  }
}

/** Ask for everything but the folder; `undefined` when a person gives up. */
async function choose(folder: Uri, candidates: Candidates): Promise<Chosen | undefined> {
  const name = await window.showInputBox({
    title: TITLE,
    prompt: 'Name of the product',
    value: candidates.name,
    validateInput: (text) => nameProblem(text, candidates.nameRule),
  });
  if (name === undefined) {
    return undefined;
  }
  const owner = await window.showInputBox({
    title: TITLE,
    prompt: 'Who answers for it: a team or an e-mail address. Empty to leave it out',
    value: candidates.owner ?? '',
  });
  const manifest = owner === undefined ? undefined : await chooseManifest(candidates.manifests);
  const models = manifest === undefined ? undefined : await chooseModels(candidates.models);
  if (owner === undefined || manifest === undefined || models === undefined) {
    return undefined;
  }
  return { folder: folder.toString(), name, owner: owner.trim(), manifest, models };
}

async function chooseFolder(folders: readonly string[]): Promise<Uri | undefined> {
  const found = folders.map((each): Choice<Uri | undefined> => {
    const value = Uri.parse(each, true);
    return {
      label: workspace.asRelativePath(value, false),
      description: value.fsPath,
      value,
    };
  });
  const browse = { label: '$(folder) Browse…', value: undefined };
  const placeHolder = 'Folder of the product, beside dbt_project.yml';
  const picked = await window.showQuickPick([...found, browse], { title: TITLE, placeHolder });
  if (picked === undefined || picked.value !== undefined) {
    return picked?.value;
  }
  const options = { canSelectFolders: true, canSelectFiles: false, title: TITLE };
  return (await window.showOpenDialog(options))?.[0];
}

/** Return the URI of the manifest, `null` to have it looked for in the folders above. */
async function chooseManifest(
  manifests: readonly ManifestCandidate[],
): Promise<string | null | undefined> {
  const items = manifests.map(
    ({ uri, path, governing }): Choice<string | null> => ({
      label: path,
      description: Uri.parse(uri, true).fsPath,
      detail: governing ? 'is found without being named' : '',
      value: uri,
    }),
  );
  const none = {
    label: '$(search) None',
    description: 'manifest.yaml is looked for in the folders above',
    value: null,
  };
  const placeHolder = 'Platform manifest that governs the product';
  return (await window.showQuickPick([...items, none], { title: TITLE, placeHolder }))?.value;
}

async function chooseModels(models: readonly ModelCandidate[]): Promise<string[] | undefined> {
  if (models.length === 0) {
    const name = await window.showInputBox({
      title: TITLE,
      prompt: 'No dbt models were found here. Name of the first one',
      value: 'stg_example',
      validateInput: (text) => (text.trim() ? undefined : 'A product needs a transform'),
    });
    return name === undefined ? undefined : [name.trim()];
  }
  const items = models.map(
    (model): QuickPickItem => ({
      label: model.name,
      description: model.dependsOn.length > 0 ? `reads ${model.dependsOn.join(', ')}` : '',
      picked: true,
    }),
  );
  const placeHolder = 'dbt models of the product';
  const options = { title: TITLE, placeHolder, canPickMany: true } as const;
  const picked = await window.showQuickPick(items, options);
  return picked === undefined || picked.length === 0 ? undefined : picked.map((each) => each.label);
}
