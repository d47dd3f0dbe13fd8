/** What the server says of a product, in `floe/status` and in the answer of `floe.doctor` alike. */

import { fieldsOf, textOf, textsOf } from '../common/plainData';

export interface ProductStatus {
  /** Path of the file. */
  readonly path: string;
  readonly name: string | null;
  /** Paths of its manifest and of that one's parents. */
  readonly manifests: readonly string[];
  /** How the manifest was found: one of the server's ids; see `foundByInWords`. */
  readonly manifestFoundBy: string | null;
  readonly errors: number;
  readonly warnings: number;
}

/** The ids are those of the server (`compilation/load/manifests.py`). */
const FOUND_BY: ReadonlyMap<string, string> = new Map([
  ['option', 'by the setting floe.manifest'],
  ['field', 'named in floe.yaml'],
  ['folder', 'found in its folder or one above'],
]);

/** Say how a manifest was found; an id that is not known, of a newer server, stays as it is. */
export function foundByInWords(id: string): string {
  return FOUND_BY.get(id) ?? id;
}

/**
 * Return what is said, with every part there, empty where it was missing or of another type.
 *
 * @param path Path of the product.
 * @param pathOf Turns what the server names a manifest by into its path.
 */
export function readProductStatus(
  given: unknown,
  path: string,
  pathOf: (manifest: string) => string,
): ProductStatus {
  const { name, manifests, manifestFoundBy, errors, warnings } = fieldsOf(given);
  return {
    path,
    name: textOf(name) ?? null,
    manifests: textsOf(manifests).map(pathOf),
    manifestFoundBy: textOf(manifestFoundBy) ?? null,
    errors: Number(errors) || 0,
    warnings: Number(warnings) || 0,
  };
}
