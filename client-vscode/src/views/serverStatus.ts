/** What the server has told with `floe/status`, kept from one notification to the next. */

import { fieldsOf, listOf, textOf, textsOf } from '../common/plainData';
import { type ProductStatus, readProductStatus } from './productStatus';

export interface ServerStatus {
  /** Version of the Python that runs the server. */
  readonly python: string;
  /** The products that the server knows, by the URI that it names them with. */
  readonly products: ReadonlyMap<string, ProductStatus>;
}

/**
 * Return what is known after one more notification, which says only what has changed.
 *
 * @param known What was known before; `undefined` when a server has just started.
 * @param params The notification's parameters, of whatever form.
 * @param pathOf Turns the server's URIs into paths.
 */
export function withNews(
  known: ServerStatus | undefined,
  params: unknown,
  pathOf: (uri: string) => string,
): ServerStatus {
  const { server, products, removed } = fieldsOf(params);
  const now = new Map(known?.products);
  for (const uri of textsOf(removed)) {
    now.delete(uri);
  }
  for (const each of listOf(products)) {
    const uri = textOf(fieldsOf(each)['uri']);
    if (uri !== undefined) {
      now.set(uri, readProductStatus(each, pathOf(uri), pathOf));
    }
  }
  return { python: textOf(fieldsOf(server)['python']) ?? known?.python ?? '', products: now };
}
