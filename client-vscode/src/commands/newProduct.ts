/**
 * `Floe: New Product`: asks for folder, name, owner, manifest and models.
 *
 * What can be chosen, the texts and the edit that creates the files come from the server. Enter
 * throughout ends in a product without a mistake, and in no message that has to be closed.
 */

import {
  CancellationTokenSource,
  ProgressLocation,
  type QuickPickItem,
  Uri,
  window,
  workspace,
} from 'vscode';
import { fieldsOf, messageOf, textOf, textsOf } from '../common/plainData';
import { showFailure } from '../views/showProblem';
import { askForManifest } from './chooseManifest';
import { type Candidates, nameProblem, readCandidates } from './newProductAnswer';
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

export async function newProduct({ supervisor, status, log }: Services): Promise<void> {
  // A refusal, such as for want of trust, is shown by the server.
  const ask = async (chosen: object) =>
    await window.withProgress({ location: ProgressLocation.Window, title: TITLE }, async () =>
      fieldsOf(await supervisor.execute(COMMAND, chosen)),
    );
  const folder = await chooseFolder(ask({}));
  const candidates = folder && readCandidates(await ask({ folder: folder.toString() }));
  if (folder === undefined || candidates === undefined) {
    return;
  }
  if (candidates.existing !== undefined) {
    await window.showTextDocument(Uri.parse(candidates.existing, true));
    void window.showInformationMessage('Floe: this folder has a product already.');
    return;
  }
  let chosen: Chosen | undefined;
  let made: Readonly<Record<string, unknown>> = {};
  while (made['ok'] !== true) {
    // The server says what it refuses; nobody has to type the rest again.
    chosen = await choose(folder, candidates, chosen);
    if (chosen === undefined) {
      return;
    }
    try {
      made = await ask(chosen);
    } catch (error) {
      log.error(`${COMMAND}: ${messageOf(error)}`);
      void showFailure('New Product did not work', error);
    }
  }
  const uri = textOf(made['uri']);
  if (uri !== undefined) {
    for (const created of textsOf(made['created'])) {
      // The file that an edit creates is empty until its document is saved.
      await (await workspace.openTextDocument(Uri.parse(created, true))).save();
    }
    // What stands in its way is shown in the file, and the rest in the status bar.
    await status.during(supervisor.execute('floe.dryRun', { uri, quiet: true }));
  }
}

/**
 * Ask for everything but the folder; `undefined` when a person gives up.
 *
 * @param before What was chosen and not made.
 */
async function choose(
  folder: Uri,
  candidates: Candidates,
  before?: Chosen,
): Promise<Chosen | undefined> {
  const name = await window.showInputBox({
    title: TITLE,
    prompt: 'Name of the product',
    value: before?.name ?? candidates.name,
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, candidates.nameRule, 'A product needs a name'),
  });
  if (name === undefined) {
    return undefined;
  }
  const owner = await window.showInputBox({
    title: TITLE,
    prompt: 'Owner of the product: a team or an e-mail address. Leave it empty to decide later',
    value: before?.owner ?? candidates.owner ?? '',
    ignoreFocusOut: true,
  });
  const platform =
    owner === undefined
      ? undefined
      : await choosePlatform(folder, candidates, owner.trim(), before);
  const models = platform && (await chooseModels(candidates, before?.models));
  if (owner === undefined || platform === undefined || models === undefined) {
    return undefined;
  }
  return { folder: folder.toString(), name, owner: owner.trim(), ...platform, models };
}

/** Ask for the folder; the question is there at once, and its rows when the server has answered. */
async function chooseFolder(
  answered: Promise<Readonly<Record<string, unknown>>>,
): Promise<Uri | undefined> {
  const refusal = new CancellationTokenSource();
  const rows = answered.then(({ ok, folders }): Choice<Uri | undefined>[] => {
    if (ok !== true) {
      refusal.cancel();
      return [];
    }
    const found = textsOf(folders).map((each) => folderRow(Uri.parse(each, true)));
    return [...found, { label: '$(folder) Browse…', value: undefined }];
  });
  const placeHolder = 'Folder of the product, in which floe.yaml is created';
  const options = { title: TITLE, placeHolder, ignoreFocusOut: true };
  const picked = await window.showQuickPick(rows, options, refusal.token);
  refusal.dispose();
  if (picked === undefined || picked.value !== undefined) {
    return picked?.value;
  }
  const dialog = { canSelectFolders: true, canSelectFiles: false, title: TITLE };
  return (await window.showOpenDialog(dialog))?.[0];
}

function folderRow(value: Uri): Choice<Uri> {
  const inside = workspace.asRelativePath(value, false);
  // A folder of the workspace itself has no path in it.
  const label = inside === value.fsPath ? value.path.replace(/^.*\//, '') : inside;
  return { label: label || value.fsPath, description: value.fsPath, value };
}

/** Ask where the platform is: the manifests that were found, a new one, or another file. */
async function choosePlatform(
  folder: Uri,
  { manifests, newManifest }: Candidates,
  owner: string,
  before: ChosenManifest | undefined,
): Promise<ChosenManifest | undefined> {
  const found = manifests.map(
    ({ uri, path, governing }): Choice<ChosenManifest> => ({
      label: path,
      description: Uri.parse(uri, true).fsPath,
      detail: governing ? 'governs this folder: floe.yaml need not name it' : '',
      value: { manifest: uri },
    }),
  );
  const create: Choice<ChosenManifest>[] =
    newManifest === undefined
      ? []
      : [
          {
            label: `$(new-file) Create ${newManifest}`,
            description: 'a new platform that runs on DuckDB',
            detail: owner ? '' : 'its owner is an example, to be replaced in the file',
            value: { newManifest: true },
          },
        ];
  const browse = { label: '$(folder-opened) Choose a file…', value: undefined };
  const placeHolder = 'Manifest of the platform that the product runs on';
  const options = { title: TITLE, placeHolder, ignoreFocusOut: true };
  const rows = [...earlierFirst([...found, ...create], before), browse];
  const picked = await window.showQuickPick(rows, options);
  if (picked === undefined || picked.value !== undefined) {
    return picked?.value;
  }
  const file = await askForManifest(folder);
  return file && { manifest: file.toString() };
}

/** Put the row of an earlier answer first; a file that was looked for gets one. */
function earlierFirst(
  rows: readonly Choice<ChosenManifest>[],
  { manifest, newManifest }: ChosenManifest = {},
): readonly Choice<ChosenManifest>[] {
  const earlier =
    rows.find(({ value }) => value.manifest === manifest && value.newManifest === newManifest) ??
    (manifest === undefined ? undefined : fileRow(manifest));
  return earlier === undefined ? rows : [earlier, ...rows.filter((each) => each !== earlier)];
}

function fileRow(manifest: string): Choice<ChosenManifest> {
  const { path, fsPath } = Uri.parse(manifest, true);
  return { label: path.replace(/^.*\//, ''), description: fsPath, value: { manifest } };
}

async function chooseModels(
  { models, modelCount, modelRule }: Candidates,
  before: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (models.length === 0) {
    const name = await window.showInputBox({
      title: TITLE,
      prompt: 'Name of the first dbt model of the product: none was found in the folder',
      value: before?.[0] ?? 'stg_example',
      ignoreFocusOut: true,
      validateInput: (text) => nameProblem(text, modelRule, 'A product needs a model'),
    });
    return name === undefined ? undefined : [name];
  }
  let chosen = before;
  const first = models.length < modelCount ? `: the first ${models.length} of ${modelCount}` : '';
  let placeHolder = `dbt models of the product${first}`;
  do {
    const items = models.map(
      ({ name, dependsOn }): QuickPickItem => ({
        label: name,
        description: dependsOn.length > 0 ? `reads ${dependsOn.join(', ')}` : '',
        picked: chosen?.includes(name) ?? true,
      }),
    );
    const options = { title: TITLE, placeHolder, canPickMany: true, ignoreFocusOut: true } as const;
    chosen = (await window.showQuickPick(items, options))?.map(({ label }) => label);
    placeHolder = 'A product needs a model: choose at least one';
  } while (chosen?.length === 0);
  return chosen;
}
