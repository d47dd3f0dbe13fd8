/** `Floe: Doctor`: what the extension and the server see, when something is not as it should be. */

import type { Services } from '../context';
import { DOCTOR_PAGE } from '../pageMaker';

export async function doctor({ pages }: Services): Promise<void> {
  await pages.show(DOCTOR_PAGE);
}
