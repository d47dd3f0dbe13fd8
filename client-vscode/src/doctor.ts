/** The answer of `floe.doctor`, read with care: another version of the server may have sent it. */

export interface DoctorProduct {
  readonly path: string;
  readonly name: string | null;
  readonly manifests: readonly string[];
  /** How the manifest was found, in the server's words. */
  readonly manifestFoundBy: string | null;
  readonly errors: number;
  readonly warnings: number;
}

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
  readonly products: readonly DoctorProduct[];
}

/** Return the answer with every part there, empty where it was missing or of another type. */
export function readDoctor(answer: unknown): Doctor {
  const { server, client, folders, plugins, products } = object(answer);
  const about = object(server);
  return {
    server: {
      version: text(about['version']),
      python: text(about['python']),
      interpreter: text(about['interpreter']),
      platform: text(about['platform']),
      packages: mapped(about['packages'], (each) => (typeof each === 'string' ? each : null)),
    },
    client: object(client),
    folders: list(folders).map((each) => {
      const folder = object(each);
      return { path: text(folder['path']), settings: object(folder['settings']) };
    }),
    plugins: mapped(plugins, (each) => list(each).map(text)),
    products: list(products).map(product),
  };
}

function product(given: unknown): DoctorProduct {
  const { path, name, manifests, manifestFoundBy, errors, warnings } = object(given);
  return {
    path: text(path),
    name: typeof name === 'string' ? name : null,
    manifests: list(manifests).map(text),
    manifestFoundBy: typeof manifestFoundBy === 'string' ? manifestFoundBy : null,
    errors: Number(errors) || 0,
    warnings: Number(warnings) || 0,
  };
}

function object(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : {};
}

function list(given: unknown): unknown[] {
  return Array.isArray(given) ? given : [];
}

function text(given: unknown): string {
  return typeof given === 'string' ? given : '';
}

function mapped<T>(given: unknown, read: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(object(given)).map(([key, value]) => [key, read(value)]),
  );
}
