/** Writes small data products for the tests to open. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';

export const MANIFEST = `apiVersion: floe.dev/v1
kind: Manifest
metadata:
  name: house
  version: 1.0.0
  owner: platform@example.com
plugins:
  compute:
    type: duckdb
  orchestrator:
    type: dagster
`;

export const SHOP = `apiVersion: floe.dev/v1
kind: FloeSpec
metadata:
  name: shop
  version: 1.0.0
  owner: shop@example.com

platform:
  manifest: manifest.yaml

transforms:
  - name: stg_orders
    tier: bronze
  - name: stg_customers
    tier: bronze
  - name: orders_by_customer
    tier: silver
    dependsOn: [stg_orders, stg_customers]
  - name: revenue
    tier: gold
    dependsOn: [orders_by_customer]
`;

/** A folder with a product. */
export class Product {
  constructor(readonly folder: string) {}

  /** Write a product; what is not named has the text of the example above. */
  static async in(folder: string, files: Readonly<Record<string, string>> = {}): Promise<Product> {
    const product = new Product(folder);
    const all = { 'floe.yaml': SHOP, 'manifest.yaml': MANIFEST, ...files };
    for (const [name, text] of Object.entries(all)) {
      await product.write(name, text);
    }
    return product;
  }

  /** Write these files and no others into a folder that is there also without any. */
  static async bare(folder: string, files: Readonly<Record<string, string>> = {}) {
    const product = new Product(folder);
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await product.write(name, text);
    }
    return product;
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }
}
