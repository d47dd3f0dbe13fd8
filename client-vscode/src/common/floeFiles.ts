/**
 * Says which files are floe's, by their name or by the first words of their text.
 *
 * `manifest.yaml` is what many programs call a file, so a manifest is known by its `apiVersion`.
 */

/** The id of the language that floe's files have in the editor. */
export const LANGUAGE = 'floe';

/** What the file of a product is called, as the server has it (`compilation/load/workspace.py`). */
const PRODUCT_NAMES: readonly string[] = ['floe.yaml', 'floe.yml'];

/** What a data contract is called, beside a product or a manifest (`files/names.py`). */
const CONTRACT_NAMES: readonly string[] = ['datacontract.yaml', 'datacontract.yml'];

/** Glob of the files of products. */
export const PRODUCT_GLOB = `**/{${PRODUCT_NAMES.join(',')}}`;

/** Glob of the files that are manifests when their text says so. */
export const MANIFEST_GLOB = '**/manifest.{yaml,yml}';

/** Folders that hold what tools made or fetched; the server leaves them out as well. */
export const IGNORED_GLOB =
  '**/{node_modules,target,dbt_packages,dbt_modules,__pycache__,site-packages,.git,.venv,venv}/**';

/** How many characters of a file are looked at: comments and a licence may stand above the keys. */
export const LOOKED_AT = 16_384;

const CONTRACT_KIND = /^(?:kind|["']kind["']):[ \t]+["']?DataContract\b/m;

const API_VERSION = /^(?:apiVersion|api_version|["']apiVersion["']):[ \t]+["']?floe\.dev\//m;

/** Whether a path, with `/` or `\`, names a product's file. */
export function isProductPath(path: string): boolean {
  return PRODUCT_NAMES.includes(nameOf(path));
}

/** Whether a file is a data contract, by its path and its text: others have their files, too. */
export function isContract(path: string, text: string): boolean {
  return CONTRACT_NAMES.includes(nameOf(path)) && CONTRACT_KIND.test(text.slice(0, LOOKED_AT));
}

/** Whether a text is a product or a manifest of floe: a top-level key says the `apiVersion`. */
export function isFloeText(text: string): boolean {
  return API_VERSION.test(text.slice(0, LOOKED_AT));
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}
