/** `Floe: Show Graph`. */

import { chooseProduct } from './chooseProduct';
import type { Services } from './services';

export async function showGraph({ graphs }: Services, given?: unknown): Promise<void> {
  const product = await chooseProduct(given);
  if (product !== undefined) {
    graphs.show(product);
  }
}
