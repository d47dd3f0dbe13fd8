/**
 * `Floe: New Product`: asks for folder, name, owner, manifest and models.
 *
 * What can be chosen, the texts and the edit that creates the files come from the server. Enter
 * throughout ends in a product without a mistake, and in no message that has to be closed.
 */

import { type QuickPickItem, Uri, window, workspace } from 'vscode';
import { fieldsOf, textOf, textsOf } from '../common/plainData';
import { askForManifest } from './chooseManifest';
import {
  type Candidates,
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

/** Where the platform is: in a manifest, or in one that is created beside the product. */
interface ChosenManifest {
  readonly manifest?: string;
  readonly newManifest?: true;
}

/** What a person has chosen, as the server takes it. */
interface Chosen extends ChosenManifest {
  readonly folder: string;
  readonly name: string;
  readonly owner: string;
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
    for (const created of textsOf(made?.['created'])) {
      // The file that an edit creates is empty until its document is saved.
      await (await workspace.openTextDocument(Uri.parse(created, true))).save();
    }
    // What stands in its way is shown in the file, and the rest in the status bar.
    await status.during(supervisor.execute('floe.dryRun', { uri, quiet: true }));
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
  const platform = owner === undefined ? undefined : await choosePlatform(folder, candidates);
  const models = platform === undefined ? undefined : await chooseModels(candidates.models);
  if (owner === undefined || platform === undefined || models === undefined) {
    return undefined;
  }
  return { folder: folder.toString(), name, owner: owner.trim(), ...platform, models };
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

/** Ask where the platform is: the manifests that were found, a new one, or another file. */
async function choosePlatform(
  folder: Uri,
  { manifests, newManifest }: Candidates,
): Promise<ChosenManifest | undefined> {
  const found = manifests.map(
    ({ uri, path, governing }): Choice<ChosenManifest> => ({
      label: path,
      description: Uri.parse(uri, true).fsPath,
      detail: governing ? 'is found without being named' : '',
      value: { manifest: uri },
    }),
  );
  const create: Choice<ChosenManifest>[] =
    newManifest === undefined
      ? []
      : [
          {
            label: `$(new-file) Create ${newManifest}`,
            description: 'a platform of its own, on DuckDB',
            value: { newManifest: true },
          },
        ];
  const browse = { label: '$(folder-opened) Choose a file…', value: undefined };
  const options = { title: TITLE, placeHolder: 'Where is the platform of the product described?' };
  const picked = await window.showQuickPick([...found, ...create, browse], options);
  if (picked === undefined || picked.value !== undefined) {
    return picked?.value;
  }
  const file = await askForManifest(folder);
  return file && { manifest: file.toString() };
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
