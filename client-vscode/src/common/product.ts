/** Tells the file of a product among what commands are given, and what a person calls it. */

import { Uri } from 'vscode';
import { isProductPath } from './floeFiles';
import { fieldsOf } from './plainData';

/**
 * Return the product of an argument, as a lens, a menu or another extension gives it: a URI, its
 * text, or an object that holds one. Anything else is not a product.
 */
export function productOf(argument: unknown): Uri | undefined {
  const given =
    argument instanceof Uri ? argument : typeof argument === 'string' ? argument : uriIn(argument);
  const uri = typeof given === 'string' ? parsed(given) : given;
  // A buffer has no name of its own yet; the server knows whether it is a product.
  const known = uri?.scheme === 'untitled' || (uri?.scheme === 'file' && isProductPath(uri.path));
  return known ? uri : undefined;
}

/** Return the name of a product's folder, by which a person tells one `floe.yaml` from another. */
export function folderNameOf(product: Uri): string {
  return product.path.split('/').at(-2) || 'product';
}

function uriIn(argument: unknown): string | Uri | undefined {
  const { uri } = fieldsOf(argument);
  return typeof uri === 'string' || uri instanceof Uri ? uri : undefined;
}

function parsed(text: string): Uri | undefined {
  try {
    return Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
