/** `Floe: Refresh Manifests`: the one command on which the server asks registries. */

import { workspace } from 'vscode';
import type { Services } from './services';

export async function refreshManifests({ supervisor }: Services): Promise<void> {
  if (workspace.isTrusted) {
    // The server shows how it went.
    await supervisor.execute('floe.refreshManifests');
  }
}
