/** Compiles a product when it is saved, where `floe.compileOnSave` says so. */

import { type Disposable, window, workspace } from 'vscode';
import { fieldsOf } from '../common/plainData';
import { productOf } from '../common/product';
import { setting } from '../common/settings';
import type { Services } from './services';

/** How long the result is shown, in milliseconds. */
const SHOWN_FOR = 8_000;

export function compileOnSave({ supervisor, status, log }: Services): Disposable {
  return workspace.onDidSaveTextDocument(async ({ uri }) => {
    const product = productOf(uri);
    if (
      product === undefined ||
      !workspace.isTrusted ||
      supervisor.state.kind !== 'running' ||
      setting<boolean>('compileOnSave', uri) !== true
    ) {
      return;
    }
    try {
      // Quiet: a pop-up at each save would be in the way; mistakes are squiggles already.
      const request = { uri: product.toString(), quiet: true };
      const answer = await status.during(supervisor.execute('floe.compile', request));
      const { ok, message } = fieldsOf(answer);
      window.setStatusBarMessage(`$(${ok ? 'check' : 'error'}) ${String(message)}`, SHOWN_FOR);
    } catch (error) {
      log.error(`compile on save: ${String(error)}`);
    }
  });
}
