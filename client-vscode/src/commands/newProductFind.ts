/** Finds in the workspace what a new product is made of. */

import { RelativePattern, Uri, workspace } from 'vscode';
import { IGNORED_GLOB, isFloeText, LOOKED_AT } from '../common/floeFiles';
import { type ModelFile, modelPaths } from './newProductDbt';

const MOST_FILES = 100;
const MOST_MODELS = 500;

/** Return the folders of the dbt projects, then those of the workspace, each once. */
export async function folders(): Promise<Uri[]> {
  const projects = await workspace.findFiles('**/dbt_project.yml', IGNORED_GLOB, MOST_FILES);
  const found = [
    ...projects.map((file) => Uri.joinPath(file, '..')),
    ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri),
  ];
  return [...new Map(found.map((uri) => [uri.toString(), uri])).values()];
}

/** Return the files that are manifests of floe by their text. */
export async function manifests(): Promise<Uri[]> {
  const files = await workspace.findFiles('**/*manifest*.{yaml,yml}', IGNORED_GLOB, MOST_FILES);
  const found: Uri[] = [];
  for (const file of files) {
    const text = (await read(file)) ?? '';
    if (isFloeText(text) && /^kind:[ \t]+["']?Manifest\b/m.test(text.slice(0, LOOKED_AT))) {
      found.push(file);
    }
  }
  return found.sort((one, other) => one.path.localeCompare(other.path));
}

/** Return the models of the dbt project in a folder; none when there is no project. */
export async function models(folder: Uri): Promise<ModelFile[]> {
  const project = await read(Uri.joinPath(folder, 'dbt_project.yml'));
  if (project === undefined) {
    return [];
  }
  const found = new Map<string, ModelFile>();
  for (const path of modelPaths(project)) {
    const pattern = new RelativePattern(Uri.joinPath(folder, path), '**/*.sql');
    for (const file of await workspace.findFiles(pattern, null, MOST_MODELS)) {
      const name =
        file.path
          .split('/')
          .at(-1)
          ?.replace(/\.sql$/, '') ?? '';
      found.set(name, { name, sql: (await read(file)) ?? '' });
    }
  }
  return [...found.values()];
}

/** Whether there is a file. */
export async function exists(file: Uri): Promise<boolean> {
  return workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}

async function read(file: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}
