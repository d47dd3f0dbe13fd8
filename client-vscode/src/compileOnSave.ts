/** Compiles a product when it is saved, where `floe.compileOnSave` says so. */

import { type Disposable, window, workspace } from 'vscode';
import type { Services } from './context';
import { setting } from './settings';
import { productOf } from './target';

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
      const { ok, message } = answer as { ok?: unknown; message?: unknown };
      window.setStatusBarMessage(`$(${ok ? 'check' : 'error'}) ${String(message)}`, SHOWN_FOR);
    } catch (error) {
      log.error(`compile on save: ${String(error)}`);
    }
  });
}
