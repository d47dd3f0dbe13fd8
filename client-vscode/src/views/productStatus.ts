/** What the server says of a product, in `floe/status` and in the answer of `floe.doctor` alike. */

import { fieldsOf, textOf, textsOf } from '../common/plainData';

export interface ProductStatus {
  /** Path of the file. */
  readonly path: string;
  readonly name: string | null;
  /** Paths of its manifest and of that one's parents. */
  readonly manifests: readonly string[];
  /** How the manifest was found, in the server's words. */
  readonly manifestFoundBy: string | null;
  readonly errors: number;
  readonly warnings: number;
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
