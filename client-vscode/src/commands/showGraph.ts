/** `Floe: Show Graph`. */

import type { Services } from '../context';
import { chooseProduct } from '../target';

export async function showGraph({ graphs }: Services, given?: unknown): Promise<void> {
  const product = await chooseProduct(given);
  if (product !== undefined) {
    graphs.show(product);
  }
}
