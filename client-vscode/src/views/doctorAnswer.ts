/** The answer of `floe.doctor`, read with care: another version of the server may have sent it. */

import { fieldsOf, listOf, textOf, textsOf } from '../common/plainData';
import { type ProductStatus, readProductStatus } from './productStatus';

export interface Doctor {
  readonly server: {
    readonly version: string;
    readonly python: string;
    readonly interpreter: string;
    readonly platform: string;
    readonly packages: Readonly<Record<string, string | null>>;
  };
  readonly client: Readonly<Record<string, unknown>>;
  readonly folders: readonly {
    readonly path: string;
    readonly settings: Readonly<Record<string, unknown>>;
  }[];
  readonly plugins: Readonly<Record<string, readonly string[]>>;
  readonly products: readonly ProductStatus[];
}

/** Return the answer with every part there, empty where it was missing or of another type. */
export function readDoctor(answer: unknown): Doctor {
  const { server, client, folders, plugins, products } = fieldsOf(answer);
  const about = fieldsOf(server);
  return {
    server: {
      version: textOf(about['version']) ?? '',
      python: textOf(about['python']) ?? '',
      interpreter: textOf(about['interpreter']) ?? '',
      platform: textOf(about['platform']) ?? '',
      packages: mapped(about['packages'], (each) => textOf(each) ?? null),
    },
    client: fieldsOf(client),
    folders: listOf(folders).map((each) => {
      const folder = fieldsOf(each);
      return { path: textOf(folder['path']) ?? '', settings: fieldsOf(folder['settings']) };
    }),
    plugins: mapped(plugins, (each) => textsOf(each)),
    products: listOf(products).map(product),
  };
}

function product(given: unknown): ProductStatus {
  return readProductStatus(given, textOf(fieldsOf(given)['path']) ?? '', (path) => path);
}

function mapped<T>(given: unknown, read: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(fieldsOf(given)).map(([key, value]) => [key, read(value)]),
  );
}
