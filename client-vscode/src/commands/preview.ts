/** `Floe: Preview Artifacts` and `Floe: Compare Artifacts with Those on Disk`. */

import { chooseProduct } from './chooseProduct';
import type { Services } from './services';

export async function previewArtifacts(
  { artifacts, status }: Services,
  given?: unknown,
): Promise<void> {
  const product = await chooseProduct(given);
  if (product !== undefined) {
    await status.during(artifacts.preview(product));
  }
}

export async function compareArtifacts(
  { artifacts, status }: Services,
  given?: unknown,
): Promise<void> {
  const product = await chooseProduct(given);
  if (product !== undefined) {
    await status.during(artifacts.compare(product));
  }
}
