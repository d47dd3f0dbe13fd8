/** The tests that need the whole `vscode` API, run where the extension runs. */

import assert from 'node:assert/strict';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { Product } from './support/product';
import { shared } from './support/shared';
import { required } from './support/vscodeServer';

describe('inside the extension host', () => {
  test('settings, interpreter, status and trust', { timeout: 240_000 }, async (context) => {
    const product = await Product.in(path.join(shared.server.home, 'host'));
    shared.server.extensionLog.expect(
      // Settings that name what is not there.
      /\/nowhere\/python3/,
      /\$\{env:FLOE_NOT_SET\} has no value/,
      // The library sends a setting also to the server that ends because of it.
      /Sending notification workspace\/didChangeConfiguration failed/,
    );
    const extension = path.join(required('FLOE_E2E_ROOT'), 'client-vscode');
    const { code, log } = await shared.hostTests(product, extension);
    context.diagnostic(log);
    assert.equal(code, 0, log);
    assert.match(log, /(\d+) of \1 tests passed/);
  });
});
